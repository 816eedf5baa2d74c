import { createWebSocketServer, prepareText } from "@sockeye/websocket/lean";
import { nextText } from "../../lib/texts.mjs";

/** @typedef {import("@sockeye/websocket/lean").LeanWebSocketServer} LeanWebSocketServer */

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export async function start(app) {
  /** @type {import("@sockeye/websocket/lean").ConnectionHandler} */
  const handler =
    app === "echo"
      ? {
          onText: (text, connection) => connection.sendText(text),
          onBinary: (data, connection) => connection.sendBinary(data),
        }
      : { onText: (text) => broadcast(server, Number(text)) };
  const server = createWebSocketServer({
    onConnection(connection) {
      connection.handler = handler;
    },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  return { port };
}

/**
 * @param {LeanWebSocketServer} server
 * @param {number} count
 * @returns {void}
 */
function broadcast(server, count) {
  for (let index = 0; index < count; index += 1) {
    const message = prepareText(nextText());
    for (const connection of server.connections) {
      connection.sendPrepared(message);
    }
  }
}
