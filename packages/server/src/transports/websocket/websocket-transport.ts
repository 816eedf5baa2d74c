import { Buffer } from "node:buffer";
import type { EnginePacket } from "@sockeye/protocol/engine";
import { createSecondFace, type SecondFace } from "@sockeye/websocket/face";
import type { Connection, ConnectionHandler, WebSocketError } from "@sockeye/websocket/lean";
import { toTransportError } from "../transport-error.ts";
import { HIGH_WATER_MARK, MessageTransport, type MessageTransportParts } from "./message-transport.ts";

/** What a WebSocket of our own is made with. */
export interface WebSocketTransportParts extends MessageTransportParts {
  /** Calls back when the others have had their turn. Absent: a flood of frames is delivered as it comes. */
  readonly afterTurn?: ((callback: () => void) => void) | undefined;
}

/** After so many frames the others get their turn: 64 kB can hold thousands, and one client is not to fill the loop. */
const FRAMES_PER_SLICE = 1_000;

/**
 * One packet, one frame, on a connection of `@sockeye/websocket`. The connection gathers the frames of a turn and writes
 * them at once, so packets are handed to it one by one. It is its connection's handler: no closures, no emitter.
 */
export class WebSocketTransport extends MessageTransport implements ConnectionHandler {
  readonly connection: Connection;
  /** Made for applications that reach through to the WebSocket; hardly any does. */
  #face: SecondFace | undefined;
  readonly #afterTurn: WebSocketTransportParts["afterTurn"];
  #framesLeft = FRAMES_PER_SLICE;

  constructor(connection: Connection, parts: WebSocketTransportParts) {
    super(parts);
    this.connection = connection;
    this.#afterTurn = parts.afterTurn;
    connection.handler = this;
  }

  get isReady(): boolean {
    const { connection } = this;
    return this.readyState === "open" && !connection.isBlocked && connection.isBufferedBelow(HIGH_WATER_MARK);
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
    this.onMediumClosed();
  }

  protected override closeMedium(code: number | undefined): void {
    this.connection.close(code);
  }

  protected override terminateMedium(): void {
    this.connection.terminate();
  }

  #deliver(frame: string | Buffer): void {
    this.deliver(frame);
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

  #unlessOver(onSent: () => void): (error?: Error) => void {
    return (error) => {
      if (error === undefined && this.confirmsSent) onSent();
    };
  }
}

function isPeerError(error: Error): error is WebSocketError {
  return "closeCode" in error;
}
