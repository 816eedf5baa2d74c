/** The tables in bench/README.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { growthOf } from "./growth.mjs";
import { costOf, ratioOf } from "./results.mjs";
import { formatCount, formatSummary } from "./text.mjs";

const README = new URL("../../README.md", import.meta.url);

/**
 * @param {import("../suite.mjs").Suite} suite
 * @param {readonly import("./results.mjs").Result[]} results
 * @param {string} facts About the machine and the run.
 * @returns {void}
 */
export function writeTable({ name, columns, roles }, results, facts) {
  const first = `<!-- ${name}: written by \`npm run bench ${name} -- --write\` -->`;
  const text = readFileSync(README, "utf8");
  const begin = text.indexOf(first);
  const end = text.indexOf(`<!-- ${name}: end -->`);
  if (begin < 0 || end < begin) {
    throw new Error(`bench/README.md has lost the two comments between which the table of "${name}" stands`);
  }
  const table = [
    formatTable(columns, results, facts),
    ...results.map((result) => formatGrowth(growthOf(result, roles), { columns, result })),
  ]
    .filter((part) => part !== "")
    .join("\n");
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
  return `${date}. ${facts}\n\n${formatLines([head, ...rows])}`;
}

/**
 * @param {readonly import("./growth.mjs").Growing[]} parts
 * @param {{ columns: readonly import("../suite.mjs").Column[], result: import("./results.mjs").Result }} table
 * @returns {string} A table of its own, for workloads that ask whether a cost depends on the number of connections.
 */
function formatGrowth(parts, { columns, result }) {
  const [example] = parts;
  if (example === undefined) {
    return "";
  }
  const step = `${formatCount(example.few)} → ${formatCount(example.many)}`;
  const contenders = columns.filter(({ dividedBy }) => dividedBy === undefined);
  const head = [`**${result.workload.name}**, ${step} connections`, ...contenders.map(({ title }) => title)];
  const rows = parts.map(({ title, unit, costs }) => [
    `${title}: ${unit}`,
    ...contenders.map(({ contender }) => {
      const cost = costs.find((one) => one.contender === contender);
      return cost === undefined
        ? formatSummary(undefined)
        : `${formatSummary(cost.withFew)} → ${formatSummary(cost.withMany)}: × ${formatSummary(cost.growth)}`;
    }),
  ]);
  return formatLines([head, ...rows]);
}

/**
 * @param {readonly [head: readonly string[], ...rows: readonly string[][]]} table
 * @returns {string}
 */
function formatLines([head, ...rows]) {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
