/** From a sampled profile to a list of what costs most. */

/** @typedef {import("node:inspector").Profiler.Profile} Profile */

/**
 * @typedef {object} SelfTime
 * @property {string} name Of the function.
 * @property {string} place File and line.
 * @property {number} share Of the time that was not idle.
 */

/** Time in which nothing ran. */
const IDLE = "(idle)";

/**
 * @param {Profile} profile
 * @returns {SelfTime[]} The most expensive function first.
 */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }) {
  /** @type {Map<number, string>} */
  const keys = new Map();
  for (const { id, callFrame } of nodes) {
    const dependency = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(callFrame.url)?.[1];
    if (dependency === undefined) {
      // The system's part of a call counts as the time of the built-in that made it, which has no place.
      const place = callFrame.url === "" ? "" : `${shorten(callFrame.url)}:${callFrame.lineNumber + 1}`;
      keys.set(id, `${callFrame.functionName || "(anonymous)"}\n${place}`);
    } else {
      // Other people's code is one line: how it is made inside is none of our business.
      keys.set(id, `(all of ${dependency})\n`);
    }
  }
  /** @type {Map<string, number>} */
  const times = new Map();
  let total = 0;
  samples.forEach((id, index) => {
    const key = keys.get(id) ?? "";
    if (!key.startsWith(IDLE)) {
      const time = timeDeltas[index] ?? 0;
      times.set(key, (times.get(key) ?? 0) + time);
      total += time;
    }
  });
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([key, time]) => {
      const [name = "", place = ""] = key.split("\n");
      return { name, place, share: time / total };
    });
}

/**
 * @param {string} url
 * @returns {string} Without the path to this checkout.
 */
function shorten(url) {
  const root = new URL("../..", import.meta.url).href;
  return url.replace(root, "");
}
