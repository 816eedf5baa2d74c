import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..", "..");
const off = [
  "composite",
  "incremental",
  "declaration",
  "declarationMap",
  "sourceMap",
  "inlineSources",
  "noEmit",
];

/** An entry point of ours as plain JavaScript, made from the sources as they are now. */
export interface CompiledEntry {
  /** What a child process imports. */
  readonly url: string;
  remove(): void;
}

/**
 * For child processes: plain Node knows no TypeScript, and a test must not depend on a build that may be stale.
 *
 * @param packages - those that `entry` stands on, and its own
 */
export function compilePackages(entry: string, packages: readonly string[]): CompiledEntry {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of packages) compile(name, folder);
  } catch (error) {
    remove();
    throw error;
  }
  // A module of the folder, so that the names of the packages are looked up there.
  writeFileSync(join(folder, "entry.mjs"), `export * from "${entry}";\n`);
  return { url: pathToFileURL(join(folder, "entry.mjs")).href, remove };
}

function compile(name: string, folder: string): void {
  const home = join(root, "packages", name);
  const target = join(folder, "node_modules", "@sockeye", name);
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      ...["-p", join(home, "tsconfig.src.json"), "--outDir", join(target, "dist")],
      // Types are checked elsewhere. Siblings are not looked at, as each is compiled by itself.
      ...["--noCheck", "--noResolve"],
      ...off.flatMap((option) => [`--${option}`, "false"]),
    ],
    { stdio: "pipe" },
  );
  cpSync(join(home, "package.json"), join(target, "package.json"));
}
