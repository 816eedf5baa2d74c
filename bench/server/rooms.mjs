/** What rooms cost, and whether that depends on how many sockets there are. */
import { TEXT_SIZE, countPossibleConnections, open, scale, toMeasurement } from "../lib/workload.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */
/** @typedef {import("../lib/load/measure.mjs").Cost} Cost */

const OPEN = "open";
/** Sockets that the work is to be seen with, where the limit on open files allows it. */
const MANY = 20_000;
/** How many times fewer it is compared with. */
const STEP = 10;
/** Sockets come in multiples of this, so that all rooms are full with few sockets, too. */
const MULTIPLE = 1000;
/** How much more a delivery may cost with ten times the connections. */
const MOST_GROWTH = 1.3;
/** What does not depend on the number grows by less, what is in proportion to it tenfold; memory gets colder either way. */
const MOST_GROWTH_OF_CONSTANT = 3;

/** What is compared, in the order in which it is measured. */
const parts = Object.freeze({
  join: { title: "joining a room", unit: "µs/join", atMost: MOST_GROWTH_OF_CONSTANT },
  leave: { title: "leaving a room", unit: "µs/leave", atMost: MOST_GROWTH_OF_CONSTANT },
  small: { title: "broadcast to the same rooms of 10", unit: "µs/delivery", atMost: MOST_GROWTH },
  large: { title: "broadcast to the same rooms of 100", unit: "µs/delivery", atMost: MOST_GROWTH },
  // The more connections take turns, the colder the kernel's part of each is: even the floor grows.
  all: { title: "broadcast to all rooms of 10 in turn", unit: "µs/delivery", atMostByFloor: MOST_GROWTH },
  disconnect: { title: "disconnecting", unit: "µs/socket", atMost: MOST_GROWTH_OF_CONSTANT },
});

/** @typedef {Record<keyof typeof parts, Cost>} Costs */

/**
 * The same work with few and with many sockets, in one process: first few, then more are opened.
 *
 * @param {Scene} scene
 * @returns {Promise<import("../lib/suite.mjs").Measurement>}
 */
export async function rooms(scene) {
  const many = floor(Math.min(scale(scene.setting, MANY), countPossibleConnections(scene)));
  const few = many / STEP;
  await open(scene, OPEN, few);
  // What is done the first time is compiled: that is no part of the comparison.
  await measureAll(scene, { few, sockets: few, duration: scene.setting.warmUp });
  const duration = scene.setting.measure / 2;
  const before = await measureAll(scene, { few, sockets: few, duration });
  await open(scene, OPEN, many - few);
  const after = await measureAll(scene, { few, sockets: many, duration });
  return {
    ...toMeasurement(after.all),
    note: `${many.toLocaleString("en-US")} sockets in ${(many / 10).toLocaleString("en-US")} rooms`,
    growth: {
      few,
      many,
      parts: /** @type {(keyof Costs)[]} */ (Object.keys(parts)).map((name) => ({
        ...parts[name],
        withFew: toMeasurement(before[name]).cost,
        withMany: toMeasurement(after[name]).cost,
      })),
    },
  };
}

/**
 * @param {number} sockets
 * @returns {number}
 */
function floor(sockets) {
  if (sockets < MULTIPLE) {
    throw new Error(`${sockets} connections are too few to see growth: raise the limit on open files`);
  }
  return sockets - (sockets % MULTIPLE);
}

/**
 * @param {Scene} scene As many sockets are connected afterwards as before.
 * @param {{ few: number, sockets: number, duration: number }} options `sockets`: all that are connected; `duration`:
 *   milliseconds for each part.
 * @returns {Promise<Costs>}
 */
async function measureAll(scene, { few, sockets, duration }) {
  const { server, load, setting } = scene;
  const serverPid = server.pid;
  const news = { size: TEXT_SIZE, serverPid, warmUp: setting.warmUp / 2, measure: duration };
  const { join, leave } = await load.call("membership", { slice: few, serverPid, duration });
  const small = await load.call("roomNews", { ...news, rooms: "small", sockets: few });
  const large = await load.call("roomNews", { ...news, rooms: "large", sockets: few });
  const all = await load.call("roomNews", { ...news, rooms: "small", sockets });
  const count = few / 2;
  const disconnect = await load.call("disconnect", { serverPid, count, settle: setting.settle });
  await open(scene, OPEN, count);
  return { join, leave, small, large, all, disconnect };
}
