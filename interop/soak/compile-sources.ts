import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..", "..");

/** `@sockeye/websocket` as plain JavaScript, made from the sources as they are now. */
export interface CompiledPackage {
  /** The URL of its entry. */
  readonly module: string;
  remove(): void;
}

/** For child processes on a Node that runs no TypeScript: they must not depend on a build that may be stale or missing. */
export function compileSources(): CompiledPackage {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-soak-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const project = join(root, "packages", "websocket");
  const switches = [
    "composite",
    "incremental",
    "declaration",
    "declarationMap",
    "noEmit",
    "emitDeclarationOnly",
  ];
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const settings = ["--outDir", folder, ...switches.flatMap((name) => [`--${name}`, "false"])];
  const configuration = ["tsconfig.src.json", "tsconfig.json"]
    .map((name) => join(project, name))
    .find((file) => existsSync(file));
  execFileSync(process.execPath, [compiler, "-p", configuration ?? project, ...settings], { stdio: "pipe" });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return { module: pathToFileURL(join(folder, "index.js")).href, remove };
}
