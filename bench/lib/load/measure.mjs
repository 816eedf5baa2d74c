/** Marks around a piece of work: how much of it was done, and what the server spent on it. */
import { readCpu } from "../proc.mjs";

/**
 * @typedef {object} Cost
 * @property {number} units Messages, deliveries or connections.
 * @property {number} cpu Microseconds of the server's CPU.
 * @property {number} system Microseconds of them in the system.
 * @property {number} wall Microseconds that went by.
 */

/** @returns {number} Microseconds. */
function now() {
  return performance.now() * 1000;
}

/**
 * Starts counting.
 *
 * @param {number} serverPid
 * @param {() => number} countUnits All units done so far.
 * @returns {() => Cost} Call it to end the measurement.
 */
export function mark(serverPid, countUnits) {
  const wall = now();
  const cpu = readCpu(serverPid);
  const units = countUnits();
  return () => {
    const spent = readCpu(serverPid);
    return {
      units: countUnits() - units,
      cpu: spent.total - cpu.total,
      system: spent.system - cpu.system,
      wall: now() - wall,
    };
  };
}

/**
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * @param {() => boolean} isDone
 * @param {string} what For the error when it does not come true.
 * @param {number} [timeout] Milliseconds.
 * @returns {Promise<void>}
 */
export async function waitUntil(isDone, what, timeout = 5000) {
  const end = performance.now() + timeout;
  while (!isDone()) {
    if (performance.now() > end) {
      throw new Error(`after ${timeout} ms still waiting until ${what}`);
    }
    await pause(5);
  }
}

/**
 * Waits until the server has nothing left to do.
 *
 * @param {{ serverPid: number, settle: number | undefined }} options `settle`: that many milliseconds, instead of
 *   watching its CPU time. A process that is being sampled never stops using any.
 * @returns {Promise<void>}
 */
export async function waitUntilQuiet({ serverPid, settle }) {
  if (settle !== undefined) {
    await pause(settle);
    return;
  }
  let before = -1;
  await waitUntil(() => {
    const { total } = readCpu(serverPid);
    const isQuiet = before >= 0 && total - before < 200;
    before = total;
    return isQuiet;
  }, "the server is quiet");
}
