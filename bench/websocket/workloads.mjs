/** What is measured. Each workload is run for every contender, in processes of its own. */
import { readOpenFileLimit, readResidentMemory } from "../lib/proc.mjs";

/** @typedef {import("../lib/child.mjs").Child} Child */

/**
 * @typedef {object} Setting How long and how large: see `settings`.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 * @property {number} connections Share of the connections of the full run.
 * @property {number} rounds
 */

/**
 * @typedef {object} Scene One contender with its load generator, both started.
 * @property {Child} server
 * @property {Child} load
 * @property {number} port
 * @property {Setting} setting
 */

/**
 * @typedef {object} Measurement
 * @property {number} cost In the workload's unit.
 * @property {number | undefined} rate Units of work per second.
 * @property {number | undefined} system Share of the server's CPU time that was spent in the system.
 * @property {number | undefined} busy Share of its core that the server used.
 * @property {string | undefined} note
 */

/**
 * @typedef {object} Targets
 * @property {number} [wsByOurs] At least this many times cheaper than ws.
 * @property {number} oursByBare At most this many times the bare loop.
 */

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {string} unit What `cost` counts.
 * @property {import("./contenders/index.mjs").App} app
 * @property {Targets} targets
 * @property {(scene: Scene) => Promise<Measurement>} run
 */

/** @type {Readonly<Record<"full" | "quick", Setting>>} */
export const settings = {
  full: { warmUp: 700, measure: 2000, connections: 1, rounds: 5 },
  quick: { warmUp: 250, measure: 500, connections: 0.2, rounds: 2 },
};

/** Connections that are being opened at a time; a listener's queue holds 511. */
const CONCURRENCY = 64;
const TEXT_SIZE = 32;

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: "echo",
    title: "echo, 500 connections, 4 in flight each, 32 characters",
    unit: "µs/message",
    app: "echo",
    targets: { wsByOurs: 1.5, oursByBare: 1.25 },
    run: (scene) => echo(scene, 500, { kind: "text", size: TEXT_SIZE, inFlight: 4, burst: 1 }),
  },
  {
    name: "broadcast-1-500",
    title: "broadcast to 500, 1 message per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { oursByBare: 1.25 },
    run: (scene) => broadcast(scene, 500, 1),
  },
  {
    name: "broadcast-1-1000",
    title: "broadcast to 1,000, 1 message per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { oursByBare: 1.25 },
    run: (scene) => broadcast(scene, 1000, 1),
  },
  {
    name: "broadcast-4",
    title: "broadcast to 500, 4 messages in the same turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { wsByOurs: 4, oursByBare: 1.25 },
    run: (scene) => broadcast(scene, 500, 4),
  },
  {
    name: "bursts",
    title: "bursts of 20 pipelined messages, echoed, 500 connections",
    unit: "µs/message",
    app: "echo",
    targets: { oursByBare: 1.25 },
    run: (scene) => echo(scene, 500, { kind: "text", size: TEXT_SIZE, inFlight: 1, burst: 20 }),
  },
  {
    name: "binary-64k",
    title: "echo of 64 KB binary, 25 connections, 1 in flight each",
    unit: "µs/message",
    app: "echo",
    targets: { oursByBare: 1.25 },
    run: (scene) => echo(scene, 25, { kind: "binary", size: 65_536, inFlight: 1, burst: 1 }),
  },
  {
    name: "connect",
    title: "opening a connection, HTTP upgrade included",
    unit: "µs/connection",
    app: "echo",
    targets: { oursByBare: 1.25 },
    run: connect,
  },
  {
    name: "idle",
    title: "memory of an idle connection, 10,000 open",
    unit: "KB/connection",
    app: "echo",
    targets: { wsByOurs: 1, oursByBare: 1.25 },
    run: idle,
  },
];

/**
 * @param {Scene} scene
 * @param {number} connections
 * @returns {Promise<void>}
 */
async function open({ load, port }, connections) {
  await load.call("open", { port, count: connections, concurrency: CONCURRENCY });
}

/**
 * @param {Setting} setting
 * @param {number} full Connections in the full run.
 * @returns {number}
 */
function scale(setting, full) {
  return Math.ceil(full * setting.connections);
}

/**
 * @param {Scene} scene
 * @param {number} connections
 * @param {{ kind: "text" | "binary", size: number, inFlight: number, burst: number }} shape
 * @returns {Promise<Measurement>}
 */
async function echo(scene, connections, shape) {
  const { server, load, setting } = scene;
  await open(scene, scale(setting, connections));
  const { warmUp, measure } = setting;
  const cost = await load.call("echo", { ...shape, serverPid: server.pid, warmUp, measure });
  const perRead = cost.units / cost.reads;
  return { ...toMeasurement(cost), note: `${perRead.toFixed(1)} answers per read` };
}

/**
 * @param {Scene} scene
 * @param {number} connections
 * @param {number} perTick
 * @returns {Promise<Measurement>}
 */
async function broadcast(scene, connections, perTick) {
  const { server, load, setting } = scene;
  await open(scene, scale(setting, connections));
  const { warmUp, measure } = setting;
  const options = { size: TEXT_SIZE, perTick, serverPid: server.pid, warmUp, measure };
  return toMeasurement(await load.call("broadcast", options));
}

/**
 * @param {Scene} scene
 * @returns {Promise<Measurement>}
 */
async function connect({ server, load, port, setting }) {
  const options = {
    port,
    serverPid: server.pid,
    concurrency: CONCURRENCY,
    batch: scale(setting, 1000),
    warmUp: 2,
  };
  return toMeasurement(
    await load.call("connect", { ...options, batches: setting === settings.full ? 6 : 2 }),
  );
}

/**
 * @param {Scene} scene
 * @returns {Promise<Measurement>}
 */
async function idle(scene) {
  const { server, load, setting } = scene;
  // What the first connections cost is code and tables that are there once: they are not part of the difference.
  const first = scale(setting, 500);
  const count = scale(setting, 10_000);
  const needed = first + count + 100;
  const allowed = Math.min(readOpenFileLimit(server.pid), readOpenFileLimit(load.pid));
  if (allowed < needed) {
    throw new Error(
      `${allowed} open files are allowed, ${needed} are needed: run \`ulimit -n ${needed}\` first`,
    );
  }
  await open(scene, first);
  const heapBefore = await server.call("collectGarbage");
  const before = readResidentMemory(server.pid);
  await open(scene, count);
  const heapAfter = await server.call("collectGarbage");
  const resident = readResidentMemory(server.pid) - before;
  const heap = (heapAfter.heap - heapBefore.heap) / count;
  const external = (heapAfter.external - heapBefore.external) / count;
  return {
    cost: resident / count / 1024,
    rate: undefined,
    system: undefined,
    busy: undefined,
    note: `heap ${(heap / 1024).toFixed(2)} KB, external ${(external / 1024).toFixed(2)} KB`,
  };
}

/**
 * @param {import("./load/measure.mjs").Cost} cost
 * @returns {Measurement}
 */
function toMeasurement({ units, cpu, system, wall }) {
  if (units <= 0) {
    throw new Error("nothing came back while it was measured");
  }
  return {
    cost: cpu / units,
    rate: units / (wall / 1e6),
    system: system / cpu,
    busy: cpu / wall,
    note: undefined,
  };
}
