import { Buffer } from "node:buffer";
import type { WebSocketErrorCode } from "../errors.ts";
import { applyMask } from "./mask.ts";
import { CONTROL_BIT, FIN, MAX_CONTROL_PAYLOAD, OPCODE, OPCODE_BITS, RSV1, RSV2_3 } from "./opcodes.ts";

/** Where a {@link FrameReader} delivers. The reader may be paused or stopped from inside any of these calls. */
export interface FrameSink {
  /** A header is complete and breaks no rule of its own; nothing of the payload was looked at yet. */
  onFrameStart(firstByte: number, payloadLength: number): void;
  /** The whole payload, unmasked in place. `ascii` is true when every byte is known to be ASCII. */
  onFrameWhole(chunk: Buffer, start: number, end: number, ascii: boolean): void;
  /** A piece of a payload that arrives in several chunks, unmasked in place. */
  onFramePart(chunk: Buffer, start: number, end: number): void;
  /** The last piece was delivered. */
  onFrameEnd(): void;
  /** The peer broke a rule of RFC 6455, section 5.2 or 5.5; the reader has stopped. */
  onFrameError(code: WebSocketErrorCode, detail?: number): void;
}

export interface FrameReaderOptions {
  /** A server demands masked frames, a client demands unmasked ones (RFC 6455, section 5.1). */
  readonly isMasked: boolean;
  /** Was an extension negotiated that gives RSV1 a meaning? */
  readonly allowsRsv1: boolean;
}

/** The masks of a header's second byte. */
const MASK_BIT = 0x80;
const LENGTH_BITS = 0x7f;

/**
 * Incremental reader of frames (RFC 6455, section 5.2). Theory of operation:
 *
 * - `push` takes a chunk of any size. Between two frames the reader looks for a complete header; what is there of an
 *   incomplete one (13 bytes at most) is checked as far as it goes, kept, and put in front of the next chunk.
 * - In a frame, the payload is unmasked in the chunk itself and delivered as (chunk, start, end): in one call when it
 *   lies whole in the chunk, else piece by piece.
 * - The sink may call `pause` at any time, for example when a piece must go through zlib first. The rest of the chunk
 *   is then kept, and `resume` goes on with it. Whoever pauses the reader must also stop feeding it.
 * - After a rule was broken, or after `stop`, everything else is ignored.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #isMasked: boolean;
  readonly #allowsRsv1: boolean;
  /** Bytes that still belong to the payload of the current frame; 0 between frames. */
  #remaining = 0;
  #received = 0;
  #mask = 0;
  #isPaused = false;
  #isStopped = false;
  #isReading = false;
  /** What could not be used yet: an incomplete header, or the rest of a chunk at a pause. */
  #rest: Buffer | undefined;

  constructor(sink: FrameSink, options: FrameReaderOptions) {
    this.#sink = sink;
    this.#isMasked = options.isMasked;
    this.#allowsRsv1 = options.allowsRsv1;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Does the reader hold bytes back because it is paused? */
  get holdsBytes(): boolean {
    return this.#isPaused && this.#rest !== undefined;
  }

  /**
   * Reads on. The chunk belongs to the reader from here on: payloads are unmasked in it and delivered as views of it.
   * Not to be called from inside a call of the sink.
   */
  push(chunk: Buffer): void {
    if (this.#isStopped) return;
    const rest = this.#rest;
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    if (this.#isPaused) {
      this.#rest = bytes;
      return;
    }
    this.#rest = undefined;
    this.#read(bytes);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    const rest = this.#rest;
    // Inside `#read` the loop goes on by itself once the sink returns.
    if (this.#isReading || rest === undefined || this.#isStopped) return;
    this.#rest = undefined;
    this.#read(rest);
  }

  /** Ignores everything from here on, the rest of the current chunk included. */
  stop(): void {
    this.#isStopped = true;
    this.#rest = undefined;
  }

  #read(chunk: Buffer): void {
    this.#isReading = true;
    let offset = 0;
    while (!this.#isPaused && !this.#isStopped) {
      if (this.#remaining > 0) {
        if (offset === chunk.length) break;
        offset = this.#readPayload(chunk, offset);
      } else {
        const next = this.#readHeader(chunk, offset);
        if (next < 0) {
          this.#keep(chunk, offset);
          break;
        }
        offset = next;
      }
    }
    this.#isReading = false;
    if (this.#isPaused && !this.#isStopped && offset < chunk.length) this.#rest = chunk.subarray(offset);
  }

  /** Keeps an incomplete header as a copy: a view would keep the whole chunk alive while the connection idles. */
  #keep(chunk: Buffer, offset: number): void {
    if (this.#isStopped || offset === chunk.length) return;
    const rest = Buffer.allocUnsafeSlow(chunk.length - offset);
    chunk.copy(rest, 0, offset);
    this.#rest = rest;
  }

  /**
   * Reads a header and, when the payload is empty or lies whole in the chunk, the frame.
   *
   * @returns where to read on, or -1 when the header is incomplete or broke a rule
   */
  #readHeader(chunk: Buffer, offset: number): number {
    const available = chunk.length - offset;
    if (available === 0) return -1;
    const first = chunk[offset]!;
    if (!this.#checkFirstByte(first) || available === 1) return -1;
    const second = chunk[offset + 1]!;
    if (!this.#checkSecondByte(first, second)) return -1;

    let length = second & LENGTH_BITS;
    let at = offset + 2;
    if (length > MAX_CONTROL_PAYLOAD) {
      const size = length === 126 ? 2 : 8;
      if (available < 2 + size) return -1;
      length = size === 2 ? chunk.readUInt16BE(at) : this.#readLongLength(chunk, at);
      if (!this.#checkExtendedLength(length, size)) return -1;
      at += size;
    }
    if (this.#isMasked) {
      if (chunk.length < at + 4) return -1;
      this.#mask = chunk.readInt32LE(at);
      at += 4;
    }
    this.#sink.onFrameStart(first, length);
    if (this.#isStopped) return at;
    if (length === 0) {
      this.#sink.onFrameWhole(chunk, at, at, true);
      return at;
    }
    this.#remaining = length;
    this.#received = 0;
    return at;
  }

  #readPayload(chunk: Buffer, start: number): number {
    const remaining = this.#remaining;
    const end = Math.min(chunk.length, start + remaining);
    const length = end - start;
    const phase = this.#received;
    let ascii = false;
    if (this.#isMasked) ascii = applyMask(chunk, start, end, this.#mask, phase) === 0;
    this.#remaining = remaining - length;
    this.#received = phase + length;
    if (length === remaining && phase === 0) {
      this.#sink.onFrameWhole(chunk, start, end, ascii);
    } else {
      this.#sink.onFramePart(chunk, start, end);
      if (length === remaining && !this.#isStopped) this.#sink.onFrameEnd();
    }
    return end;
  }

  #checkFirstByte(first: number): boolean {
    if ((first & RSV2_3) !== 0) return this.#fail("WS_ERR_UNEXPECTED_RSV_2_3");
    const opcode = first & OPCODE_BITS;
    const isControl = (opcode & CONTROL_BIT) !== 0;
    // Only the first frame of a data message may be marked as compressed (RFC 7692, section 6).
    const mayCompress = this.#allowsRsv1 && (opcode === OPCODE.text || opcode === OPCODE.binary);
    if ((first & RSV1) !== 0 && !mayCompress) return this.#fail("WS_ERR_UNEXPECTED_RSV_1");
    if (isControl ? opcode > OPCODE.pong : opcode > OPCODE.binary) {
      return this.#fail("WS_ERR_INVALID_OPCODE", opcode);
    }
    if (isControl && (first & FIN) === 0) return this.#fail("WS_ERR_EXPECTED_FIN");
    return true;
  }

  #checkSecondByte(first: number, second: number): boolean {
    const isMasked = (second & MASK_BIT) !== 0;
    if (isMasked !== this.#isMasked) {
      return this.#fail(isMasked ? "WS_ERR_UNEXPECTED_MASK" : "WS_ERR_EXPECTED_MASK");
    }
    const length = second & LENGTH_BITS;
    if ((first & CONTROL_BIT) !== 0 && length > MAX_CONTROL_PAYLOAD) {
      return this.#fail("WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH", length);
    }
    return true;
  }

  /** -1 stands for a length whose most significant bit is set. */
  #readLongLength(chunk: Buffer, at: number): number {
    const high = chunk.readUInt32BE(at);
    return high > 0x7fffffff ? -1 : high * 0x1_0000_0000 + chunk.readUInt32BE(at + 4);
  }

  #checkExtendedLength(length: number, size: 2 | 8): boolean {
    if (length < 0) return this.#fail("WS_ERR_INVALID_PAYLOAD_LENGTH");
    if (length <= (size === 2 ? MAX_CONTROL_PAYLOAD : 0xffff)) return this.#fail("WS_ERR_NON_MINIMAL_LENGTH");
    if (length > Number.MAX_SAFE_INTEGER) return this.#fail("WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH");
    return true;
  }

  #fail(code: WebSocketErrorCode, detail?: number): false {
    this.stop();
    this.#sink.onFrameError(code, detail);
    return false;
  }
}
