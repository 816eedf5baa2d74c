/**
 * Are the packages of a lock file in place, and if not, `npm ci`. The answer is remembered as a hash of the lock file, so
 * that asking again costs two small reads.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const STAMP = ".sockeye-setup";

/** @param {string} folder */
function stampOf(folder) {
  const lock = readFileSync(path.join(folder, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform} ${process.arch}\n`;
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>} */
const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

/**
 * A developer who ran `npm install` has the right packages without our stamp: npm's own record in node_modules says so.
 *
 * @param {string} folder
 */
function isInstalledByHand(folder) {
  const record = path.join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(path.join(folder, "package-lock.json"))).every(([name, wanted]) => {
    const found = installed[name];
    if (found !== undefined) return found.version === wanted.version;
    return wanted.optional === true || !name.startsWith("node_modules/");
  });
}

/** @param {string} folder with a package.json and a package-lock.json */
export function arePackagesInstalled(folder) {
  const modules = path.join(folder, "node_modules");
  const stamp = path.join(modules, STAMP);
  if (!existsSync(modules)) return false;
  const expected = stampOf(folder);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === expected) return true;
  if (!isInstalledByHand(folder)) return false;
  writeFileSync(stamp, expected);
  return true;
}

/**
 * Runs npm, the one that runs us if there is one.
 *
 * @param {readonly string[]} parameters
 * @param {string} cwd
 * @returns {Promise<{ code: number, output: string }>}
 */
export function npm(parameters, cwd) {
  const running = process.env["npm_execpath"];
  const [command, first] =
    running !== undefined && /npm-cli\.[cm]?js$/.test(running) ? [process.execPath, [running]] : ["npm", []];
  const env = Object.fromEntries(
    // What the outer npm puts into the environment is about another folder.
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/i.test(name),
    ),
  );
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...parameters], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    child.once("error", (error) => resolve({ code: 1, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * @param {string} folder
 * @param {readonly string[]} [options] of `npm ci`
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function installPackages(folder, options = []) {
  const result = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", ...options], folder);
  if (result.code === 0) writeFileSync(path.join(folder, "node_modules", STAMP), stampOf(folder));
  return result;
}
