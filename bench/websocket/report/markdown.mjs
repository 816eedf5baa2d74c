/** The table in bench/README.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { costOf, ratioOf } from "./results.mjs";
import { formatSummary } from "./text.mjs";

const README = new URL("../../README.md", import.meta.url);
const BEGIN = "<!-- websocket: written by `npm run bench websocket -- --write` -->";
const END = "<!-- websocket: end -->";

/**
 * @param {readonly import("./results.mjs").Result[]} results
 * @param {string} facts About the machine and the run.
 * @returns {void}
 */
export function writeTable(results, facts) {
  const text = readFileSync(README, "utf8");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error("bench/README.md has lost the two comments between which the table stands");
  }
  writeFileSync(
    README,
    `${text.slice(0, begin + BEGIN.length)}\n\n${formatTable(results, facts)}\n${text.slice(end)}`,
  );
}

/**
 * @param {readonly import("./results.mjs").Result[]} results
 * @param {string} facts
 * @returns {string}
 */
function formatTable(results, facts) {
  const date = new Date().toISOString().slice(0, 10);
  const head = [
    "work",
    "lean",
    "`ws` API",
    "ws",
    "bare",
    "ws ÷ lean",
    "ws ÷ `ws` API",
    "lean ÷ bare",
    "`ws` API ÷ bare",
  ];
  const rows = results.map((result) => [
    `**${result.workload.name}**: ${result.workload.title}: ${result.workload.unit}`,
    ...["sockeye-lean", "sockeye", "ws", "bare"].map((name) => formatSummary(costOf(result, name))),
    ...[
      ["ws", "sockeye-lean"],
      ["ws", "sockeye"],
      ["sockeye-lean", "bare"],
      ["sockeye", "bare"],
    ].map(([above = "", below = ""]) => formatSummary(ratioOf(result, above, below))),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${date}. ${facts}\n\n${lines.join("\n")}\n`;
}
