import { Buffer } from "node:buffer";
import { MAX_CONTROL_PAYLOAD, OPCODE } from "../codec/index.ts";
import { createWebSocketError } from "../errors.ts";
import type { SendOptions } from "./send-options.ts";
import { toBuffer, type BinaryData } from "./binary-data.ts";
import type { Connection, ConnectionHandler } from "./connection.ts";
import type { ConnectionParts } from "./connection-parts.ts";
import { Lifecycle } from "./lifecycle.ts";
import { READY_STATE, type ReadyState } from "./ready-state.ts";
import type { ResolvedConnectionOptions } from "./options.ts";
import type { SendCallback } from "./outbound-queue.ts";
import type { PreparedMessage } from "./prepared-message.ts";

/** Shared, so that a connection costs no object for a handler that is replaced at once. */
const NOBODY: ConnectionHandler = Object.freeze({});

/** The one implementation of {@link Connection}, for both roles; its maker has done the handshake. */
export class EstablishedConnection implements Connection {
  handler: ConnectionHandler = NOBODY;
  readonly protocol: string;
  readonly extensions: string;
  readonly #options: ResolvedConnectionOptions;
  readonly #lifecycle: Lifecycle;

  constructor(parts: ConnectionParts) {
    this.protocol = parts.protocol ?? "";
    this.extensions = parts.deflate?.agreement.header ?? "";
    this.#options = parts.options;
    this.#lifecycle = new Lifecycle(this, parts);
  }

  get readyState(): ReadyState {
    return this.#lifecycle.state;
  }

  get wasClean(): boolean {
    return this.#lifecycle.hasSentClose && this.#lifecycle.hasReceivedClose;
  }

  get bufferedAmount(): number {
    return this.#lifecycle.sender.bufferedBytes;
  }

  get isBlocked(): boolean {
    return this.#lifecycle.sender.queue.isBlocked;
  }

  isBufferedBelow(mark: number): boolean {
    const { sender } = this.#lifecycle;
    return sender.mostBufferedBytes < mark || sender.bufferedBytes < mark;
  }

  get isPaused(): boolean {
    return this.#lifecycle.inbound.isPausedByOwner;
  }

  /**
   * Begins to read.
   *
   * @param head - what came in the same segment as the handshake
   * @param isHeld - deliver nothing before the next turn
   */
  start(head: Buffer, isHeld = false): void {
    this.#lifecycle.start(head, isHeld);
  }

  sendText(text: string, options?: SendOptions): boolean {
    if (typeof text !== "string") throw new TypeError("sendText takes a string; use sendBinary for bytes");
    // For a short text the number of its characters is near enough to judge whether it still fits.
    const size = text.length < SHORT ? text.length : Buffer.byteLength(text);
    if (!this.#admit(size, options?.done)) return false;
    this.#lifecycle.sender.sendText(text, options);
    return true;
  }

  sendBinary(data: BinaryData | Blob, options?: SendOptions): boolean {
    const payload = toPayload(data);
    const size = sizeOf(payload);
    if (!this.#admit(size, options?.done)) return false;
    this.#lifecycle.sender.sendMessage(OPCODE.binary, payload, size, options);
    return true;
  }

  sendTextBytes(bytes: BinaryData | Blob, options?: SendOptions): boolean {
    const payload = toPayload(bytes);
    const size = sizeOf(payload);
    if (!this.#admit(size, options?.done)) return false;
    this.#lifecycle.sender.sendMessage(OPCODE.text, payload, size, options);
    return true;
  }

  sendPrepared(message: PreparedMessage, options?: SendOptions): boolean {
    if (!this.#admit(message.frame.length, options?.done)) return false;
    this.#lifecycle.sender.sendPrepared(message, options);
    return true;
  }

  ping(data?: BinaryData | Blob | string, done?: SendCallback): boolean {
    return this.#sendControl(OPCODE.ping, data, done);
  }

  pong(data?: BinaryData | Blob | string, done?: SendCallback): boolean {
    return this.#sendControl(OPCODE.pong, data, done);
  }

  close(code?: number, reason: string | Uint8Array = ""): void {
    this.#lifecycle.close(code, reason);
  }

  terminate(): void {
    this.#lifecycle.terminate();
  }

  pause(): void {
    if (this.readyState !== READY_STATE.closed) this.#lifecycle.inbound.pause();
  }

  resume(): void {
    if (this.readyState !== READY_STATE.closed) this.#lifecycle.inbound.resume();
  }

  flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#lifecycle.sender.onceFlushed((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  #sendControl(
    opcode: number,
    data: BinaryData | string | Blob | undefined,
    done: SendCallback | undefined,
  ): boolean {
    const payload = typeof data === "string" ? Buffer.from(data) : toPayload(data ?? EMPTY);
    const size = sizeOf(payload);
    if (size > MAX_CONTROL_PAYLOAD) {
      throw new RangeError("The data size must not be greater than 125 bytes");
    }
    if (!this.#admit(size, done)) return false;
    this.#lifecycle.sender.sendControl(opcode, payload, done);
    return true;
  }

  /** May a message of this size be sent? If not, its callback hears why on a later tick. */
  #admit(size: number, done: SendCallback | undefined): boolean {
    const state = this.#lifecycle.state;
    if (state !== READY_STATE.open) {
      if (done !== undefined)
        process.nextTick(done, new Error(`WebSocket is not open: readyState ${state} (${NAMES[state]})`));
      return false;
    }
    const { sender } = this.#lifecycle;
    const { maxBufferedBytes } = this.#options;
    if (sender.mostBufferedBytes + size <= maxBufferedBytes) return true;
    const buffered = sender.bufferedBytes;
    if (buffered === 0 || buffered + size <= maxBufferedBytes) return true;
    const error = createWebSocketError("WS_ERR_SLOW_CONSUMER");
    if (done !== undefined) process.nextTick(done, error);
    if (this.#options.onBufferFull === "close") this.#lifecycle.cutOff(error);
    return false;
  }
}

function toPayload(data: BinaryData | Blob): Buffer | Blob {
  return data instanceof Blob ? data : toBuffer(data);
}

function sizeOf(payload: Buffer | Blob): number {
  return payload instanceof Blob ? payload.size : payload.length;
}

const SHORT = 1024;
const EMPTY = Buffer.alloc(0);
const NAMES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;
