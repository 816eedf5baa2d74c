import { mark, waitUntilQuiet } from "./measure.mjs";

/**
 * @typedef {object} ConnectOptions As they come over the control channel.
 * @property {number} port
 * @property {number} serverPid
 * @property {number} batch Connections that are opened, then closed again.
 * @property {number} concurrency Connections that are being opened at a time.
 * @property {number} warmUp Batches that do not count.
 * @property {number} batches Batches that count.
 * @property {number} [settle] Passed on to `waitUntilQuiet`.
 */

/**
 * Opens connections in batches. Closing them is not measured.
 *
 * @param {ConnectOptions} options
 * @param {(batch: { port: number, count: number, concurrency: number }) => Promise<{ destroy(): void }[]>} openBatch
 * @returns {Promise<import("./measure.mjs").Cost>}
 */
export async function runConnect(
  { port, serverPid, batch, concurrency, warmUp, batches, settle },
  openBatch,
) {
  const quiet = { serverPid, settle };
  const sum = { units: 0, cpu: 0, system: 0, wall: 0 };
  for (let index = 0; index < warmUp + batches; index += 1) {
    await waitUntilQuiet(quiet);
    let opened = 0;
    const stop = mark(serverPid, () => opened);
    const started = performance.now();
    const connections = await openBatch({ port, count: batch, concurrency });
    opened = connections.length;
    const wall = (performance.now() - started) * 1000;
    await waitUntilQuiet(quiet);
    const cost = stop();
    if (index >= warmUp) {
      sum.units += cost.units;
      sum.cpu += cost.cpu;
      sum.system += cost.system;
      sum.wall += wall;
    }
    for (const connection of connections) {
      connection.destroy();
    }
  }
  return sum;
}
