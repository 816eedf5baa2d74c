import { WebSocket } from "ws";
import { startClients } from "./by-hand.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startClients(WebSocket);
}
