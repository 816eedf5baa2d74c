/** A session over long-polling, as far as a server can tell. */
import { HttpConnection } from "./http-connection.mjs";
import { readOpenPacket } from "../../lib/load/open-packet.mjs";
import { ENGINE_PATH } from "./path.mjs";

const TEXT_TYPE = "\r\nContent-Type: text/plain; charset=UTF-8\r\n";

let stamps = 0;

/**
 * Clients put something new into each address, to get past caches: no server may profit from seeing the same one again.
 *
 * @returns {string}
 */
function nextStamp() {
  stamps += 1;
  return stamps.toString(36).padStart(8, "0");
}

/** The connection for its GETs. A second one is for its POSTs, as an agent that keeps connections would have it. */
export class PollingSession extends HttpConnection {
  #beforeStamp = `${ENGINE_PATH}?EIO=4&transport=polling&t=`;
  #afterStamp;

  /** @param {number} port */
  constructor(port) {
    super(port);
    this.#afterStamp = ` HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n`;
  }

  /** @param {string} sid */
  join(sid) {
    this.#afterStamp = `&sid=${sid}${this.#afterStamp}`;
  }

  /** Asks for what there is, or will be. */
  poll() {
    this.write(`GET ${this.#beforeStamp}${nextStamp()}${this.#afterStamp}\r\n`);
  }

  /**
   * @param {HttpConnection} connection
   * @param {string} body
   */
  post(connection, body) {
    connection.write(
      `POST ${this.#beforeStamp}${nextStamp()}${this.#afterStamp}` +
        `Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }
}

/**
 * @param {number} port
 * @param {() => void} onOpen
 * @returns {PollingSession}
 */
export function openPolling(port, onOpen) {
  const session = new PollingSession(port);
  session.onAnswer = (body, head) => {
    try {
      if (!head.includes(TEXT_TYPE)) {
        throw new Error(`the server opens a session with another Content-Type than expected: ${head}`);
      }
      session.join(readOpenPacket(body, "websocket"));
      session.onAnswer = () => {};
      onOpen();
    } catch (error) {
      session.lose(/** @type {Error} */ (error));
    }
  };
  session.poll();
  return session;
}
