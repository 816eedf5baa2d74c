import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "../../lib/listen.mjs";
import { SOCKET_PATH } from "../wire.mjs";
import { createByHand } from "./by-hand.mjs";

/** @type {import("./by-hand.mjs").Wire<import("ws").WebSocket>} */
const wire = {
  send: (webSocket, text) => webSocket.send(text),
  broadcast(webSockets, texts) {
    for (const text of texts) {
      for (const webSocket of webSockets) {
        webSocket.send(text);
      }
    }
  },
};

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  const { greeting, onText, onClose } = createByHand(app, wire);
  const httpServer = createServer();
  const server = new WebSocketServer({ server: httpServer, path: SOCKET_PATH });
  server.on("connection", (webSocket) => {
    webSocket.send(greeting());
    webSocket.on("error", () => {});
    // With the default binaryType, what arrives is a Buffer.
    webSocket.on("message", (data) => onText(webSocket, /** @type {Buffer} */ (data).toString()));
    webSocket.on("close", () => onClose(webSocket));
  });
  return listen(httpServer);
}
