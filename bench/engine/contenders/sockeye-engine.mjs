import { attach } from "@sockeye/server/engine";
import { startEngine } from "./engine-api.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  // By default it takes 2,000 new sessions a second, which is what the load that opens sessions is to measure.
  return startEngine(/** @type {any} */ (attach), { handshakesPerSecond: Infinity });
}
