import { createProtocolError, type ByteCodec, type ProtocolError } from "../kernel/index.ts";
import { createParseError, decodeText, encodeText } from "./packet-codec.ts";
import type { EnginePacket } from "./packet.ts";

/*
 * Packets on a stream of bytes (WebTransport): a header, then the packet in its text form as UTF-8, or the bytes of a
 * binary message. The top bit of the header says binary, the other seven are the length, or say that it follows in two
 * or eight bytes, big-endian. A length of 0 is refused, as the published parser does, so an empty binary message cannot
 * be sent this way.
 */
const BINARY_BIT = 0x80;
const LENGTH_BITS = 0x7f;
const TWO_BYTES_FOLLOW = 126;
const EIGHT_BYTES_FOLLOW = 127;
const LONGEST_HEADER = 9;

const TWO_TO_THE_16 = 0x1_0000;
const TWO_TO_THE_32 = 0x1_0000_0000;

/** A buffer for a packet that comes in pieces is at least this large, so that a trickle does not reallocate each time. */
const SMALLEST_BUFFER = 256;

/** The header of a packet of this many bytes. */
export function encodeStreamHeader(length: number, isBinary: boolean): Uint8Array {
  const mark = isBinary ? BINARY_BIT : 0;
  if (length < TWO_BYTES_FOLLOW) return Uint8Array.of(mark | length);
  if (length < TWO_TO_THE_16) return Uint8Array.of(mark | TWO_BYTES_FOLLOW, length >> 8, length);
  const header = new Uint8Array(LONGEST_HEADER);
  const view = new DataView(header.buffer);
  header[0] = mark | EIGHT_BYTES_FOLLOW;
  view.setUint32(1, Math.floor(length / TWO_TO_THE_32));
  view.setUint32(5, length % TWO_TO_THE_32);
  return header;
}

/** A packet as the chunks to be written: the header, then the packet itself. */
export function encodeStreamPacket(
  packet: EnginePacket,
  bytes: ByteCodec,
): readonly [header: Uint8Array, payload: Uint8Array] {
  const data = packet.data;
  const isBinary = typeof data === "object";
  const payload = isBinary ? data : bytes.encodeUtf8(encodeText(packet.type, data));
  return [encodeStreamHeader(payload.length, isBinary), payload];
}

/** Who hears what a stream carried. */
export interface StreamHandler {
  /** The next packet. Its binary data may be a part of the chunk that was pushed. */
  onPacket(packet: EnginePacket): void;
  /** The stream cannot be understood; called once at most, and nothing comes after it. */
  onError(error: ProtocolError): void;
}

/** What a {@link StreamReader} needs. */
export interface StreamReaderOptions {
  readonly bytes: ByteCodec;
  /** The longest packet that is accepted, in bytes. */
  readonly maxPayload: number;
}

/**
 * Takes a stream apart, whatever the chunks that it comes in. Only an unfinished packet is kept, in a buffer that grows
 * with what has arrived of it and not with what its header announced; the time is linear, also when the bytes come one
 * by one.
 */
export class StreamReader {
  readonly #bytes: ByteCodec;
  readonly #maxPayload: number;
  readonly #handler: StreamHandler;
  #isStopped = false;
  readonly #header = new DataView(new ArrayBuffer(LONGEST_HEADER));
  #headerLength = 0;
  /** The length of the packet whose header is complete; 0 while there is none. */
  #expected = 0;
  /** What has arrived of a packet that came in pieces. */
  #partial: Uint8Array | undefined;
  #partialLength = 0;

  constructor(options: StreamReaderOptions, handler: StreamHandler) {
    this.#bytes = options.bytes;
    this.#maxPayload = options.maxPayload;
    this.#handler = handler;
  }

  /** Takes the next chunk; the handler is called before this returns. */
  push(chunk: Uint8Array): void {
    let position = 0;
    while (position < chunk.length && !this.#isStopped) {
      position =
        this.#expected === 0 ? this.#readHeader(chunk, position) : this.#readPayload(chunk, position);
    }
  }

  /** Ignores whatever still comes, also the rest of the chunk that is being read. */
  stop(): void {
    this.#isStopped = true;
    this.#partial = undefined;
  }

  #readHeader(chunk: Uint8Array, start: number): number {
    let position = start;
    while (position < chunk.length) {
      this.#header.setUint8(this.#headerLength++, chunk[position++]!);
      if (this.#headerLength === headerLengthFor(this.#header)) {
        this.#acceptLength(lengthIn(this.#header));
        break;
      }
    }
    return position;
  }

  #acceptLength(length: number): void {
    if (length === 0) return this.#fail(createParseError("empty packet"));
    if (length > Number.MAX_SAFE_INTEGER) return this.#fail(createParseError("bad length"));
    if (length > this.#maxPayload) return this.#fail(createProtocolError("EIO_TOO_LARGE"));
    this.#expected = length;
    this.#headerLength = 0;
  }

  #readPayload(chunk: Uint8Array, start: number): number {
    const end = Math.min(chunk.length, start + this.#expected - this.#partialLength);
    const piece = chunk.subarray(start, end);
    if (piece.length === this.#expected) {
      this.#deliver(piece);
      return end;
    }
    const needed = this.#partialLength + piece.length;
    const partial = this.#reserve(needed);
    partial.set(piece, this.#partialLength);
    this.#partialLength = needed;
    if (needed === this.#expected) this.#deliver(partial);
    return end;
  }

  /** Room for so many bytes. It doubles, and ends at the length of the packet, so that the packet fills it exactly. */
  #reserve(needed: number): Uint8Array {
    const partial = this.#partial;
    if (partial !== undefined && partial.length >= needed) return partial;
    const larger = new Uint8Array(Math.min(this.#expected, Math.max(2 * needed, SMALLEST_BUFFER)));
    if (partial !== undefined) larger.set(partial.subarray(0, this.#partialLength));
    this.#partial = larger;
    return larger;
  }

  #deliver(payload: Uint8Array): void {
    this.#expected = 0;
    this.#partial = undefined;
    this.#partialLength = 0;
    if ((this.#header.getUint8(0) & BINARY_BIT) !== 0) {
      this.#handler.onPacket({ type: "message", data: payload });
      return;
    }
    const text = this.#bytes.decodeUtf8(payload);
    const decoded = text === undefined ? createParseError("not UTF-8") : decodeText(text);
    if ("code" in decoded) this.#fail(decoded);
    else this.#handler.onPacket(decoded);
  }

  #fail(error: ProtocolError): void {
    this.stop();
    this.#handler.onError(error);
  }
}

/** How long the header is that starts with this byte. */
function headerLengthFor(header: DataView): number {
  const length = header.getUint8(0) & LENGTH_BITS;
  if (length === EIGHT_BYTES_FOLLOW) return LONGEST_HEADER;
  return length === TWO_BYTES_FOLLOW ? 3 : 1;
}

/** The length in a complete header; above 2^53 - 1 not exact, but above it. */
function lengthIn(header: DataView): number {
  const length = header.getUint8(0) & LENGTH_BITS;
  if (length === EIGHT_BYTES_FOLLOW) return header.getUint32(1) * TWO_TO_THE_32 + header.getUint32(5);
  return length === TWO_BYTES_FOLLOW ? header.getUint16(1) : length;
}
