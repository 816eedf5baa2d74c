import type { Buffer } from "node:buffer";
import type { InflateFailure } from "../deflate/decompressor.ts";
import { FrameReader, MessageAssembler, type MessageSink } from "../codec/index.ts";
import { createWebSocketError, type WebSocketError, type WebSocketErrorCode } from "../errors.ts";
import { throwOutside } from "./call-outside.ts";
import type { Connection } from "./connection.ts";
import type { FrameSender } from "./frame-sender.ts";
import type { MessageDeflate } from "./message-deflate.ts";
import type { ResolvedConnectionOptions } from "./options.ts";

/** The connection as its reading side sees it: what it works with, and whom it tells what concerns the whole. */
export interface InboundOwner {
  readonly connection: Connection;
  readonly options: ResolvedConnectionOptions;
  readonly sender: FrameSender;
  readonly deflate: MessageDeflate | undefined;
  onPeerClose(code: number, reason: Buffer): void;
  onPeerError(error: WebSocketError): void;
  /** Bytes that had to wait have all been dealt with. */
  onCaughtUp(): void;
  /** The reader can, or cannot, take more. */
  onFlowChange(): void;
}

const CONTROL_WINDOW = 1000;

const INFLATE_ERRORS: Record<Exclude<InflateFailure["kind"], "stopped">, WebSocketErrorCode> = {
  "too-big": "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
  ratio: "WS_ERR_INFLATE_RATIO",
  corrupt: "WS_ERR_INVALID_COMPRESSED_DATA",
};

/**
 * The way in: bytes become frames, frames become messages, messages become calls of the connection's handler. What the
 * handler throws does not reach the reader, so the rest of the chunk is not lost.
 */
export class Inbound implements MessageSink {
  readonly #owner: InboundOwner;
  readonly #reader: FrameReader;
  readonly #assembler: MessageAssembler;
  #isPausedByOwner = false;
  #isInflating = false;
  #isStopped = false;
  #controlWindowStart = -CONTROL_WINDOW;
  #controlFrames = 0;

  constructor(owner: InboundOwner) {
    const { options, deflate } = owner;
    this.#owner = owner;
    this.#assembler = new MessageAssembler(this, options);
    this.#reader = new FrameReader(this.#assembler, {
      isMasked: options.isServer,
      allowsRsv1: deflate !== undefined,
    });
  }

  /** Must the socket wait? */
  get isPaused(): boolean {
    return this.#isPausedByOwner || this.#isInflating;
  }

  get isPausedByOwner(): boolean {
    return this.#isPausedByOwner;
  }

  /** Are there bytes, or pieces being inflated, that came before whatever happens now? */
  get isBehind(): boolean {
    return !this.#isStopped && (this.#isInflating || this.#reader.holdsBytes);
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  pause(): void {
    this.#isPausedByOwner = true;
    this.#reader.pause();
    this.#owner.onFlowChange();
  }

  resume(): void {
    this.#isPausedByOwner = false;
    this.#goOn();
  }

  /** Nothing that comes in counts any more. */
  stop(): void {
    this.#isStopped = true;
    this.#isInflating = false;
    this.#reader.stop();
  }

  onText(text: string): void {
    const { connection } = this.#owner;
    try {
      connection.handler.onText?.(text, connection);
    } catch (error) {
      throwOutside(error);
    }
  }

  onTextBytes(bytes: Buffer): void {
    const { connection } = this.#owner;
    try {
      connection.handler.onTextBytes?.(bytes, connection);
    } catch (error) {
      throwOutside(error);
    }
  }

  onBinary(data: Buffer): void {
    const { connection } = this.#owner;
    try {
      connection.handler.onBinary?.(data, connection);
    } catch (error) {
      throwOutside(error);
    }
  }

  onPing(data: Buffer): void {
    if (!this.#admitControlFrame()) return;
    const { connection, options, sender } = this.#owner;
    if (options.autoPong && connection.readyState === 1) sender.sendPong(data);
    try {
      connection.handler.onPing?.(data, connection);
    } catch (error) {
      throwOutside(error);
    }
  }

  onPong(data: Buffer): void {
    if (!this.#admitControlFrame()) return;
    const { connection } = this.#owner;
    try {
      connection.handler.onPong?.(data, connection);
    } catch (error) {
      throwOutside(error);
    }
  }

  onClose(code: number, reason: Buffer): void {
    this.stop();
    this.#owner.onPeerClose(code, reason);
  }

  onCompressed(part: Buffer, isLast: boolean): void {
    this.#isInflating = true;
    this.#reader.pause();
    this.#owner.deflate!.inflate(part, isLast, {
      onOutput: (bytes) => !this.#isStopped && this.#assembler.pushInflated(bytes),
      onDone: (failure) => {
        this.#onInflated(failure, isLast);
      },
    });
    this.#owner.onFlowChange();
  }

  onError(code: WebSocketErrorCode, detail?: number): void {
    this.#fail(createWebSocketError(code, detail));
  }

  #onInflated(failure: InflateFailure | undefined, isLast: boolean): void {
    // "stopped" follows an error of the assembler, which has stopped us already.
    if (this.#isStopped || failure?.kind === "stopped") return;
    this.#isInflating = false;
    if (failure !== undefined) {
      const error = createWebSocketError(INFLATE_ERRORS[failure.kind]);
      if (failure.cause !== undefined) error.cause = failure.cause;
      this.#fail(error);
      return;
    }
    if (isLast) this.#assembler.endInflated();
    this.#goOn();
  }

  /** Reads on, unless there is still a reason not to. */
  #goOn(): void {
    if (this.#isStopped || this.isPaused) return;
    this.#reader.resume();
    this.#owner.onFlowChange();
    if (!this.isBehind) this.#owner.onCaughtUp();
  }

  /** Counts the peer's pings and pongs in windows of one second (hardening: a flood of control frames). */
  #admitControlFrame(): boolean {
    const { clock, maxControlFramesPerSecond } = this.#owner.options;
    const now = clock.now();
    if (now - this.#controlWindowStart >= CONTROL_WINDOW) {
      this.#controlWindowStart = now;
      this.#controlFrames = 0;
    }
    if (++this.#controlFrames <= maxControlFramesPerSecond) return true;
    this.onError("WS_ERR_TOO_MANY_CONTROL_FRAMES");
    return false;
  }

  #fail(error: WebSocketError): void {
    this.stop();
    this.#owner.onPeerError(error);
  }
}
