import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");

/** `@sockeye/websocket` as plain JavaScript, made from the sources as they are now. */
export interface CompiledPackage {
  /** The folder's URL, with a slash at its end. */
  readonly url: string;
  remove(): void;
}

/**
 * For child processes: plain Node knows no TypeScript, and a test must not depend on a build that may be stale or
 * missing. Types are checked elsewhere.
 */
export function compilePackage(): CompiledPackage {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-"));
  const off = ["composite", "incremental", "declaration", "declarationMap", "noEmit"];
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      ...["-p", join(root, "packages", "websocket", "tsconfig.src.json"), "--outDir", folder, "--noCheck"],
      ...off.flatMap((name) => [`--${name}`, "false"]),
    ],
    { stdio: "pipe" },
  );
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return {
    url: `${pathToFileURL(folder).href}/`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
