import { Buffer } from "node:buffer";
import type { Dialect, EnginePacket } from "@sockeye/protocol/engine";
import { createProtocolError } from "@sockeye/protocol/kernel";
import type { ServerTransport, TransportOwner } from "../../ports/index.ts";
import { NO_OWNER } from "../../transports/no-owner.ts";
import type { MessageTransportParts } from "../../transports/websocket/websocket-transport.ts";
import type { UwsWebSocket } from "./uws-api.ts";

/** What a transport needs to know of its client, and of its host. */
export interface UwsTransportParts extends MessageTransportParts {
  /** Beyond this many bytes in the socket, packets wait in the session, where they are counted. */
  readonly highWaterMark: number;
  /** From how many bytes on messages are compressed, where the client agreed to it. */
  readonly compressionThreshold: number;
}

/** What `send` says when it has dropped the message. */
const DROPPED = 2;

/** One packet, one frame, on a WebSocket of µWebSockets.js. The server passes the events of the socket on. */
export class UwsTransport implements ServerTransport {
  readonly name = "websocket";
  readonly sendsBatches = false;
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  readonly medium: UwsWebSocket;
  owner: TransportOwner = NO_OWNER;
  isDiscarded = false;
  readyState: "open" | "closing" | "closed" = "open";
  readonly #parts: UwsTransportParts;
  readonly #onEnded: (() => void)[] = [];
  /** Who waits for the socket to be empty: at most as many as there are messages in it. */
  #onSent: (() => void)[] = [];
  #isBlocked = false;
  /** Has something come that cannot be decoded? Then the owner is about to end this, and hears no more of it. */
  #isGarbled = false;

  constructor(socket: UwsWebSocket, parts: UwsTransportParts) {
    this.medium = socket;
    this.dialect = parts.dialect;
    this.supportsBinary = parts.supportsBinary;
    this.#parts = parts;
  }

  get isReady(): boolean {
    if (this.readyState !== "open") return false;
    if (this.bufferedBytes >= this.#parts.highWaterMark) this.#isBlocked = true;
    return !this.#isBlocked;
  }

  get isWritable(): boolean {
    return this.readyState === "open" && this.bufferedBytes === 0;
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

  close(onEnded?: () => void): void {
    if (onEnded !== undefined) {
      if (this.readyState === "closed") queueMicrotask(onEnded);
      else this.#onEnded.push(onEnded);
    }
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    this.medium.end();
  }

  terminate(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closing";
    this.medium.close();
  }

  discard(): void {
    this.isDiscarded = true;
    this.close();
  }

  onMessage(message: ArrayBuffer, isBinary: boolean): void {
    if (this.readyState !== "open" || this.#isGarbled) return;
    // A copy in both cases, since the host takes the memory back.
    const frame = isBinary ? Buffer.from(new Uint8Array(message)) : Buffer.from(message).toString("utf8");
    const decoded = this.dialect.decodeFrame(frame);
    if ("code" in decoded) {
      this.#isGarbled = true;
      this.owner.onGarbage(decoded, this);
    } else if (decoded.type === "message") {
      this.owner.onMessage(decoded.data, this);
    } else {
      this.owner.onPacket(decoded, this);
    }
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
    const wasOpen = this.readyState === "open";
    this.readyState = "closed";
    this.#takeOnSent();
    if (wasOpen) this.owner.onClosed("transport close", undefined, this);
    // The host calls this within `end`: whoever closes need not expect to be called back meanwhile.
    for (const onEnded of this.#onEnded.splice(0)) queueMicrotask(onEnded);
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
