import { Manager } from "@sockeye/client";
import { startClients } from "./socket-io-client-api.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startClients(/** @type {any} */ (Manager));
}
