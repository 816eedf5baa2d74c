// Which faults there are, from a seed: the same seed gives the same faults in the same order to the same clients.
import { createRandom } from "../soak/random.mjs";

/** @typedef {import("../soak/random.mjs").Random} Random */
/** @typedef {import("./types.ts").Fault} Fault */

/** Between two faults, in milliseconds; so each of 20 clients has one about once a second. */
const gap = { from: 5, to: 95 };

/** @param {Random} random @returns {import("./types.ts").Lanes} */
const pickLanes = (random) => random.pick(/** @type {const} */ (["up", "down", "both"]));

/** @type {readonly ((random: Random) => Fault)[]} */
const kinds = [
  () => ({ kind: "reset" }),
  () => ({ kind: "finish" }),
  (random) => ({ kind: "lose", lanes: pickLanes(random) }),
  (random) => ({ kind: "hold", lanes: pickLanes(random), milliseconds: random.between(20, 600) }),
  (random) => ({
    kind: "throttle",
    lanes: pickLanes(random),
    milliseconds: random.between(100, 600),
    bytes: random.pick([1, 7, 50, 400]),
  }),
  // Within a frame's header, within a small one, within a large one.
  (random) => ({
    kind: "cut",
    lanes: random.chance(0.5) ? "up" : "down",
    bytes: random.below(random.pick([4, 200, 20_000])),
  }),
  (random) => ({ kind: "refuse", milliseconds: random.between(20, 500) }),
  (random) => ({ kind: "ignore", milliseconds: random.between(20, 500) }),
];

/**
 * @param {{ seed: number, faults: number, clients: number }} options
 * @returns {import("./types.ts").PlannedFault[]}
 */
export function planFaults({ seed, faults, clients }) {
  const random = createRandom(seed);
  return Array.from({ length: faults }, () => ({
    after: random.between(gap.from, gap.to),
    client: random.below(clients),
    fault: random.pick(kinds)(random),
  }));
}
