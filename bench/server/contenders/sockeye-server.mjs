import { Server } from "@sockeye/server";
import { startServer } from "./socket-io-api.mjs";

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  // By default it takes 2,000 new sessions a second, which is what the load that opens sessions is to measure.
  return startServer(/** @type {any} */ (Server), app, { handshakesPerSecond: Infinity });
}
