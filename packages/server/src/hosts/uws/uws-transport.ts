import { Buffer } from "node:buffer";
import type { EnginePacket } from "@sockeye/protocol/engine";
import { createProtocolError } from "@sockeye/protocol/kernel";
import {
  MessageTransport,
  type MessageTransportParts,
} from "../../transports/websocket/message-transport.ts";
import type { UwsWebSocket } from "./uws-api.ts";

/** What a transport needs to know of its client, and of its host. */
export interface UwsTransportParts extends MessageTransportParts {
  /** As `HIGH_WATER_MARK`, of this app. */
  readonly highWaterMark: number;
  /** From how many bytes on messages are compressed, where the client agreed to it. */
  readonly compressionThreshold: number;
}

/** What `send` says when it has dropped the message. */
const DROPPED = 2;

/** One packet, one frame, on a WebSocket of µWebSockets.js. The server passes the events of the socket on. */
export class UwsTransport extends MessageTransport {
  readonly medium: UwsWebSocket;
  readonly #parts: UwsTransportParts;
  /** Who waits for the socket to be empty: at most as many as there are messages in it. */
  #onSent: (() => void)[] = [];
  #isBlocked = false;

  constructor(socket: UwsWebSocket, parts: UwsTransportParts) {
    super(parts);
    this.medium = socket;
    this.#parts = parts;
  }

  get isReady(): boolean {
    if (this.readyState !== "open") return false;
    if (this.bufferedBytes >= this.#parts.highWaterMark) this.#isBlocked = true;
    return !this.#isBlocked;
  }

  /** The socket may not be asked once it is closed. */
  get bufferedBytes(): number {
    return this.readyState === "closed" ? 0 : this.medium.getBufferedAmount();
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    if (packets.length === 1) this.#sendFrame(packets[0]!);
    else this.medium.cork(() => this.#sendFrames(packets));
    if (onSent === undefined || this.readyState !== "open") return;
    if (this.bufferedBytes === 0) onSent();
    else this.#onSent.push(onSent);
  }

  onMessage(message: ArrayBuffer, isBinary: boolean): void {
    if (this.readyState !== "open") return;
    // A copy in both cases, since the host takes the memory back.
    this.deliver(isBinary ? Buffer.from(new Uint8Array(message)) : Buffer.from(message).toString("utf8"));
  }

  onDrain(): void {
    if (this.readyState !== "open") return;
    const { bufferedBytes } = this;
    if (bufferedBytes === 0) for (const onSent of this.#takeOnSent()) onSent();
    if (!this.#isBlocked || bufferedBytes >= this.#parts.highWaterMark) return;
    this.#isBlocked = false;
    this.owner.onReady(this);
  }

  onClose(): void {
    this.#takeOnSent();
    this.onMediumClosed();
  }

  protected override closeMedium(code: number | undefined): void {
    // A native host need not take `undefined` for nothing.
    if (code === undefined) this.medium.end();
    else this.medium.end(code);
  }

  protected override terminateMedium(): void {
    this.medium.close();
  }

  #takeOnSent(): readonly (() => void)[] {
    const taken = this.#onSent;
    this.#onSent = [];
    return taken;
  }

  #sendFrames(packets: readonly EnginePacket[]): void {
    for (const packet of packets) this.#sendFrame(packet);
  }

  #sendFrame(packet: EnginePacket): void {
    if (this.readyState !== "open") return;
    const frame = this.dialect.encodeFrame(packet, this.supportsBinary);
    const compress = packet.options?.compress !== false && frame.length >= this.#parts.compressionThreshold;
    if (this.medium.send(frame, typeof frame !== "string", compress) === DROPPED) this.#fail();
  }

  /** A message is lost, and with it the order: there is no going on. */
  #fail(): void {
    this.readyState = "closing";
    this.owner.onClosed("transport error", createProtocolError("EIO_SLOW_CONSUMER"), this);
    this.terminate();
  }
}
