/** One workload for the terminal. */
import { growthOf } from "./growth.mjs";
import { costOf, describeTargets, medianOf, missedTargets, ratioOf } from "./results.mjs";

/** @typedef {import("../../lib/statistics.mjs").Summary} Summary */

/**
 * @param {import("./results.mjs").Result} result
 * @param {import("../suite.mjs").Roles} roles
 * @returns {string}
 */
export function formatWorkload(result, roles) {
  const { workload, byContender } = result;
  const { control, floor } = roles;
  const head = ["", workload.unit, "per second", "busy", "system", `${control} ÷ it`, `it ÷ ${floor}`, ""];
  const rows = [...byContender.keys()].map((name) => [
    name,
    formatSummary(costOf(result, name)),
    formatRate(medianOf(result, name, "rate")),
    formatShare(medianOf(result, name, "busy")),
    formatShare(medianOf(result, name, "system")),
    formatSummary(ratioOf(result, control, name)),
    formatSummary(ratioOf(result, name, floor)),
    [byContender.get(name)?.at(-1)?.note ?? "", ...missedTargets(result, name, roles)]
      .filter((note) => note !== "")
      .join("; "),
  ]);
  const aim = formatAim(describeTargets(workload.targets, roles));
  const growth = formatGrowth(result, roles);
  return `${workload.name}: ${workload.title}${aim}\n${alignColumns([head, ...rows])}\n${growth}`;
}

/**
 * @param {import("./results.mjs").Result} result
 * @param {import("../suite.mjs").Roles} roles
 * @returns {string} What each part of the work costs with few and with many connections; nothing for most workloads.
 */
function formatGrowth(result, roles) {
  return growthOf(result, roles)
    .map(({ title, unit, few, many, targets, costs }) => {
      const head = [unit, formatCount(few), formatCount(many), "growth", `${roles.control} ÷ it`, ""];
      const rows = costs.map(({ contender, withFew, withMany, growth, versusControl, missed }) => [
        contender,
        formatSummary(withFew),
        formatSummary(withMany),
        formatSummary(growth),
        formatSummary(versusControl),
        missed.join("; "),
      ]);
      return `\n  ${title}${formatAim(targets)}\n${alignColumns([head, ...rows])}\n`;
    })
    .join("");
}

/**
 * @param {readonly string[]} targets
 * @returns {string}
 */
function formatAim(targets) {
  return targets.length === 0 ? "" : ` [${targets.join(", ")}]`;
}

/**
 * @param {number} count
 * @returns {string}
 */
export function formatCount(count) {
  return count.toLocaleString("en-US");
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
  return value === undefined ? "–" : formatCount(Math.round(value));
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
