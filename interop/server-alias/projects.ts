import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll, type PackedPackage } from "../../tools/packing.mjs";
import { root } from "../../tools/paths.mjs";
import { runCommand } from "../../tools/runner/run-command.mjs";
import { arePackagesInstalled, installPackages, npm } from "../../tools/setup/npm-packages.mjs";
import { startRegistry } from "./registry.ts";

/** The applications as they are in the repository, and what they stand on: the published package, too. */
export const applicationsFolder = join(import.meta.dirname, "applications");

/** Folders of programs. The one called `typed.mts` in each is compiled, to an ES module and to a CommonJS module. */
const programs = ["chat", "forms", "nest", "sessions"];

/** The applications, in a folder where they run. */
export interface Project {
  readonly folder: string;
  /** What the compiler has to say. */
  readonly complaints: string;
  remove(): void;
}

const copy = (from: string, to: string, name: string): void =>
  cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });

/** What the applications stand on; the set-up of `npm test` has done it already. */
export async function installApplications(): Promise<void> {
  if (arePackagesInstalled(applicationsFolder)) return;
  const { code, output } = await installPackages(applicationsFolder, ["--ignore-scripts"]);
  if (code !== 0) throw new Error(`npm ci of the applications failed:\n${output}`);
}

/** The packages of this repository, as they would be published now. */
export async function packSockeye(folder: string): Promise<readonly PackedPackage[]> {
  const build = await runCommand([process.execPath, join(root, "tools", "run.cjs"), "build"], { minutes: 1 });
  if (build.code !== 0) throw new Error(`the build failed:\n${build.output}`);
  return packAll(root, folder);
}

/** `npm install` of one of our packages, from a registry that has no others: whatever else is missing makes it fail. */
async function install(what: string, packages: readonly PackedPackage[], folder: string): Promise<void> {
  const registry = await startRegistry(packages);
  try {
    const place = ["--registry", registry.url, "--cache", join(folder, ".npm-cache"), "--fetch-retries", "0"];
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", ...place];
    const { code, output } = await npm(["install", what, ...options], folder);
    if (code !== 0) throw new Error(`npm install ${what} failed:\n${output}`);
  } finally {
    registry.close();
  }
}

/** The end of a program's name says which kind of module comes out. */
async function compile(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) cpSync(join(folder, name, "typed.mts"), join(folder, name, "typed.cts"));
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const command = [process.execPath, compiler, "-p", "tsconfig.json", "--pretty", "false"];
  const { code, output } = await runCommand(command, { cwd: folder, minutes: 1 });
  return code === 0 || output !== "" ? output.trim() : `the compiler ended with ${code}`;
}

async function createProject(
  names: readonly string[],
  prepare: (folder: string) => Promise<void> | void,
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-alias-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of [...names, "tsconfig.json"]) copy(applicationsFolder, folder, name);
    await prepare(folder);
    return { folder, complaints: await compile(folder, names), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The applications as they are, on the published package. */
export function createPublishedProject(): Promise<Project> {
  return createProject(programs, (folder) => {
    copy(applicationsFolder, folder, "package.json");
    symlinkSync(join(applicationsFolder, "node_modules"), join(folder, "node_modules"), "junction");
  });
}

/**
 * The same, after `npm install socket.io@npm:@sockeye/server`, which changes one line of package.json. (Who changes that
 * line by hand must give the version, too: without it npm is content with the package that is there.)
 */
export function createAliasedProject(packages: readonly PackedPackage[]): Promise<Project> {
  return createProject(programs, async (folder) => {
    for (const name of ["node_modules", "package.json", "package-lock.json", ".npmrc"]) {
      copy(applicationsFolder, folder, name);
    }
    await install("socket.io@npm:@sockeye/server", packages, folder);
  });
}

/** The smallest of the programs, with the name of our package in the place of the published one's. */
export function createRenamedProject(packages: readonly PackedPackage[]): Promise<Project> {
  return createProject(["forms"], async (folder) => {
    for (const name of readdirSync(join(folder, "forms"))) {
      const file = join(folder, "forms", name);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replaceAll('"socket.io"', '"@sockeye/server"'));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    await install("@sockeye/server", packages, folder);
    // The declarations speak of Node's types, which a TypeScript user of Node has.
    for (const name of ["@types/node", "undici-types"])
      copy(applicationsFolder, folder, `node_modules/${name}`);
  });
}
