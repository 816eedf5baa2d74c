import { createServer } from "node:http";
import { BareConnection, FIRST_BYTE_TEXT, acceptUpgrade, encodeText } from "../../lib/bare-connection.mjs";
import { listen } from "../../lib/listen.mjs";
import { createByHand } from "./by-hand.mjs";

/** @type {import("./by-hand.mjs").Wire<BareConnection>} */
const wire = {
  send(connection, text) {
    connection.replies.push(encodeText(text));
  },
  broadcast(connections, texts) {
    const joined = Buffer.concat(texts.map(encodeText));
    for (const { socket } of connections) {
      socket.write(joined);
    }
  },
};

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  const { greeting, onText, onClose } = createByHand(app, wire);
  /** @type {import("../../lib/bare-connection.mjs").BareApp} */
  const bareApp = {
    onMessage(connection, firstByte, payload) {
      if (firstByte === FIRST_BYTE_TEXT) {
        onText(connection, payload.toString());
      } else {
        connection.socket.destroy();
      }
    },
    onClose,
  };
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on("upgrade", (request, socket) => {
    socket.write(Buffer.concat([Buffer.from(acceptUpgrade(request)), encodeText(greeting())]));
    return new BareConnection(socket, bareApp);
  });
  return listen(server);
}
