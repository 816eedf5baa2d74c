import { attach } from "@sockeye/server/engine";
import { startEngine } from "./engine-api.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startEngine(/** @type {any} */ (attach));
}
