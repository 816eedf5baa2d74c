import { Buffer, isUtf8 } from "node:buffer";
import type { WebSocketErrorCode } from "../errors.ts";
import { ByteAccumulator } from "./byte-accumulator.ts";
import { parseClosePayload } from "./close-codes.ts";
import type { FrameSink } from "./frame-reader.ts";
import { CONTROL_BIT, FIN, OPCODE, OPCODE_BITS, RSV1 } from "./opcodes.ts";
import { Utf8Validator } from "./utf8-validator.ts";

/** Where a {@link MessageAssembler} delivers. */
export interface MessageSink {
  /** A text message, when `textAsBytes` is off. */
  onText(text: string): void;
  /** A text message as its UTF-8 bytes, when `textAsBytes` is on. */
  onTextBytes(bytes: Buffer): void;
  onBinary(data: Buffer): void;
  onPing(data: Buffer): void;
  onPong(data: Buffer): void;
  /** The peer's close frame: nothing that comes after it counts. */
  onClose(code: number, reason: Buffer): void;
  /**
   * A piece of a compressed message. The owner stops the reader, inflates the piece, gives what comes out to
   * {@link MessageAssembler.pushInflated}, and after the last piece calls {@link MessageAssembler.endInflated}.
   */
  onCompressed(part: Buffer, isLast: boolean): void;
  /** The peer broke a rule or a limit. The owner must stop the reader. */
  onError(code: WebSocketErrorCode, detail?: number): void;
}

export interface MessageAssemblerOptions {
  /** Largest message in bytes, over all its fragments, after inflating. */
  readonly maxPayload: number;
  /** Most fragments that one message may have. */
  readonly maxFragments: number;
  /** Most chunks that one message may be spread over. */
  readonly maxBufferedChunks: number;
  readonly textAsBytes: boolean;
  readonly skipUtf8Validation: boolean;
}

const EMPTY = Buffer.alloc(0);

/** A deflated message may be a little larger than what it stands for: stored blocks have headers. */
function deflatedLimit(maxPayload: number): number {
  return maxPayload + Math.floor(maxPayload / 1024) + 64;
}

/**
 * Makes messages of frames: order of fragments, interleaved control frames, size limits and UTF-8 (RFC 6455, sections
 * 5.4, 5.5, 5.6 and 8.1). It holds no more of a message than its bytes in one buffer.
 */
export class MessageAssembler implements FrameSink {
  readonly #sink: MessageSink;
  readonly #options: MessageAssemblerOptions;
  /** Only for messages that do not lie whole in one chunk; most connections never need it. */
  #bytes: ByteAccumulator | undefined;
  #utf8: Utf8Validator | undefined;
  #controlBytes: ByteAccumulator | undefined;
  /** First byte and length of the current frame. */
  #firstByte = 0;
  #frameLength = 0;
  /** Opcode of the message in progress; 0 between messages. */
  #opcode = 0;
  #isCompressed = false;
  #fragments = 0;
  #chunks = 0;
  /** Payload bytes of the message that its headers have announced so far. */
  #announced = 0;

  constructor(sink: MessageSink, options: MessageAssemblerOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  onFrameStart(firstByte: number, payloadLength: number): void {
    this.#firstByte = firstByte;
    this.#frameLength = payloadLength;
    const opcode = firstByte & OPCODE_BITS;
    if ((opcode & CONTROL_BIT) !== 0) return;

    if (opcode === OPCODE.continuation) {
      if (this.#opcode === 0) return this.#sink.onError("WS_ERR_INVALID_OPCODE", 0);
    } else {
      if (this.#opcode !== 0) return this.#sink.onError("WS_ERR_INVALID_OPCODE", opcode);
      this.#opcode = opcode;
      this.#isCompressed = (firstByte & RSV1) !== 0;
      this.#fragments = 0;
      this.#chunks = 0;
      this.#announced = 0;
    }
    const { maxPayload, maxFragments } = this.#options;
    this.#announced += payloadLength;
    if (this.#announced > (this.#isCompressed ? deflatedLimit(maxPayload) : maxPayload)) {
      return this.#sink.onError("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
    }
    if (++this.#fragments > maxFragments) this.#sink.onError("WS_ERR_TOO_MANY_BUFFERED_PARTS");
  }

  onFrameWhole(chunk: Buffer, start: number, end: number, ascii: boolean): void {
    const firstByte = this.#firstByte;
    if ((firstByte & CONTROL_BIT) !== 0) {
      this.#deliverControl(chunk.subarray(start, end));
    } else if (this.#isCompressed) {
      this.#sink.onCompressed(chunk.subarray(start, end), (firstByte & FIN) !== 0);
    } else if ((firstByte & FIN) !== 0 && this.#fragments === 1) {
      this.#deliverWhole(chunk, start, end, ascii);
    } else if (this.#collect(chunk, start, end)) {
      this.#endFrame();
    }
  }

  onFramePart(chunk: Buffer, start: number, end: number): void {
    if ((this.#firstByte & CONTROL_BIT) !== 0) {
      this.#controlBytes ??= new ByteAccumulator();
      this.#controlBytes.append(chunk, start, end, this.#frameLength);
    } else if (++this.#chunks > this.#options.maxBufferedChunks) {
      this.#sink.onError("WS_ERR_TOO_MANY_BUFFERED_PARTS");
    } else if (this.#isCompressed) {
      this.#frameLength -= end - start;
      const isLast = this.#frameLength === 0 && (this.#firstByte & FIN) !== 0;
      this.#sink.onCompressed(chunk.subarray(start, end), isLast);
    } else {
      this.#collect(chunk, start, end);
    }
  }

  onFrameEnd(): void {
    if ((this.#firstByte & CONTROL_BIT) !== 0) {
      this.#deliverControl(this.#controlBytes!.take());
    } else if (!this.#isCompressed) {
      this.#endFrame();
    }
  }

  onFrameError(code: WebSocketErrorCode, detail?: number): void {
    this.#sink.onError(code, detail);
  }

  /** Takes what came out of the inflater. `false`: a rule or limit was broken, the inflater must stop. */
  pushInflated(bytes: Buffer): boolean {
    if ((this.#bytes?.length ?? 0) + bytes.length > this.#options.maxPayload) {
      this.#sink.onError("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
      return false;
    }
    return this.#collectBytes(bytes, 0, bytes.length, Infinity);
  }

  /** The last piece of a compressed message was inflated. */
  endInflated(): void {
    this.#deliverCollected();
  }

  #collect(chunk: Buffer, start: number, end: number): boolean {
    // Only the last frame tells how long the message is in the end.
    return this.#collectBytes(chunk, start, end, (this.#firstByte & FIN) !== 0 ? this.#announced : Infinity);
  }

  #collectBytes(chunk: Buffer, start: number, end: number, expected: number): boolean {
    if (this.#opcode === OPCODE.text && !this.#options.skipUtf8Validation) {
      this.#utf8 ??= new Utf8Validator();
      if (!this.#utf8.push(chunk, start, end)) {
        this.#sink.onError("WS_ERR_INVALID_UTF8");
        return false;
      }
    }
    this.#bytes ??= new ByteAccumulator();
    this.#bytes.append(chunk, start, end, expected);
    return true;
  }

  #endFrame(): void {
    if ((this.#firstByte & FIN) !== 0) this.#deliverCollected();
  }

  #deliverCollected(): void {
    const isText = this.#opcode === OPCODE.text;
    this.#opcode = 0;
    if (isText && this.#utf8 !== undefined) {
      if (!this.#utf8.isComplete) return this.#sink.onError("WS_ERR_INVALID_UTF8");
      this.#utf8 = undefined;
    }
    const bytes = this.#bytes?.take() ?? EMPTY;
    if (!isText) this.#sink.onBinary(bytes);
    else if (this.#options.textAsBytes) this.#sink.onTextBytes(bytes);
    else this.#sink.onText(bytes.toString());
  }

  /** The straight path: an unfragmented message that lies whole in one chunk. */
  #deliverWhole(chunk: Buffer, start: number, end: number, ascii: boolean): void {
    const isText = this.#opcode === OPCODE.text;
    this.#opcode = 0;
    if (!isText) return this.#sink.onBinary(chunk.subarray(start, end));
    const { textAsBytes, skipUtf8Validation } = this.#options;
    if (ascii && !textAsBytes) return this.#sink.onText(chunk.toString("latin1", start, end));
    const bytes = chunk.subarray(start, end);
    if (!ascii && !skipUtf8Validation && !isUtf8(bytes)) return this.#sink.onError("WS_ERR_INVALID_UTF8");
    if (textAsBytes) this.#sink.onTextBytes(bytes);
    else this.#sink.onText(bytes.toString());
  }

  #deliverControl(payload: Buffer): void {
    const opcode = this.#firstByte & OPCODE_BITS;
    if (opcode === OPCODE.ping) return this.#sink.onPing(payload);
    if (opcode === OPCODE.pong) return this.#sink.onPong(payload);
    const close = parseClosePayload(payload);
    if (close.ok) this.#sink.onClose(close.code, close.reason);
    else this.#sink.onError(close.rule, close.detail);
  }
}
