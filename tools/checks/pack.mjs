/**
 * `npm run pack`: packs every package, installs the tarballs in an empty folder without a network, and uses them there
 * as a user would: ES modules, CommonJS and TypeScript, in each supported Node.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { findNode, majors } from "../nodes.mjs";
import { packAll } from "../packing.mjs";
import { bin, inRoot, root } from "../paths.mjs";
import { runCommand } from "../runner/run-command.mjs";
import { npm } from "../setup/npm-packages.mjs";

const CONSUMERS = /** @type {const} */ ({ modules: "esm.mjs", CommonJS: "cjs.cjs" });
const TYPED_CONSUMERS = /** @type {const} */ ({ modules: "typed-esm.mjs", CommonJS: "typed-cjs.cjs" });

const COMPILER_OPTIONS = {
  module: "nodenext",
  target: "es2023",
  lib: ["es2023"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  outDir: "compiled",
  rootDir: ".",
};

class Tally {
  passed = 0;
  failed = 0;

  /** @param {string} what @param {boolean} worked @param {string} output */
  add(what, worked, output) {
    if (worked) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    console.error(`${what}:\n${output.trim()}\n`);
  }
}

/** A folder with the tarballs installed and the consumers in it. @param {string} folder @returns {Promise<string>} */
async function makeConsumerFolder(folder) {
  const tarballs = path.join(folder, "tarballs");
  const consumer = path.join(folder, "consumer");
  mkdirSync(tarballs);
  mkdirSync(consumer);
  const packed = await packAll(root, tarballs);
  writeFileSync(
    path.join(consumer, "package.json"),
    `${JSON.stringify({ name: "consumer", private: true })}\n`,
  );
  const names = packed.map((one) => one.tarball);
  const parameters = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", ...names];
  const { code, output } = await npm(parameters, consumer);
  if (code !== 0) throw new Error(`npm install of the tarballs failed:\n${output}`);
  cpSync(inRoot("tools", "checks", "consumers"), consumer, { recursive: true });
  // The declarations speak of Node's types, which a TypeScript user of Node has.
  for (const name of ["@types/node", "undici-types"]) {
    cpSync(inRoot("node_modules", name), path.join(consumer, "node_modules", name), { recursive: true });
  }
  return consumer;
}

/** @param {string} cwd @param {Tally} tally */
async function runInEachNode(cwd, tally) {
  for (const major of majors) {
    const node = findNode(major);
    if (node === undefined) {
      console.log(`skipped: Node ${major} is not installed`);
      continue;
    }
    for (const [kind, file] of Object.entries(CONSUMERS)) {
      const { code, output } = await runCommand([node, file], { cwd, minutes: 1 });
      tally.add(`Node ${major}, ${kind}`, code === 0 && output.includes("worked"), output);
    }
  }
}

/** The compiler of the repository, and the one before it, which API Extractor brings. */
function compilers() {
  const extractor = createRequire(createRequire(inRoot("package.json")).resolve("@microsoft/api-extractor"));
  return {
    TypeScript: [bin("tsc")],
    "TypeScript, the older compiler": [process.execPath, extractor.resolve("typescript/bin/tsc")],
  };
}

/** @param {string} cwd @param {Tally} tally */
async function runTyped(cwd, tally) {
  const files = ["typed-esm.mts", "typed-cjs.cts"];
  writeFileSync(
    path.join(cwd, "tsconfig.json"),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files }),
  );
  for (const [name, command] of Object.entries(compilers())) {
    const { code, output } = await runCommand([...command, "-p", "tsconfig.json"], { cwd, minutes: 2 });
    tally.add(name, code === 0, output);
  }
  for (const [kind, file] of Object.entries(TYPED_CONSUMERS)) {
    const { code, output } = await runCommand([process.execPath, path.join("compiled", file)], {
      cwd,
      minutes: 1,
    });
    tally.add(`TypeScript, ${kind}`, code === 0 && output.includes("worked"), output);
  }
}

export async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), "sockeye-pack-"));
  const tally = new Tally();
  try {
    const consumer = await makeConsumerFolder(folder);
    await runInEachNode(consumer, tally);
    await runTyped(consumer, tally);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}
