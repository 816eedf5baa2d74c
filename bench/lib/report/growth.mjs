/** What work costs with few and with many connections, from the measurements of all rounds. */
import { summarize, summarizeRatios } from "../statistics.mjs";

/** @typedef {import("../statistics.mjs").Summary} Summary */

/**
 * @typedef {object} Growing One part of the work.
 * @property {string} title
 * @property {string} unit
 * @property {number} few Connections.
 * @property {number} many Connections.
 * @property {string[]} targets In words.
 * @property {readonly GrowingCost[]} costs
 */

/**
 * @typedef {object} GrowingCost
 * @property {string} contender
 * @property {Summary} withFew
 * @property {Summary} withMany
 * @property {Summary} growth Many to few.
 * @property {Summary | undefined} versusControl What the control costs with many, divided by this.
 * @property {string[]} missed Targets, in words.
 */

/**
 * @typedef {object} Rounds
 * @property {string} contender
 * @property {number[]} few
 * @property {number[]} many
 */

/**
 * @param {import("./results.mjs").Result} result
 * @param {import("../suite.mjs").Roles} roles
 * @returns {Growing[]} Empty for most workloads.
 */
export function growthOf({ byContender }, roles) {
  const [example] = [...byContender.values()].flatMap((rounds) => rounds[0]?.growth ?? []);
  if (example === undefined) {
    return [];
  }
  const { few, many, parts } = example;
  return parts.map((part, index) => {
    const all = [...byContender].map(([contender, rounds]) => {
      const costs = rounds.flatMap(({ growth }) => growth?.parts[index] ?? []);
      return {
        contender,
        few: costs.map(({ withFew }) => withFew),
        many: costs.map(({ withMany }) => withMany),
      };
    });
    return {
      title: part.title,
      unit: part.unit,
      few,
      many,
      targets: describeLimits(part, roles),
      costs: all
        .filter((rounds) => rounds.few.length > 0)
        .map((rounds) => compareRounds(part, rounds, { all, roles })),
    };
  });
}

/**
 * @param {import("../suite.mjs").GrowthPart} part
 * @param {Rounds} rounds
 * @param {{ all: readonly Rounds[], roles: import("../suite.mjs").Roles }} others
 * @returns {GrowingCost}
 */
function compareRounds(part, { contender, few, many }, { all, roles }) {
  const control = all.find((one) => one.contender === roles.control);
  const floor = all.find((one) => one.contender === roles.floor);
  const growth = summarizeRatios(many, few);
  const floorGrowth = floor === undefined ? undefined : summarizeRatios(floor.many, floor.few).median;
  const { atMost = Infinity, atMostByFloor = Infinity } = part;
  return {
    contender,
    withFew: summarize(few),
    withMany: summarize(many),
    growth,
    versusControl: control === undefined ? undefined : summarizeRatios(control.many, many),
    missed:
      roles.ours.includes(contender) &&
      (growth.median > atMost || (floorGrowth !== undefined && growth.median > atMostByFloor * floorGrowth))
        ? ["grows too much"]
        : [],
  };
}

/**
 * @param {import("../suite.mjs").GrowthPart} part
 * @param {import("../suite.mjs").Roles} roles
 * @returns {string[]}
 */
function describeLimits({ atMost, atMostByFloor }, { floor }) {
  return [
    ...(atMost === undefined ? [] : [`growth of ours ≤ ${atMost}`]),
    ...(atMostByFloor === undefined ? [] : [`growth of ours ÷ growth of ${floor} ≤ ${atMostByFloor}`]),
  ];
}
