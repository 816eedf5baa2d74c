/** From measurements to medians and ratios. */
import { summarize, summarizeRatios } from "../../lib/statistics.mjs";

/** @typedef {import("../../lib/statistics.mjs").Summary} Summary */

/**
 * @typedef {object} Result
 * @property {import("../workloads.mjs").Workload} workload
 * @property {Map<string, import("../workloads.mjs").Measurement[]>} byContender By round.
 */

/** The contenders that are ours, and so have targets. */
const OURS = ["sockeye-lean", "sockeye"];

/**
 * @param {Result} result
 * @param {string} contender
 * @returns {number[]} By round; empty when it did not take part.
 */
function costs(result, contender) {
  return (result.byContender.get(contender) ?? []).map(({ cost }) => cost);
}

/**
 * @param {Result} result
 * @param {string} contender
 * @returns {Summary | undefined}
 */
export function costOf(result, contender) {
  const values = costs(result, contender);
  return values.length === 0 ? undefined : summarize(values);
}

/**
 * @param {Result} result
 * @param {string} contender
 * @param {"rate" | "system" | "busy"} field
 * @returns {number | undefined} The median.
 */
export function medianOf(result, contender, field) {
  const values = (result.byContender.get(contender) ?? []).flatMap((measurement) => measurement[field] ?? []);
  return values.length === 0 ? undefined : summarize(values).median;
}

/**
 * @param {Result} result
 * @param {string} numerator A contender.
 * @param {string} denominator A contender.
 * @returns {Summary | undefined}
 */
export function ratioOf(result, numerator, denominator) {
  const above = costs(result, numerator);
  const below = costs(result, denominator);
  return above.length === 0 || below.length === 0 ? undefined : summarizeRatios(above, below);
}

/**
 * @param {Result} result
 * @param {string} contender
 * @returns {string[]} The targets that it misses, in words.
 */
export function missedTargets(result, contender) {
  if (!OURS.includes(contender)) {
    return [];
  }
  const { wsByOurs, oursByBare } = result.workload.targets;
  const versusWs = ratioOf(result, "ws", contender)?.median;
  const versusBare = ratioOf(result, contender, "bare")?.median;
  const missed = [];
  if (wsByOurs !== undefined && versusWs !== undefined && versusWs < wsByOurs) {
    missed.push(`ws ÷ ours below ${wsByOurs}`);
  }
  if (versusBare !== undefined && versusBare > oursByBare) {
    missed.push(`ours ÷ bare above ${oursByBare}`);
  }
  return missed;
}
