import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { rolldown } from "rolldown";

export interface BuiltProgram {
  readonly url: URL;
  remove(): Promise<void>;
}

/** The practice server as a program that Node can run, made from the sources: tests need no build. */
export async function buildPracticeProgram(): Promise<BuiltProgram> {
  const folder = await mkdtemp(join(tmpdir(), "sockeye-practice-"));
  const file = join(folder, "practice-program.mjs");
  const build = await rolldown({
    input: fileURLToPath(new URL("../practice/practice-program.ts", import.meta.url)),
    platform: "node",
    resolve: { conditionNames: ["@sockeye/source", "node", "import", "default"] },
  });
  try {
    await build.write({ file, format: "esm", codeSplitting: false });
  } finally {
    await build.close();
  }
  return { url: pathToFileURL(file), remove: () => rm(folder, { recursive: true, force: true }) };
}
