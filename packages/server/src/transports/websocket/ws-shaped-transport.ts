import { Buffer } from "node:buffer";
import type { EnginePacket } from "@sockeye/protocol/engine";
import { toTransportError } from "../transport-error.ts";
import { HIGH_WATER_MARK, MessageTransport, type MessageTransportParts } from "./message-transport.ts";

/** What an object must offer to stand in for a WebSocket of the package `ws`. */
export interface WsShapedSocket {
  readonly bufferedAmount?: number | undefined;
  on(event: "message", listener: (data: unknown, isBinary?: boolean) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  send(data: string | Uint8Array, callback?: (error?: Error | null) => void): void;
  send(data: string | Uint8Array, options: object, callback?: (error?: Error | null) => void): void;
  close(code?: number): void;
  terminate?(): void;
}

/** One packet, one frame, on a WebSocket of another make: the option `wsEngine`, or one that a host has accepted by itself. */
export class WsShapedTransport extends MessageTransport {
  readonly medium: WsShapedSocket;
  /** Bytes that the socket has not confirmed, where it does not count them itself. */
  #unconfirmed = 0;
  #isBlocked = false;

  constructor(socket: WsShapedSocket, parts: MessageTransportParts) {
    super(parts);
    this.medium = socket;
    socket.on("message", (data, isBinary) => {
      if (this.readyState === "open") this.deliver(toFrame(data, isBinary));
    });
    socket.on("close", () => {
      this.onMediumClosed();
    });
    socket.on("error", (error) => {
      this.#fail(error);
    });
  }

  get isReady(): boolean {
    if (this.readyState !== "open") return false;
    if (this.bufferedBytes >= HIGH_WATER_MARK) this.#isBlocked = true;
    return !this.#isBlocked;
  }

  get bufferedBytes(): number {
    return this.medium.bufferedAmount ?? this.#unconfirmed;
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    const last = packets.length - 1;
    packets.forEach((packet, i) => {
      this.#sendFrame(packet, i === last ? onSent : undefined);
    });
  }

  protected override closeMedium(code: number | undefined): void {
    // Not every make takes `undefined` for nothing.
    if (code === undefined) this.medium.close();
    else this.medium.close(code);
  }

  protected override terminateMedium(): void {
    if (this.medium.terminate === undefined) this.medium.close();
    else this.medium.terminate();
  }

  #sendFrame(packet: EnginePacket, onSent: (() => void) | undefined): void {
    const frame = this.dialect.encodeFrame(packet, this.supportsBinary);
    this.#unconfirmed += frame.length;
    this.medium.send(frame, SEND_OPTIONS, (error) => {
      this.#unconfirmed -= frame.length;
      if (error) this.#fail(error);
      else if (this.confirmsSent) onSent?.();
      this.#resume();
    });
  }

  #resume(): void {
    if (!this.#isBlocked || this.bufferedBytes >= HIGH_WATER_MARK) return;
    this.#isBlocked = false;
    if (this.readyState === "open") this.owner.onReady(this);
  }

  #fail(error: Error): void {
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    this.owner.onClosed("transport error", toTransportError(error), this);
    this.terminate();
  }
}

const SEND_OPTIONS = Object.freeze({});

/** Newer ones say whether data is binary; older ones deliver text as strings. */
function toFrame(data: unknown, isBinary: boolean | undefined): string | Uint8Array {
  if (typeof data === "string") return data;
  const bytes = toBytes(data);
  return isBinary === false ? bytes.toString("utf8") : bytes;
}

function toBytes(data: unknown): Buffer {
  if (Buffer.isBuffer(data)) return data;
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(data as readonly Uint8Array[]);
}
