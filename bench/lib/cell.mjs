/** One cell of the table: one contender doing one workload once, in fresh processes. */
import { fileURLToPath } from "node:url";
import { Child, allowedCores, canPin } from "./child.mjs";

/** Separate cores, so that neither process waits for the other. */
const [serverCore, loadCore] = canPin() ? allowedCores() : [];

/**
 * @typedef {object} Cell
 * @property {import("./suite.mjs").Suite} suite
 * @property {import("./suite.mjs").Contender} contender
 * @property {import("./suite.mjs").Workload} workload
 * @property {import("./suite.mjs").Setting} setting
 */

/**
 * @template T
 * @param {Cell} cell
 * @param {(scene: import("./suite.mjs").Scene) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withScene({ suite, contender, workload, setting }, use) {
  const server = new Child(contender.name, [...contender.command, fileURLToPath(suite.server)], serverCore);
  const load = new Child("load generator", [process.execPath, fileURLToPath(suite.load)], loadCore);
  try {
    const { port } = await server.call("start", { contender: contender.name, app: workload.app });
    return await use({ server, load, port, setting });
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

/**
 * @param {Cell} cell
 * @returns {Promise<import("./suite.mjs").Measurement>}
 */
export function runCell(cell) {
  return withScene(cell, cell.workload.run);
}

/** @returns {string} */
export function describePinning() {
  return serverCore === undefined
    ? "processes not pinned (no taskset, or one core only)"
    : "server pinned to one core, load generator to another";
}
