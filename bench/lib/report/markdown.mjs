/** The tables in bench/README.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { costOf, ratioOf } from "./results.mjs";
import { formatSummary } from "./text.mjs";

const README = new URL("../../README.md", import.meta.url);

/**
 * @param {import("../suite.mjs").Suite} suite
 * @param {readonly import("./results.mjs").Result[]} results
 * @param {string} facts About the machine and the run.
 * @returns {void}
 */
export function writeTable({ name, columns }, results, facts) {
  const first = `<!-- ${name}: written by \`npm run bench ${name} -- --write\` -->`;
  const text = readFileSync(README, "utf8");
  const begin = text.indexOf(first);
  const end = text.indexOf(`<!-- ${name}: end -->`);
  if (begin < 0 || end < begin) {
    throw new Error(`bench/README.md has lost the two comments between which the table of "${name}" stands`);
  }
  const table = formatTable(columns, results, facts);
  writeFileSync(README, `${text.slice(0, begin + first.length)}\n\n${table}\n${text.slice(end)}`);
}

/**
 * @param {readonly import("../suite.mjs").Column[]} columns
 * @param {readonly import("./results.mjs").Result[]} results
 * @param {string} facts
 * @returns {string}
 */
function formatTable(columns, results, facts) {
  const date = new Date().toISOString().slice(0, 10);
  const head = ["work", ...columns.map(({ title }) => title)];
  const rows = results.map((result) => [
    `**${result.workload.name}**: ${result.workload.title}: ${result.workload.unit}`,
    ...columns.map(({ contender, dividedBy }) =>
      formatSummary(
        dividedBy === undefined ? costOf(result, contender) : ratioOf(result, contender, dividedBy),
      ),
    ),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${date}. ${facts}\n\n${lines.join("\n")}\n`;
}
