import type { ByteCodec } from "../kernel/index.ts";
import type { Decoded, Dialect, PayloadReader } from "./dialect.ts";
import { createParseError } from "./packet-codec.ts";
import { MAX_LENGTH_DIGITS } from "./payload-v3-text.ts";

/*
 * Per packet: what it is, the decimal digits of its length in bytes, one byte each, the end mark, the packet. In this
 * form binary data needs no base64, at the price of a body that is not text.
 */
const TEXT = 0x00;
const BINARY = 0x01;
const END_OF_LENGTH = 0xff;

const ZERO = 0x30;

/** Do these bytes start like a payload of this form? No text payload does: it starts with a digit. */
export function isBinaryPayload(payload: Uint8Array): boolean {
  const first = payload[0];
  return first === TEXT || first === BINARY;
}

/** Frames, in their text or binary form, as a payload. */
export function encodeBinaryPayload(frames: readonly (string | Uint8Array)[], bytes: ByteCodec): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const frame of frames) {
    const data = typeof frame === "string" ? bytes.encodeUtf8(frame) : frame;
    const header = encodeHeader(typeof frame === "string" ? TEXT : BINARY, data.length);
    chunks.push(header, data);
    size += header.length + data.length;
  }
  const payload = new Uint8Array(size);
  let position = 0;
  for (const chunk of chunks) {
    payload.set(chunk, position);
    position += chunk.length;
  }
  return payload;
}

function encodeHeader(kind: number, length: number): Uint8Array {
  const digits = String(length);
  const header = new Uint8Array(digits.length + 2);
  header[0] = kind;
  for (let index = 0; index < digits.length; index += 1) header[index + 1] = digits.charCodeAt(index) - ZERO;
  header[digits.length + 1] = END_OF_LENGTH;
  return header;
}

/** Reads what {@link encodeBinaryPayload} makes. */
export class BinaryPayloadReader implements PayloadReader {
  readonly #payload: Uint8Array;
  readonly #dialect: Dialect;
  readonly #bytes: ByteCodec;
  /** Where the next packet starts; the end of the payload when nothing more is to be read. */
  #position = 0;

  constructor(payload: Uint8Array, dialect: Dialect, bytes: ByteCodec) {
    this.#payload = payload;
    this.#dialect = dialect;
    this.#bytes = bytes;
  }

  next(): Decoded | undefined {
    if (this.#position === this.#payload.length) return undefined;
    const decoded = this.#readPacket();
    if ("code" in decoded) this.#position = this.#payload.length;
    return decoded;
  }

  #readPacket(): Decoded {
    const kind = this.#payload[this.#position];
    if (kind !== TEXT && kind !== BINARY) return createParseError("neither text nor binary");
    const length = this.#readLength();
    const start = this.#position;
    if (length === undefined) return createParseError("bad length");
    if (start + length > this.#payload.length) return createParseError("packet shorter than its length");
    this.#position = start + length;
    const data = this.#payload.subarray(start, this.#position);
    if (kind === BINARY) return this.#dialect.decodeFrame(data);
    const text = this.#bytes.decodeUtf8(data);
    return text === undefined ? createParseError("not UTF-8") : this.#dialect.decodeFrame(text);
  }

  /** The length, with the position moved behind its end mark. */
  #readLength(): number | undefined {
    const first = this.#position + 1;
    let length = 0;
    for (let index = first; index <= first + MAX_LENGTH_DIGITS; index += 1) {
      // Beyond the end there is no digit either.
      const byte = this.#payload[index] ?? END_OF_LENGTH - 1;
      if (byte === END_OF_LENGTH && index > first) {
        this.#position = index + 1;
        return length;
      }
      if (byte > 9) return undefined;
      length = length * 10 + byte;
    }
    return undefined;
  }
}
