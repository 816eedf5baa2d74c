/** From measurements to medians and ratios. */
import { summarize, summarizeRatios } from "../statistics.mjs";

/** @typedef {import("../statistics.mjs").Summary} Summary */

/**
 * @typedef {object} Result
 * @property {import("../suite.mjs").Workload} workload
 * @property {Map<string, import("../suite.mjs").Measurement[]>} byContender By round.
 */

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
 * @param {import("../suite.mjs").Targets} targets
 * @param {import("../suite.mjs").Roles} roles
 * @returns {string[]} In words.
 */
export function describeTargets({ controlByOurs, oursByFloor }, { control, floor }) {
  return [
    ...(controlByOurs === undefined ? [] : [`${control} ÷ ours ≥ ${controlByOurs}`]),
    ...(oursByFloor === undefined ? [] : [`ours ÷ ${floor} ≤ ${oursByFloor}`]),
  ];
}

/**
 * @param {Result} result
 * @param {string} contender
 * @param {import("../suite.mjs").Roles} roles
 * @returns {string[]} The targets that it misses, in words.
 */
export function missedTargets(result, contender, { control, floor, ours }) {
  if (!ours.includes(contender)) {
    return [];
  }
  const { controlByOurs, oursByFloor } = result.workload.targets;
  const versusControl = ratioOf(result, control, contender)?.median;
  const versusFloor = ratioOf(result, contender, floor)?.median;
  const missed = [];
  if (controlByOurs !== undefined && versusControl !== undefined && versusControl < controlByOurs) {
    missed.push(`${control} ÷ ours below ${controlByOurs}`);
  }
  if (oursByFloor !== undefined && versusFloor !== undefined && versusFloor > oursByFloor) {
    missed.push(`ours ÷ ${floor} above ${oursByFloor}`);
  }
  return missed;
}
