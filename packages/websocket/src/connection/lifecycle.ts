import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { CLOSE_CODE, encodeClosePayload, OPCODE } from "../codec/index.ts";
import type { WebSocketError } from "../errors.ts";
import { callOutside } from "./call-outside.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionParts } from "./connection-parts.ts";
import { FrameSender } from "./frame-sender.ts";
import { Inbound, type InboundOwner } from "./inbound.ts";
import { MessageDeflate } from "./message-deflate.ts";
import type { ResolvedConnectionOptions } from "./options.ts";
import { READY_STATE, type ReadyState } from "./ready-state.ts";
import { attachSocket, detachSocket, type SocketOwner } from "./socket-events.ts";

const EMPTY = Buffer.alloc(0);

/**
 * The life of a connection from its handshake to the end of its socket. Theory of operation:
 *
 * - `open` until a close frame goes either way, the peer ends its side, or a rule is broken; then `closing`; `closed`
 *   once the socket is gone. The handler's `onClose` is called on entering `closed`, exactly once, whatever happened.
 * - The server ends the TCP connection first (RFC 6455, section 7.1.1): as soon as both close frames have passed. The
 *   client waits for that, but not for long. Both destroy the socket when the peer takes too long.
 * - To fail the connection (section 7.1.7) we send a close frame with the rule's code, end our side, ignore what still
 *   comes in, and destroy the socket after a short while.
 */
export class Lifecycle implements InboundOwner, SocketOwner {
  readonly connection: Connection;
  readonly options: ResolvedConnectionOptions;
  readonly deflate: MessageDeflate | undefined;
  readonly sender: FrameSender;
  readonly inbound: Inbound;
  readonly #socket: Duplex;
  readonly #onEnd: ((connection: Connection) => void) | undefined;
  #state: ReadyState = READY_STATE.open;
  #hasSentClose = false;
  #hasReceivedClose = false;
  #closeCode: number = CLOSE_CODE.abnormal;
  #closeReason: Buffer = EMPTY;
  #isSocketClosed = false;
  #cancelDeadline: (() => void) | undefined;

  constructor(connection: Connection, parts: ConnectionParts) {
    const { socket, options, deflate } = parts;
    this.connection = connection;
    this.#socket = socket;
    this.options = options;
    this.#onEnd = parts.onEnd;
    this.deflate = deflate && new MessageDeflate(deflate, options);
    this.sender = new FrameSender(socket, options, this.deflate);
    this.inbound = new Inbound(this);
  }

  get state(): ReadyState {
    return this.#state;
  }

  get hasSentClose(): boolean {
    return this.#hasSentClose;
  }

  get hasReceivedClose(): boolean {
    return this.#hasReceivedClose;
  }

  /**
   * Begins to read, unless the owner has paused already; what came with the handshake is read first.
   *
   * @param isHeld - reads from the next turn on, so that whoever waits for the connection can set a handler before
   */
  start(head: Buffer, isHeld: boolean): void {
    if (isHeld) this.#socket.pause();
    attachSocket(this.#socket, this);
    if (head.length > 0) this.#socket.unshift(head);
    if (isHeld) setImmediate(() => this.onFlowChange());
    else this.onFlowChange();
  }

  close(code: number | undefined, reason: string | Uint8Array): void {
    if (this.#state !== READY_STATE.open) return;
    this.#sendClose(encodeClosePayload(code, reason));
    this.#setDeadline(this.options.closeTimeout);
  }

  /** Destroys the socket behind what was already sent. */
  terminate(): void {
    if (this.#state === READY_STATE.closed) return;
    this.#state = READY_STATE.closing;
    this.inbound.stop();
    this.sender.queue.flush();
    this.#socket.destroy();
    // The socket may be gone already, when a pause has held back the end.
    if (this.#isSocketClosed) this.#finish();
  }

  /** The peer does not read: what waits for it is dropped, and no close frame could reach it. */
  cutOff(error: WebSocketError): void {
    this.#state = READY_STATE.closing;
    this.inbound.stop();
    this.#report(error);
    this.sender.fail(error);
    this.#socket.destroy();
  }

  onPeerClose(code: number, reason: Buffer): void {
    this.#hasReceivedClose = true;
    this.#closeCode = code;
    this.#closeReason = reason;
    if (this.#state === READY_STATE.open) {
      this.#sendClose(code === CLOSE_CODE.noStatus ? EMPTY : encodeClosePayload(code, reason));
    }
    // What the peer sends behind its close frame does not count, but its FIN does.
    this.#socket.resume();
    if (this.options.isServer) this.sender.end();
    this.#lingerOrFinish();
  }

  onPeerError(error: WebSocketError): void {
    const mayAnswer = this.#state === READY_STATE.open;
    this.#state = READY_STATE.closing;
    this.#report(error);
    this.sender.dropLane(error);
    if (mayAnswer) this.#sendClose(encodeClosePayload(error.closeCode));
    this.sender.end();
    this.#socket.resume();
    this.#lingerOrFinish();
  }

  onFlowChange(): void {
    if (this.inbound.isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  onCaughtUp(): void {
    if (this.#isSocketClosed) this.#finish();
  }

  onSocketData(chunk: Buffer): void {
    this.inbound.push(chunk);
  }

  onSocketEnd(): void {
    if (this.#state === READY_STATE.open) this.#state = READY_STATE.closing;
    this.sender.end();
    this.#setDeadline(this.options.lingerTimeout);
  }

  onSocketDrain(): void {
    this.sender.queue.onDrain();
    if (!this.sender.queue.isBlocked) this.#reportDrain();
  }

  onSocketError(error: Error): void {
    this.#state = READY_STATE.closing;
    this.#report(error);
    this.#socket.destroy();
  }

  onSocketClose(): void {
    this.#isSocketClosed = true;
    if (this.#state === READY_STATE.open) this.#state = READY_STATE.closing;
    // An error is made only for somebody who hears of it: most connections end with nothing left to send.
    if (this.sender.hasUnsent)
      this.sender.fail(new Error("The connection was closed before the message was sent"));
    // Messages that arrived before the end are still delivered, in order, when inflating or a pause held them up.
    if (!this.inbound.isBehind) this.#finish();
  }

  #sendClose(payload: Buffer): void {
    this.#state = READY_STATE.closing;
    this.#hasSentClose = true;
    this.sender.sendControl(OPCODE.close, payload);
  }

  /** Nothing more is read: gives the peer a while to end, unless its socket is gone already. */
  #lingerOrFinish(): void {
    if (this.#isSocketClosed) this.#finish();
    else this.#setDeadline(this.options.lingerTimeout);
  }

  #setDeadline(delay: number): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.options.clock.schedule(() => this.#socket.destroy(), delay);
  }

  #finish(): void {
    if (this.#state === READY_STATE.closed) return;
    this.#state = READY_STATE.closed;
    this.#cancelDeadline?.();
    this.inbound.stop();
    this.deflate?.close();
    detachSocket(this.#socket);
    const connection = this.connection;
    this.#onEnd?.(connection);
    callOutside(
      (handler) => handler.onClose?.(this.#closeCode, this.#closeReason, connection),
      connection.handler,
    );
  }

  #report(error: Error): void {
    const connection = this.connection;
    callOutside((handler) => handler.onError?.(error, connection), connection.handler);
  }

  #reportDrain(): void {
    const connection = this.connection;
    callOutside((handler) => handler.onDrain?.(connection), connection.handler);
  }
}
