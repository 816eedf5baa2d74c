import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..", "..", "..");
/** The engine and what it stands on. */
const PACKAGES = ["protocol", "websocket", "server"];

/** The engine as plain JavaScript, made from the sources as they are now. */
export interface CompiledEngine {
  /** What a child process imports. */
  readonly specifier: string;
  remove(): void;
}

/** For child processes: plain Node knows no TypeScript, and a test must not depend on a build that may be stale. */
export function compileEngine(): CompiledEngine {
  if (process.env["SOCKEYE_ENGINE"] === "published")
    return { specifier: "engine.io", remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "sockeye-engine-"));
  for (const name of PACKAGES) compile(name, join(folder, "node_modules", "@sockeye", name));
  const entry = join(folder, "node_modules", "@sockeye", "server", "dist", "engine", "index.js");
  return {
    specifier: pathToFileURL(entry).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function compile(name: string, to: string): void {
  const source = join(root, "packages", name);
  const off = ["composite", "incremental", "declaration", "declarationMap", "noEmit"];
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      ...["-p", join(source, "tsconfig.src.json"), "--outDir", join(to, "dist"), "--noCheck"],
      ...off.flatMap((option) => [`--${option}`, "false"]),
    ],
    { stdio: "pipe" },
  );
  cpSync(join(source, "package.json"), join(to, "package.json"));
}
