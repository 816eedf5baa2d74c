/** One workload for the terminal. */
import { costOf, medianOf, missedTargets, ratioOf } from "./results.mjs";

/** @typedef {import("../../lib/statistics.mjs").Summary} Summary */

/**
 * @param {import("./results.mjs").Result} result
 * @returns {string}
 */
export function formatWorkload(result) {
  const { workload, byContender } = result;
  const head = ["", workload.unit, "per second", "busy", "system", "ws ÷ it", "it ÷ bare", ""];
  const rows = [...byContender.keys()].map((name) => [
    name,
    formatSummary(costOf(result, name)),
    formatRate(medianOf(result, name, "rate")),
    formatShare(medianOf(result, name, "busy")),
    formatShare(medianOf(result, name, "system")),
    formatSummary(ratioOf(result, "ws", name)),
    formatSummary(ratioOf(result, name, "bare")),
    [byContender.get(name)?.at(-1)?.note ?? "", ...missedTargets(result, name)]
      .filter((note) => note !== "")
      .join("; "),
  ]);
  return `${workload.name}: ${workload.title}\n${alignColumns([head, ...rows])}\n`;
}

/**
 * @param {Summary | undefined} summary
 * @returns {string}
 */
export function formatSummary(summary) {
  if (summary === undefined) {
    return "–";
  }
  const { median, min, max } = summary;
  return `${formatNumber(median)} (${formatNumber(min)}–${formatNumber(max)})`;
}

/**
 * @param {number} value
 * @returns {string}
 */
function formatNumber(value) {
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function formatRate(value) {
  return value === undefined ? "–" : Math.round(value).toLocaleString("en-US");
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function formatShare(value) {
  return value === undefined ? "–" : `${Math.round(value * 100)} %`;
}

/**
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
function alignColumns(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}
