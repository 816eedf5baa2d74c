import { WebSocket } from "@sockeye/websocket";
import { startClients } from "./by-hand.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startClients(/** @type {any} */ (WebSocket));
}
