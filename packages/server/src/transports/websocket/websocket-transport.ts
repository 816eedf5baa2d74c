import { Buffer } from "node:buffer";
import type { Dialect, EnginePacket } from "@sockeye/protocol/engine";
import { createSecondFace, type SecondFace } from "@sockeye/websocket/face";
import type { Connection, ConnectionHandler, WebSocketError } from "@sockeye/websocket/lean";
import type { ServerTransport, TransportOwner } from "../../ports/index.ts";
import { NO_OWNER } from "../no-owner.ts";
import { toTransportError } from "../transport-error.ts";
import { deliverFrame } from "./deliver-frame.ts";

/** What a message transport needs to know of its client. */
export interface MessageTransportParts {
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
}

/** What a WebSocket of our own is made with. */
export interface WebSocketTransportParts extends MessageTransportParts {
  /** Calls back when the others have had their turn. Absent: a flood of frames is delivered as it comes. */
  readonly afterTurn?: ((callback: () => void) => void) | undefined;
}

/** After so many frames the others get their turn: 64 kB can hold thousands, and one client is not to fill the loop. */
const FRAMES_PER_SLICE = 1_000;

/**
 * Beyond this many bytes in the connection, packets wait in the session, where they are counted. So much in one turn
 * makes the socket ask to wait, so `onDrain` is certain to come.
 */
const HIGH_WATER_MARK = 1024 * 1024;

/**
 * One packet, one frame, on a connection of `@sockeye/websocket`. The connection gathers the frames of a turn and writes
 * them at once, so packets are handed to it one by one. It is its connection's handler: no closures, no emitter.
 */
export class WebSocketTransport implements ServerTransport, ConnectionHandler {
  readonly name = "websocket";
  readonly sendsBatches = false;
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  readonly connection: Connection;
  owner: TransportOwner = NO_OWNER;
  isDiscarded = false;
  readyState: "open" | "closing" | "closed" = "open";
  #onEnded: (() => void)[] | undefined;
  /** Has something come that cannot be decoded? */
  #hasFailed = false;
  #isTerminated = false;
  /** Made for applications that reach through to the WebSocket; hardly any does. */
  #face: SecondFace | undefined;
  readonly #afterTurn: WebSocketTransportParts["afterTurn"];
  #framesLeft = FRAMES_PER_SLICE;

  constructor(connection: Connection, { dialect, supportsBinary, afterTurn }: WebSocketTransportParts) {
    this.connection = connection;
    this.dialect = dialect;
    this.supportsBinary = supportsBinary;
    this.#afterTurn = afterTurn;
    connection.handler = this;
  }

  get isReady(): boolean {
    const { connection } = this;
    return this.readyState === "open" && !connection.isBlocked && connection.bufferedAmount < HIGH_WATER_MARK;
  }

  get isWritable(): boolean {
    return this.readyState === "open" && this.connection.bufferedAmount === 0;
  }

  get medium(): SecondFace["webSocket"] {
    this.#face ??= createSecondFace(this.connection);
    return this.#face.webSocket;
  }

  get bufferedBytes(): number {
    return this.connection.bufferedAmount;
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    const last = packets.length - 1;
    for (let i = 0; i < last; i++) this.#sendFrame(packets[i]!, undefined);
    this.#sendFrame(packets[last]!, onSent);
  }

  close(onEnded?: () => void): void {
    if (onEnded !== undefined) {
      if (this.readyState === "closed") queueMicrotask(onEnded);
      else (this.#onEnded ??= []).push(onEnded);
    }
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    this.connection.close();
  }

  terminate(): void {
    this.#isTerminated = true;
    if (this.readyState === "open") this.readyState = "closing";
    this.connection.terminate();
  }

  discard(): void {
    this.isDiscarded = true;
    this.close();
  }

  onText(text: string): void {
    this.#face?.events.onTextBytes(Buffer.from(text), this.connection);
    this.#deliver(text);
  }

  onBinary(data: Buffer): void {
    this.#face?.events.onBinary(data, this.connection);
    this.#deliver(data);
  }

  onPing(data: Buffer): void {
    this.#face?.events.onPing(data, this.connection);
  }

  onPong(data: Buffer): void {
    this.#face?.events.onPong(data, this.connection);
  }

  onDrain(): void {
    if (this.readyState === "open") this.owner.onReady(this);
  }

  /** A socket that breaks shows as a close without a close frame; only what the peer did wrong is an error. */
  onError(error: Error): void {
    this.#face?.events.onError(error);
    if (this.readyState !== "open" || !isPeerError(error)) return;
    this.readyState = "closing";
    this.owner.onClosed("transport error", toTransportError(error), this);
  }

  onClose(code: number, reason: Buffer): void {
    this.#face?.events.onClose(code, reason);
    const wasOpen = this.readyState === "open";
    this.readyState = "closed";
    if (wasOpen) this.owner.onClosed("transport close", undefined, this);
    for (const onEnded of this.#onEnded?.splice(0) ?? []) onEnded();
  }

  #deliver(frame: string | Buffer): void {
    if (this.readyState !== "open" || this.#hasFailed) return;
    if (!deliverFrame(this, frame)) this.#hasFailed = true;
    if (--this.#framesLeft === 0) this.#endSlice();
  }

  #endSlice(): void {
    this.#framesLeft = FRAMES_PER_SLICE;
    if (this.#afterTurn === undefined) return;
    this.connection.pause();
    this.#afterTurn(() => {
      this.connection.resume();
    });
  }

  #sendFrame(packet: EnginePacket, onSent: (() => void) | undefined): void {
    const frame = this.dialect.encodeFrame(packet, this.supportsBinary);
    const options = onSent === undefined ? undefined : { done: this.#unlessOver(onSent) };
    if (typeof frame === "string") this.connection.sendText(frame, options);
    else this.connection.sendBinary(frame, options);
  }

  /** Nobody waits any more for what a discarded transport has sent. */
  #unlessOver(onSent: () => void): (error?: Error) => void {
    return (error) => {
      if (error === undefined && !this.isDiscarded && !this.#isTerminated) onSent();
    };
  }
}

function isPeerError(error: Error): error is WebSocketError {
  return "closeCode" in error;
}
