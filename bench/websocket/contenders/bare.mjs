import { createServer } from "node:http";
import {
  BareConnection,
  FIRST_BYTE_CLOSE,
  FIRST_BYTE_TEXT,
  acceptUpgrade,
  encodeText,
} from "../../lib/bare-connection.mjs";
import { listen } from "../../lib/listen.mjs";
import { nextText } from "../../lib/texts.mjs";

/** @typedef {import("../../lib/bare-connection.mjs").OnMessage} OnMessage */

/** @type {Set<BareConnection>} */
const connections = new Set();

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  /** @type {import("../../lib/bare-connection.mjs").BareApp} */
  const bareApp = {
    onMessage: app === "echo" ? echo : broadcast,
    onClose: (connection) => connections.delete(connection),
  };
  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on("upgrade", (request, socket) => {
    socket.write(acceptUpgrade(request));
    const connection = new BareConnection(socket, bareApp);
    if (app === "broadcast") {
      connections.add(connection);
    }
  });
  return listen(server);
}

/** @type {OnMessage} */
function echo(connection, firstByte, payload) {
  if (firstByte === FIRST_BYTE_TEXT) {
    connection.replies.push(encodeText(payload.toString()));
  } else if (firstByte === FIRST_BYTE_CLOSE) {
    connection.socket.destroy();
  } else {
    const header = Buffer.allocUnsafe(10);
    header[0] = firstByte;
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(payload.length), 2);
    connection.replies.push(header, payload);
  }
}

/** @type {OnMessage} */
function broadcast(_connection, _firstByte, payload) {
  const count = Number(payload.toString());
  const frames = Array.from({ length: count }, () => encodeText(nextText()));
  const joined = Buffer.concat(frames);
  for (const connection of connections) {
    connection.socket.write(joined);
  }
}
