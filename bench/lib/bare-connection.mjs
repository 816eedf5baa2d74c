/**
 * The floor of WebSocket: what the same work costs on `net.Socket` when nothing is checked and nothing can be configured.
 * No limits, no validation, no closing handshake, no events, no backpressure. It is not a WebSocket server, only its
 * outline.
 */
import { createHash } from "node:crypto";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
export const FIRST_BYTE_TEXT = 0x81;
export const FIRST_BYTE_CLOSE = 0x88;
/** The longest header of a masked frame. */
const MAX_HEADER = 14;
/** From this size on, not copying a payload is worth more than handing over one buffer. */
const LARGE = 16_384;

/** @typedef {(connection: BareConnection, firstByte: number, payload: Buffer) => void} OnMessage */

/**
 * @typedef {object} BareApp
 * @property {OnMessage} onMessage
 * @property {(connection: BareConnection) => void} onClose
 */

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {string} The answer that lets the client in.
 */
export function acceptUpgrade(request) {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID);
  return (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\n\r\n`
  );
}

export class BareConnection {
  /** @type {Buffer[]} Bytes of a frame that is not whole yet. */
  parts = [];
  have = 0;
  need = 0;
  /** @type {Buffer[]} What this chunk's messages are answered with. */
  replies = [];

  /**
   * @param {import("node:stream").Duplex} socket
   * @param {BareApp} app
   */
  constructor(socket, { onMessage, onClose }) {
    this.socket = socket;
    this.onMessage = onMessage;
    socket.on("data", (chunk) => this.onData(chunk));
    socket.on("error", () => {});
    socket.on("close", () => onClose(this));
  }

  /**
   * @param {Buffer} chunk
   * @returns {void}
   */
  onData(chunk) {
    let bytes = chunk;
    if (this.have > 0) {
      this.parts.push(chunk);
      this.have += chunk.length;
      if (this.have < this.need) {
        return;
      }
      bytes = Buffer.concat(this.parts, this.have);
      this.parts = [];
      this.have = 0;
    }
    this.readFrames(bytes);
    if (this.replies.length > 0) {
      this.write(this.replies);
      this.replies = [];
    }
  }

  /**
   * Small frames joined, large ones by a vectored write: one system call either way.
   *
   * @param {readonly Buffer[]} frames
   * @returns {void}
   */
  write(frames) {
    if (frames.length === 1) {
      this.socket.write(frames[0]);
    } else if (frames.every((frame) => frame.length < LARGE)) {
      this.socket.write(Buffer.concat(frames));
    } else {
      this.socket.cork();
      for (const frame of frames) {
        this.socket.write(frame);
      }
      this.socket.uncork();
    }
  }

  /**
   * @param {Buffer} bytes
   * @returns {void}
   */
  readFrames(bytes) {
    let offset = 0;
    while (offset < bytes.length) {
      const available = bytes.length - offset;
      let length = available < 2 ? 0 : /** @type {number} */ (bytes[offset + 1]) & 0x7f;
      const header = length < 126 ? 6 : length === 126 ? 8 : MAX_HEADER;
      if (available < header) {
        this.keep(bytes.subarray(offset), header);
        return;
      }
      if (length === 126) {
        length = bytes.readUInt16BE(offset + 2);
      } else if (length === 127) {
        length = Number(bytes.readBigUInt64BE(offset + 2));
      }
      if (available < header + length) {
        this.keep(bytes.subarray(offset), header + length);
        return;
      }
      const payload = offset + header;
      this.onMessage(this, /** @type {number} */ (bytes[offset]), unmask(bytes, payload, length));
      offset = payload + length;
    }
  }

  /**
   * @param {Buffer} rest
   * @param {number} need
   * @returns {void}
   */
  keep(rest, need) {
    this.parts.push(rest);
    this.have = rest.length;
    this.need = need;
  }
}

/**
 * In place: large payloads by 32-bit words, where making the view has paid for itself.
 *
 * @param {Buffer} bytes
 * @param {number} begin Of the payload; the mask lies before it.
 * @param {number} length
 * @returns {Buffer}
 */
function unmask(bytes, begin, length) {
  const end = begin + length;
  if (length < 128) {
    unmaskBytes(bytes, begin, end, begin);
    return bytes.subarray(begin, end);
  }
  // Words lie at multiples of 4 in the underlying memory; the bytes before and after go singly.
  const wordsBegin = begin + (-(bytes.byteOffset + begin) & 3);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + wordsBegin, (end - wordsBegin) >>> 2);
  const mask = new Int32Array(1);
  const maskBytes = new Uint8Array(mask.buffer);
  for (let index = 0; index < 4; index += 1) {
    maskBytes[index] = bytes[begin - 4 + ((wordsBegin - begin + index) & 3)] ?? 0;
  }
  const word = mask[0] ?? 0;
  for (let index = 0; index < words.length; index += 1) {
    // @ts-expect-error the index is in range
    words[index] ^= word;
  }
  unmaskBytes(bytes, begin, wordsBegin, begin);
  unmaskBytes(bytes, wordsBegin + words.byteLength, end, begin);
  return bytes.subarray(begin, end);
}

/**
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} to
 * @param {number} begin Of the payload.
 * @returns {void}
 */
function unmaskBytes(bytes, from, to, begin) {
  for (let index = from; index < to; index += 1) {
    // @ts-expect-error both lie within the chunk
    bytes[index] ^= bytes[begin - 4 + ((index - begin) & 3)];
  }
}

/**
 * @param {string} text Shorter than 126 bytes.
 * @returns {Buffer}
 */
export function encodeText(text) {
  const frame = Buffer.allocUnsafe(2 + text.length * 3);
  const length = frame.write(text, 2);
  frame[0] = FIRST_BYTE_TEXT;
  frame[1] = length;
  return frame.subarray(0, 2 + length);
}
