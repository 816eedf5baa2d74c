/** What the workloads of all benchmarks share. */
import { readOpenFileLimit, readResidentMemory } from "./proc.mjs";

/** @typedef {import("./suite.mjs").Measurement} Measurement */
/** @typedef {import("./suite.mjs").Scene} Scene */
/** @typedef {import("./suite.mjs").Setting} Setting */
/** @typedef {"serverPid" | "warmUp" | "measure"} Conditions What the load generator is told besides the work itself. */

/** Connections that are being opened at a time; a listener's queue holds 511. */
export const CONCURRENCY = 64;
export const TEXT_SIZE = 32;
/** That a process has open besides its connections, and some to spare. */
const OTHER_FILES = 100;

/**
 * @param {Setting} setting
 * @param {number} full Connections in the full run.
 * @returns {number}
 */
export function scale(setting, full) {
  return Math.ceil(full * setting.connections);
}

/**
 * @param {Scene} scene
 * @param {string} method Of the load generator; it opens connections and keeps them.
 * @param {number} count
 * @returns {Promise<void>}
 */
export async function open({ load, port }, method, count) {
  await load.call(method, { port, count, concurrency: CONCURRENCY });
}

/**
 * @param {Scene} scene
 * @param {{ open: string, connections: number } & Omit<import("./load/echo.mjs").EchoOptions, Conditions>} shape
 * @returns {Promise<Measurement>}
 */
export async function echo(scene, { open: method, connections, ...shape }) {
  const { server, load, setting } = scene;
  await open(scene, method, scale(setting, connections));
  const { warmUp, measure } = setting;
  const cost = await load.call("echo", { ...shape, serverPid: server.pid, warmUp, measure });
  const perRead = cost.units / cost.reads;
  return { ...toMeasurement(cost), note: `${perRead.toFixed(1)} answers per read` };
}

/**
 * @param {Scene} scene
 * @param {{ open: string, connections: number } & Omit<import("./load/broadcast.mjs").BroadcastOptions, Conditions>} shape
 * @returns {Promise<Measurement>}
 */
export async function broadcast(scene, { open: method, connections, ...shape }) {
  const { server, load, setting } = scene;
  const count = scale(setting, connections);
  requireConnections(scene, count);
  await open(scene, method, count);
  const { warmUp, measure } = setting;
  return toMeasurement(await load.call("broadcast", { ...shape, serverPid: server.pid, warmUp, measure }));
}

/**
 * @param {Scene} scene
 * @returns {number} How many connections the limit on open files leaves room for.
 */
export function countPossibleConnections({ server, load }) {
  return Math.min(readOpenFileLimit(server.pid), readOpenFileLimit(load.pid)) - OTHER_FILES;
}

/**
 * @param {Scene} scene
 * @param {number} connections
 * @returns {void}
 */
export function requireConnections(scene, connections) {
  const possible = countPossibleConnections(scene);
  if (possible < connections) {
    const needed = connections + OTHER_FILES;
    throw new Error(
      `${possible + OTHER_FILES} open files are allowed, ${needed} are needed: run \`ulimit -n ${needed}\` first`,
    );
  }
}

/**
 * @param {Scene} scene
 * @param {string} method Of the load generator; it opens connections in batches.
 * @returns {Promise<Measurement>}
 */
export async function connect({ server, load, port, setting }, method) {
  return toMeasurement(
    await load.call(method, {
      port,
      serverPid: server.pid,
      concurrency: CONCURRENCY,
      batch: scale(setting, 1000),
      // So many that what is compiled while they open is not what is measured.
      warmUp: 12,
      batches: setting.batches,
      settle: setting.settle,
    }),
  );
}

/**
 * @param {Scene} scene
 * @param {string} method Of the load generator; it opens connections and keeps them.
 * @returns {Promise<Measurement>}
 */
export async function idle(scene, method) {
  const { server, load, setting } = scene;
  // What the first connections cost is code and tables that are there once: they are not part of the difference.
  const first = scale(setting, 500);
  const count = scale(setting, 10_000);
  requireConnections(scene, first + count);
  const look = async () => {
    await load.call("waitUntilQuiet", { serverPid: server.pid, settle: setting.settle });
    const { heap, external } = await server.call("collectGarbage");
    return { heap, external, resident: readResidentMemory(server.pid) };
  };
  await open(scene, method, first);
  const before = await look();
  await open(scene, method, count);
  const after = await look();
  const lost = await load.call("countLost");
  if (lost > 0) {
    throw new Error(`the server closed ${lost} of ${first + count} connections that should be idle`);
  }
  const heap = (after.heap - before.heap) / count;
  const external = (after.external - before.external) / count;
  return {
    cost: (after.resident - before.resident) / count / 1024,
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
export function toMeasurement({ units, cpu, system, wall }) {
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
