/**
 * `npm run package`: is what would be published complete and nothing more, and do its types resolve as its modules do?
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packAll } from "../packing.mjs";
import { recipes } from "../bundles/build.mjs";
import { bin, inRoot, root } from "../paths.mjs";

/** @typedef {import("../packing.mjs").PackedPackage} PackedPackage */

/** The paths in a tarball. @param {string} tarball */
const filesOf = (tarball) =>
  execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));

/** The folders of packages that have the bundles of the client in them. @type {Readonly<Record<string, string>>} */
const bundleFolders = { "@sockeye/client": "bundles", "@sockeye/server": "client-dist" };

/** @param {string} name of a package @returns {string[]} */
function bundlesIn(name) {
  const folder = bundleFolders[name];
  return folder === undefined
    ? []
    : recipes.flatMap((recipe) => [`${folder}/${recipe.name}`, `${folder}/${recipe.name}.map`]);
}

/** @param {PackedPackage} one @returns {string[]} */
function checkContents({ manifest, tarball }) {
  const files = filesOf(tarball);
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const problems = ["LICENSE", "README.md", "package.json", ...bundlesIn(manifest.name)]
    .filter((name) => !files.includes(name))
    .map((name) => `there is no ${name} in the package`);
  if (manifest.version !== version) problems.push(`its version is ${manifest.version}, all have ${version}`);
  for (const file of files) {
    if (/\.test\.|\/testing\/|\.tsbuildinfo$/.test(file))
      problems.push(`${file} does not belong in the package`);
    if (!/^dist\/.*\.js$/.test(file)) continue;
    for (const companion of [
      `${file}.map`,
      file.replace(/\.js$/, ".d.ts"),
      file.replace(/\.js$/, ".d.ts.map"),
    ]) {
      if (!files.includes(companion)) problems.push(`${companion} is missing`);
    }
  }
  return problems;
}

/** @param {PackedPackage} one @returns {Promise<string[]>} */
async function runPublint({ tarball }) {
  const { publint } = await import("publint");
  const { formatMessage } = await import("publint/utils");
  const file = readFileSync(tarball);
  const data = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: data } });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** @param {PackedPackage} one @returns {string[]} */
function runAttw({ manifest, tarball }) {
  // Scripts for pages, and their maps: nobody imports them with types.
  const scripts = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === "string" && target.startsWith("./bundles/") ? [subpath] : [],
  );
  const options = { encoding: /** @type {const} */ ("utf8"), env: { ...process.env, NO_COLOR: "1" } };
  const parameters = [
    tarball,
    ...(scripts.length === 0 ? [] : ["--exclude-entrypoints", ...scripts]),
    "--profile",
    "esm-only",
    "--no-emoji",
    "--format",
    "ascii",
    "--no-definitely-typed",
  ];
  const { status, stdout, stderr } = spawnSync(bin("attw"), parameters, options);
  return status === 0 ? [] : [`${stdout}${stderr}`];
}

export async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), "sockeye-package-"));
  let passed = 0;
  let failed = 0;
  try {
    for (const one of await packAll(root, folder)) {
      const results = { contents: checkContents(one), publint: await runPublint(one), attw: runAttw(one) };
      for (const [check, problems] of Object.entries(results)) {
        if (problems.length === 0) passed += 1;
        else failed += 1;
        for (const problem of problems) console.error(`${one.name}, ${check}: ${problem}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
