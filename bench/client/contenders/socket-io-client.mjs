import { Manager } from "socket.io-client";
import { startClients } from "./socket-io-client-api.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startClients(Manager);
}
