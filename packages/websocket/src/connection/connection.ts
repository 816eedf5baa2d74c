import type { Buffer } from "node:buffer";
import type { BinaryData } from "./binary-data.ts";
import type { SendCallback } from "./outbound-queue.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import type { ReadyState } from "./ready-state.ts";
import type { SendOptions } from "./send-options.ts";

/**
 * An established WebSocket connection with direct callbacks: set `handler`, call `sendText` and its siblings. Servers
 * hand them out in `onConnection`, clients through `connect`.
 *
 * @example
 * ```ts
 * connection.handler = {
 *   onText: (text) => connection.sendText(text.toUpperCase()),
 *   onClose: (code) => console.log("gone", code),
 * };
 * ```
 */
export interface Connection {
  /** Who hears of this connection. May be replaced at any time. */
  handler: ConnectionHandler;
  /** The sub-protocol that was agreed on, or an empty string. */
  readonly protocol: string;
  /** The agreed extension as the handshake spelled it, or an empty string. */
  readonly extensions: string;
  /** 1 open, 2 closing, 3 closed: the numbers of the WHATWG interface. */
  readonly readyState: ReadyState;
  /** Did both close frames pass? */
  readonly wasClean: boolean;
  /** Bytes, frame headers included, that were accepted for sending and that the system has not taken yet. */
  readonly bufferedAmount: number;
  /** Has the socket asked to wait? `onDrain` tells when it has caught up. */
  readonly isBlocked: boolean;
  /** Is `bufferedAmount` below this mark? Cheaper to ask for with every message than the exact number. */
  isBufferedBelow(mark: number): boolean;
  /** Was reading stopped with `pause`? */
  readonly isPaused: boolean;
  /**
   * Sends a text message.
   *
   * @returns whether it was accepted; if not, `options.done` is told why
   */
  sendText(text: string, options?: SendOptions): boolean;
  /** Sends a binary message: any view or buffer, or a Blob, which is read first. */
  sendBinary(data: BinaryData | Blob, options?: SendOptions): boolean;
  /** Sends UTF-8 bytes as a text message: what `onTextBytes` delivered, for example. The caller vouches for the UTF-8. */
  sendTextBytes(bytes: BinaryData | Blob, options?: SendOptions): boolean;
  /** Sends a message that was encoded once for many connections. */
  sendPrepared(message: PreparedMessage, options?: SendOptions): boolean;
  /** Sends a ping with up to 125 bytes. */
  ping(data?: BinaryData | Blob | string, done?: SendCallback): boolean;
  /** Sends a pong with up to 125 bytes; pings are answered by themselves unless `autoPong` is off. */
  pong(data?: BinaryData | Blob | string, done?: SendCallback): boolean;
  /**
   * Begins the closing handshake. Without effect when it has begun already.
   *
   * @throws TypeError when the code may not stand in a close frame, RangeError when the reason is longer than 123 bytes
   */
  close(code?: number, reason?: string | Uint8Array): void;
  /** Ends the connection at once, without a closing handshake. */
  terminate(): void;
  /** Stops reading: the peer is slowed down, nothing is lost. */
  pause(): void;
  /** Reads on after `pause`. */
  resume(): void;
  /** Resolves once everything sent so far has gone to the system; rejects when the connection ends before. */
  flushed(): Promise<void>;
}

/**
 * What a connection calls. All calls are direct: no emitter, nothing allocated for them. One handler object may serve
 * many connections (each call names the connection), or each connection may have its own.
 */
export interface ConnectionHandler {
  onText?(text: string, connection: Connection): void;
  /** Instead of `onText` when the option `textAsBytes` is on. */
  onTextBytes?(bytes: Buffer, connection: Connection): void;
  /** The data may be a view of the chunk it arrived in: copy it to keep a small part for long. */
  onBinary?(data: Buffer, connection: Connection): void;
  onPing?(data: Buffer, connection: Connection): void;
  onPong?(data: Buffer, connection: Connection): void;
  /** Everything that waited has gone to the system, after the socket had asked to wait. */
  onDrain?(connection: Connection): void;
  /** The peer broke a rule or a limit, or the socket failed; `onClose` follows. */
  onError?(error: Error, connection: Connection): void;
  /**
   * The connection has ended; called exactly once. The code is the peer's, 1005 when its close frame had none, 1006 when
   * there was no close frame.
   */
  onClose?(code: number, reason: Buffer, connection: Connection): void;
}
