/** The application, written against the API of engine.io as its users write it. Serves two contenders. */
import { createServer } from "node:http";
import { listen } from "../../lib/listen.mjs";
import { heartbeat } from "../../lib/heartbeat.mjs";

/**
 * @param {typeof import("engine.io").attach} attach
 * @param {object} [options] that only this contender has
 * @returns {Promise<{ port: number }>}
 */
export function startEngine(attach, options = {}) {
  const httpServer = createServer();
  const server = attach(httpServer, { ...heartbeat, ...options });
  server.on("connection", (/** @type {import("engine.io").Socket} */ socket) => {
    socket.on("message", (message) => socket.send(message));
  });
  return listen(httpServer);
}
