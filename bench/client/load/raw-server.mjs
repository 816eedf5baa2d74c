/** A server that knows just enough of Socket.IO to keep clients busy. */
import { createServer } from "node:http";
import { BareConnection, FIRST_BYTE_TEXT, acceptUpgrade, encodeText } from "../../lib/bare-connection.mjs";
import { createId, createOpenPacket } from "../../lib/bare-engine.mjs";
import { encodeUnmasked } from "../../lib/load/frames.mjs";
import { listen } from "../../lib/listen.mjs";
import { CONNECT, FIRST_EVENT, createAnswer } from "./greeting.mjs";
import { servePolling } from "./raw-polling.mjs";

/** One client, seen from the server. */
export class Guest {
  /** @type {(text: string, guest: Guest) => void} */
  onText = () => {};
  onLost = () => {};
  #socket;
  #isLeaving = false;

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** @param {Buffer} frames */
  write(frames) {
    this.#socket.write(frames);
  }

  /** Ends it by a reset, which leaves no port waiting behind. */
  destroy() {
    this.#isLeaving = true;
    this.#socket.resetAndDestroy();
  }

  /** The connection is gone. */
  lose() {
    if (!this.#isLeaving) {
      this.onLost();
    }
  }
}

/**
 * @typedef {object} RawServer
 * @property {number} port
 * @property {Guest[]} guests Over WebSocket, those that were let in, oldest first.
 * @property {() => void} closePolling Ends all sessions over polling.
 */

/** @returns {Promise<RawServer>} */
export async function startServer() {
  /** @type {Guest[]} */
  const guests = [];
  const polling = servePolling();
  const server = createServer(polling.onRequest);
  // As many as are being opened; requests of clients that were closed must not hold them up.
  server.keepAliveTimeout = 1000;
  server.on("upgrade", (request, stream) => {
    const socket = /** @type {import("node:net").Socket} */ (stream);
    socket.setNoDelay(true);
    socket.write(
      Buffer.concat([
        Buffer.from(acceptUpgrade(request)),
        encodeUnmasked("text", Buffer.from(createOpenPacket(createId(), []))),
      ]),
    );
    const guest = new Guest(socket);
    const onPacket = (/** @type {string} */ text) => {
      if (text === CONNECT) {
        guests.push(guest);
        guest.write(Buffer.concat([encodeText(createAnswer()), encodeText(FIRST_EVENT)]));
      } else {
        guest.onText(text, guest);
      }
    };
    return new BareConnection(socket, {
      onMessage(_connection, firstByte, payload) {
        if (firstByte === FIRST_BYTE_TEXT) {
          onPacket(payload.toString());
        } else {
          socket.destroy();
        }
      },
      onClose: () => guest.lose(),
    });
  });
  const { port } = await listen(server);
  return { port, guests, closePolling: polling.close };
}
