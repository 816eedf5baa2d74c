// As little of a WebSocket client as a session takes, so that ten thousand cost this process next to nothing: it masks
// with zeros, and understands whole, short, unmasked frames.
import { connect } from "node:net";

/** Of RFC 6455, section 1.3. */
const key = "dGhlIHNhbXBsZSBub25jZQ==";
const path = "/engine.io/?EIO=4&transport=websocket";

const opcodes = { text: 1, close: 8 };

/** @param {number} opcode @param {Buffer} payload */
function frame(opcode, payload) {
  if (payload.length > 125) throw new RangeError("this client sends short frames only");
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/**
 * @param {Buffer} bytes
 * @returns {{ opcode: number, payload: Buffer, rest: Buffer } | undefined}
 */
function parse(bytes) {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const isLong = second === 126;
  if (second > 126) throw new RangeError("a frame that this client does not understand");
  if (isLong && bytes.length < 4) return undefined;
  const start = isLong ? 4 : 2;
  const end = start + (isLong ? bytes.readUInt16BE(2) : second);
  if (bytes.length < end) return undefined;
  return { opcode: first & 0x0f, payload: bytes.subarray(start, end), rest: bytes.subarray(end) };
}

/**
 * @typedef {object} RawWebSocket
 * @property {(packet: string) => void} send
 * @property {() => void} close with a close frame
 * @property {() => void} reset with a TCP reset
 * @property {Promise<void>} ended resolves when the connection is over
 */

/**
 * Opens a session, or with a `sid` a second transport of one. Resolves once the handshake is over.
 * @param {{ port: number, sid?: string, onPacket: (packet: string, socket: RawWebSocket) => void }} options
 * @returns {Promise<RawWebSocket>}
 */
export function openWebSocket({ port, sid, onPacket }) {
  return new Promise((resolve, reject) => {
    const connection = connect({ port, host: "127.0.0.1", noDelay: true });
    let isOpen = false;
    /** @type {Buffer} */
    let buffered = Buffer.alloc(0);
    /** @type {RawWebSocket} */
    const socket = {
      send: (packet) => void connection.write(frame(opcodes.text, Buffer.from(packet))),
      close: () => void connection.write(frame(opcodes.close, Buffer.from([0x03, 0xe8]))),
      reset: () => void connection.resetAndDestroy(),
      ended: new Promise((resolve) => {
        connection.once("close", () => resolve());
      }),
    };
    const readHead = () => {
      const end = buffered.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = buffered.subarray(0, end).toString("latin1");
      buffered = buffered.subarray(end + 4);
      if (!head.startsWith("HTTP/1.1 101 ")) {
        connection.destroy();
        reject(new Error(`the server answered ${head.split("\r\n")[0]}`));
        return;
      }
      isOpen = true;
      resolve(socket);
    };
    connection.on("connect", () => {
      const target = sid === undefined ? path : `${path}&sid=${sid}`;
      connection.write(
        `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
    });
    connection.on("data", (chunk) => {
      buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
      if (!isOpen) readHead();
      if (!isOpen) return;
      for (let found = parse(buffered); found !== undefined; found = parse(buffered)) {
        buffered = found.rest;
        if (found.opcode === opcodes.text) onPacket(found.payload.toString(), socket);
        else if (found.opcode === opcodes.close) connection.end(frame(opcodes.close, found.payload));
      }
    });
    connection.on("error", reject);
    connection.on("close", () => reject(new Error("the connection ended before the handshake was over")));
  });
}
