import { Server } from "socket.io";
import { startServer } from "./socket-io-api.mjs";

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  return startServer(Server, app);
}
