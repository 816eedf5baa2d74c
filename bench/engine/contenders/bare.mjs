/**
 * The floor: the same traffic from `node:http` and a bare frame loop. Nothing is checked, no session ever ends, there are
 * no heartbeats and no upgrades.
 */
import { createServer } from "node:http";
import {
  BareConnection,
  FIRST_BYTE_CLOSE,
  FIRST_BYTE_TEXT,
  acceptUpgrade,
  encodeText,
} from "../../lib/bare-connection.mjs";
import { createId, createOpenPacket } from "../../lib/bare-engine.mjs";
import { listen } from "../../lib/listen.mjs";

/** @typedef {import("node:http").IncomingMessage} IncomingMessage */
/** @typedef {import("node:http").ServerResponse} ServerResponse */

const MESSAGE = "4";
const SEPARATOR = "\u001e";
const SID = "&sid=";

/**
 * @typedef {object} Session
 * @property {ServerResponse | undefined} poll The GET that is held.
 * @property {string[]} packets That wait for a GET.
 */

/** @type {Map<string, Session>} */
const sessions = new Map();

/** @returns {Promise<{ port: number }>} */
export function start() {
  const server = createServer(onRequest);
  server.on("upgrade", (request, socket) => {
    socket.write(
      Buffer.concat([Buffer.from(acceptUpgrade(request)), encodeText(createOpenPacket(createId(), []))]),
    );
    return new BareConnection(socket, webSocketApp);
  });
  return listen(server);
}

/** @type {import("../../lib/bare-connection.mjs").BareApp} */
const webSocketApp = {
  onMessage(connection, firstByte, payload) {
    if (firstByte === FIRST_BYTE_TEXT) {
      connection.replies.push(encodeText(echo(payload.toString())));
    } else if (firstByte === FIRST_BYTE_CLOSE) {
      connection.socket.destroy();
    }
  },
  onClose() {},
};

/**
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @returns {void}
 */
function onRequest(request, response) {
  const url = request.url ?? "";
  const at = url.lastIndexOf(SID);
  const session = sessions.get(at < 0 ? "" : url.slice(at + SID.length));
  if (session === undefined) {
    const sid = createId();
    sessions.set(sid, { poll: undefined, packets: [] });
    answer(response, "text/plain; charset=UTF-8", createOpenPacket(sid, ["websocket"]));
  } else if (request.method === "POST") {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (/** @type {string} */ text) => {
      body += text;
    });
    request.on("end", () => {
      session.packets.push(...body.split(SEPARATOR).map(echo));
      flush(session);
      answer(response, "text/html", "ok");
    });
  } else {
    session.poll = response;
    flush(session);
  }
}

/**
 * @param {Session} session
 * @returns {void}
 */
function flush(session) {
  if (session.poll !== undefined && session.packets.length > 0) {
    answer(session.poll, "text/plain; charset=UTF-8", session.packets.join(SEPARATOR));
    session.poll = undefined;
    session.packets = [];
  }
}

/**
 * @param {ServerResponse} response
 * @param {string} type
 * @param {string} body
 * @returns {void}
 */
function answer(response, type, body) {
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

/**
 * The application: takes the message out of its packet and sends it back in one.
 *
 * @param {string} packet
 * @returns {string}
 */
function echo(packet) {
  const message = packet.slice(1);
  return MESSAGE + message;
}
