/**
 * `npm run rules`: do the checks of this repository still catch what they are for? Small wrongs are put into a copy of the
 * layout, and every one must be found; what is right must pass.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bin, inRoot } from "../paths.mjs";
import { checkApi } from "./api.mjs";
import { cases } from "./violations.mjs";

const COPIED = [
  ".oxlintrc.json",
  "knip.json",
  "tsconfig.base.json",
  "tools/lint",
  "packages/websocket/tsconfig.json",
  "packages/websocket/tsconfig.src.json",
  "packages/websocket/tsconfig.test.json",
];

const MANIFEST = {
  name: "@sockeye/websocket",
  version: "0.0.0",
  type: "module",
  exports: {
    ".": { "@sockeye/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
  },
};

/** @param {string} folder @param {string} file @param {string} text */
function write(folder, file, text) {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** A repository like ours, with nothing in `src`. @param {string} folder */
function makeLayout(folder) {
  for (const file of COPIED) cpSync(inRoot(file), path.join(folder, file), { recursive: true });
  symlinkSync(inRoot("node_modules"), path.join(folder, "node_modules"));
  write(
    folder,
    "package.json",
    JSON.stringify({ private: true, type: "module", workspaces: ["packages/*"] }),
  );
  write(folder, "packages/websocket/package.json", JSON.stringify(MANIFEST));
}

/** @param {string} program @param {readonly string[]} parameters @param {string} cwd */
function runJson(program, parameters, cwd) {
  const { stdout, stderr } = spawnSync(bin(program), parameters, { cwd, encoding: "utf8" });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${program} did not answer in JSON:\n${stdout}${stderr}`);
  }
}

/** @param {string} folder @returns {Record<string, boolean>} */
function checkLint(folder) {
  for (const { file, text } of cases) write(folder, `packages/websocket/src/${file}`, text);
  /** @type {{ diagnostics: readonly { code: string, filename: string }[] }} */
  const { diagnostics } = runJson("oxlint", ["--type-aware", "--format", "json"], folder);
  return Object.fromEntries(
    cases.map(({ what, file, rule }) => {
      const found = diagnostics
        .filter(({ filename }) => filename.endsWith(`src/${file}`))
        .map(({ code }) => code);
      const right = rule === undefined ? found.length === 0 : found.includes(rule);
      return [`lint: ${what} (${rule ?? "nothing"} expected, found ${found.join(", ") || "nothing"})`, right];
    }),
  );
}

/** @param {string} folder @returns {Record<string, boolean>} */
function checkUnused(folder) {
  write(folder, "packages/websocket/src/index.ts", 'export { used } from "./compat/used.ts";\n');
  write(
    folder,
    "packages/websocket/src/compat/used.ts",
    "export const used = 1;\nexport const unused = 2;\n",
  );
  write(folder, "packages/websocket/src/compat/orphan.ts", "export const orphan = 1;\n");
  /** @type {{ issues: readonly { file: string, files?: readonly unknown[], exports?: readonly { name: string }[] }[] }} */
  const { issues } = runJson("knip", ["--reporter", "json", "--no-config-hints"], folder);
  const exported = issues.flatMap((issue) => issue.exports ?? []).map(({ name }) => name);
  return {
    "unused: an unused export": exported.includes("unused") && !exported.includes("used"),
    "unused: a file that nobody imports": JSON.stringify(issues).includes("compat/orphan.ts"),
  };
}

/** @param {string} folder @returns {Promise<Record<string, boolean>>} */
async function checkReports(folder) {
  const declarations = "packages/websocket/dist/index.d.ts";
  const check = async () => (await checkApi({ root: folder, update: false })).length;
  write(folder, declarations, "export declare const answer: number;\n");
  const missing = await check();
  await checkApi({ root: folder, update: true });
  const fresh = await check();
  write(folder, declarations, "export declare const answer: string;\n");
  const stale = await check();
  return {
    "api: a missing report": missing === 1,
    "api: a report that is right": fresh === 0,
    "api: a stale report": stale === 1,
  };
}

export async function main() {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sockeye-rules-")));
  try {
    makeLayout(folder);
    const results = { ...checkLint(folder), ...checkUnused(folder), ...(await checkReports(folder)) };
    const wrong = Object.entries(results).filter(([, right]) => !right);
    for (const [what] of wrong) console.error(`not as it should be: ${what}`);
    console.log(`${Object.keys(results).length - wrong.length} passed, ${wrong.length} failed`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
