/** A client that knows just enough of WebSocket to be let in. */
import { RawConnection } from "./raw-connection.mjs";

const HEAD_END = "\r\n\r\n";
/** Of the head, and of what the server says first. */
const MAX_OPENING = 4096;

/**
 * @typedef {object} Entrance
 * @property {string} path
 * @property {(bytes: Buffer) => boolean} [readGreeting] Looks at what follows the head, for servers that speak first:
 *   false when more must come, an exception when it is wrong.
 */

/**
 * @param {number} port
 * @param {Entrance} entrance
 * @param {() => void} onOpen Called when the server has let it in, and has said what it says first.
 * @returns {RawConnection}
 */
export function openWebSocket(port, { path, readGreeting = expectSilence }, onOpen) {
  const connection = new RawConnection(port);
  let opening = "";
  connection.onBytes = (length, bytes) => {
    opening += bytes.toString("latin1", 0, length);
    try {
      if (isOpen(opening, readGreeting)) {
        connection.onBytes = () => {};
        onOpen();
      }
    } catch (error) {
      connection.lose(/** @type {Error} */ (error));
    }
  };
  connection.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  return connection;
}

/**
 * @param {string} opening What came so far.
 * @param {(bytes: Buffer) => boolean} readGreeting
 * @returns {boolean}
 */
function isOpen(opening, readGreeting) {
  const end = opening.indexOf(HEAD_END);
  if (opening.length > MAX_OPENING || (end >= 0 && !opening.startsWith("HTTP/1.1 101 "))) {
    throw new Error(`the server refused the handshake: ${opening.split("\r\n", 1)[0]}`);
  }
  return end >= 0 && readGreeting(Buffer.from(opening.slice(end + HEAD_END.length), "latin1"));
}

/**
 * @param {Buffer} bytes
 * @returns {boolean}
 */
function expectSilence(bytes) {
  if (bytes.length > 0) {
    throw new Error("the server speaks before it is asked");
  }
  return true;
}
