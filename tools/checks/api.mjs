/**
 * `npm run api`: what each entry point offers, against the reports in `packages/<package>/api/`. A change of the public
 * interface fails until the report says so: `npm run api:update`, and the reviewer sees it in the diff.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { entriesOf, findPackages } from "../packages.mjs";
import { root } from "../paths.mjs";

/** @typedef {import("../packages.mjs").Package} Package */
/** @typedef {import("../packages.mjs").Entry} Entry */

/** @param {string} subpath `.` or `./codec` */
const reportName = (subpath) => `${subpath === "." ? "index" : subpath.slice(2).replaceAll("/", "-")}.api.md`;

/**
 * Writes the report of one entry point into a folder.
 *
 * @param {Package} one
 * @param {Entry} entry
 * @param {string} folder
 * @returns {Promise<string>} what was wrong, or nothing
 */
async function report(one, entry, folder) {
  const { Extractor, ExtractorConfig } = await import("@microsoft/api-extractor");
  const fileName = reportName(entry.subpath);
  const compilerOptions = {
    module: "nodenext",
    moduleResolution: "nodenext",
    target: "es2023",
    lib: ["es2023"],
    types: ["node"],
    typeRoots: [path.join(root, "node_modules", "@types")],
    strict: true,
    skipLibCheck: true,
  };
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(one.folder, "package.json"),
    configObject: {
      projectFolder: one.folder,
      mainEntryPointFilePath: entry.types,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [entry.types] } },
      apiReport: {
        enabled: true,
        reportFileName: fileName,
        reportFolder: folder,
        reportTempFolder: path.join(folder, "new"),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: /** @type {never} */ ("error") } },
        extractorMessageReporting: {
          default: { logLevel: /** @type {never} */ ("none") },
          "ae-forgotten-export": { logLevel: /** @type {never} */ ("none") },
        },
        tsdocMessageReporting: { default: { logLevel: /** @type {never} */ ("error") } },
      },
    },
  });
  /** @type {string[]} */
  const problems = [];
  const result = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (/** @type {string} */ (message.logLevel) === "error")
        problems.push(message.formatMessageWithLocation(root));
      message.handled = true;
    },
  });
  return result.errorCount > 0 ? problems.join("\n") || "the report could not be made" : "";
}

/**
 * @param {{ root: string, update: boolean }} options
 * @returns {Promise<string[]>} what is wrong, one text per entry point
 */
export async function checkApi({ root: repository, update }) {
  const folder = mkdtempSync(path.join(tmpdir(), "sockeye-api-"));
  /** @type {string[]} */
  const failures = [];
  try {
    for (const one of findPackages(repository)) {
      for (const entry of entriesOf(one)) {
        const name = `${one.name} ${entry.subpath}`;
        if (!existsSync(entry.types)) {
          failures.push(
            `${name}: there is no ${path.relative(repository, entry.types)}; npm run build makes it`,
          );
          continue;
        }
        const problem = await report(one, entry, folder);
        if (problem !== "") failures.push(`${name}:\n${problem}`);
        else failures.push(...compare(one, entry, { folder, update, name }));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}

/**
 * @param {Package} one
 * @param {Entry} entry
 * @param {{ folder: string, update: boolean, name: string }} options
 * @returns {string[]}
 */
function compare(one, entry, { folder, update, name }) {
  const made = readFileSync(path.join(folder, reportName(entry.subpath)), "utf8");
  const kept = path.join(one.folder, "api", reportName(entry.subpath));
  if (existsSync(kept) && readFileSync(kept, "utf8") === made) return [];
  if (!update) {
    return [
      `${name}: the report is stale; run npm run api:update and look at the difference\n${difference(kept, made)}`,
    ];
  }
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(kept, made);
  console.log(`${name}: report written`);
  return [];
}

/** The lines that are in one of the two only. @param {string} kept @param {string} made */
function difference(kept, made) {
  const before = existsSync(kept) ? readFileSync(kept, "utf8").split("\n") : [];
  const after = made.split("\n");
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].slice(0, 60).join("\n");
}

/** @param {readonly string[]} options */
export async function main(options) {
  const failures = await checkApi({ root, update: options.includes("--update") });
  for (const failure of failures) console.error(failure);
  const entries = findPackages(root).flatMap(entriesOf).length;
  console.log(`${entries - failures.length} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}
