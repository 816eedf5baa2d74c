import { rmSync } from "node:fs";
import { bin, inRoot } from "../paths.mjs";
import { countCheck, countVitest } from "./count.mjs";

/**
 * @typedef {import("./run-command.mjs").Outcome} Outcome
 * @typedef {import("./count.mjs").Count} Count
 * @typedef {{
 *   name: string,
 *   title: string,
 *   command: readonly string[],
 *   before?: () => void,
 *   count: (outcome: Outcome) => Count,
 * }} Step
 */

/** @param {string} name @param {string} title @param {readonly string[]} command @returns {Step} */
const check = (name, title, command) => ({ name, title, command, count: countCheck });

/** @param {string} name of a tool @param {string} title @returns {Step} */
const tool = (name, title) =>
  check(name, title, [process.execPath, inRoot("tools", "run.cjs"), `checks/${name}`]);

/** @param {string} project @param {string} title @param {readonly string[]} [options] @returns {Step} */
function vitest(project, title, options = []) {
  const report = inRoot(".cache", `${project}.json`);
  return {
    name: project,
    title,
    command: [
      bin("vitest"),
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...options,
    ],
    before: () => rmSync(report, { force: true }),
    count: (outcome) => countVitest(outcome, report),
  };
}

/** What `npm test` runs, in this order: what fails most often and costs least comes first. @type {readonly Step[]} */
export const steps = [
  check("format", "formatting", [bin("oxfmt"), "--check"]),
  check("types", "types and build", [process.execPath, inRoot("tools", "run.cjs"), "build", "--all"]),
  check("bundles", "bundles and their sizes", [process.execPath, inRoot("tools", "run.cjs"), "bundles"]),
  check("lint", "lint and import arrows", [bin("oxlint"), "--type-aware"]),
  vitest("unit", "unit tests and coverage", ["--coverage"]),
  check("unused", "dead code", [bin("knip")]),
  tool("api", "API reports"),
  tool("package", "package contents and types"),
  tool("rules", "the checks themselves"),
  tool("pack", "packed packages in each Node"),
  // Most of it is waiting for other processes: several files at a time.
  vitest("matrix", "the client with each server, in each Node", ["--maxWorkers=3"]),
  vitest("interop", "interop with real peers"),
];
