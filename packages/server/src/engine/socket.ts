import type { IncomingMessage } from "node:http";
import type { CloseReason, EnginePacket, TransportName } from "@sockeye/protocol/engine";
import type { ServerTransport } from "../ports/index.ts";
import type { EngineSession } from "../runtime/engine-session.ts";
import type { ReceivedPacket } from "../runtime/session-listener.ts";
import { toPacketData } from "./packet-data.ts";
import { COMPRESS, SocketEvents, type MessageReceiver, type ObservableEmitter } from "./socket-events.ts";
import { Transport } from "./transport.ts";
import { TypedEmitterBase } from "./typed-emitter.ts";

/** What the events of a socket bring along. */
export interface SocketEventMap {
  // oxlint-disable-next-line typescript/no-explicit-any -- a text or a Buffer, as users of engine.io know it
  message: [data: any];
  // oxlint-disable-next-line typescript/no-explicit-any -- the same
  data: [data: any];
  packet: [packet: ReceivedPacket];
  packetCreate: [packet: EnginePacket];
  heartbeat: [];
  upgrading: [transport: Transport];
  upgrade: [transport: Transport];
  flush: [packets: readonly EnginePacket[]];
  drain: [];
  // oxlint-disable-next-line typescript/no-explicit-any -- an error with a code, where there is one
  close: [reason: CloseReason, description?: any];
}

/** How a message is sent. */
export interface SendOptions {
  /** Compress it, where compression was agreed on? @default true */
  compress?: boolean;
}

/** Called when a message has gone to the system. */
export type SendCallback = (transport: Transport) => void;

/** What a socket is made of. */
export interface SocketParts {
  readonly session: EngineSession;
  readonly server: ObservableEmitter;
  /** `null` over WebTransport. */
  readonly request: IncomingMessage | null;
}

/**
 * One session, as applications see it.
 *
 * @example
 * ```ts
 * server.on("connection", (socket) => {
 *   socket.on("message", (data) => socket.send(data));
 *   socket.on("close", (reason) => console.log(socket.id, "is gone:", reason));
 * });
 * ```
 */
export class Socket extends TypedEmitterBase<SocketEventMap> {
  /** The first request of the session. Set it to `null` to save its memory; over WebTransport it is `null`. */
  request: IncomingMessage;
  /** The address that the session was opened from. */
  readonly remoteAddress: string;
  readonly server: ObservableEmitter;
  /** @internal What hears of the session. */
  readonly events: SocketEvents;
  readonly #session: EngineSession;
  #transport: Transport | undefined;

  /** @internal Sessions are opened by the server. */
  constructor({ session, server, request }: SocketParts) {
    super();
    this.#session = session;
    this.server = server;
    // As existing types have it.
    this.request = request as IncomingMessage;
    this.remoteAddress = request?.socket?.remoteAddress as string;
    this.events = new SocketEvents(this, server);
  }

  /** Tells the session from others in requests: a secret between client and server. */
  get id(): string {
    return this.#session.id;
  }

  /** The revision of the protocol that the client speaks: 3 or 4. */
  get protocol(): number {
    return this.#session.protocol;
  }

  get readyState(): EngineSession["readyState"] {
    return this.#session.readyState;
  }

  /** The transport in use. */
  get transport(): Transport {
    return this.faceOf(this.#session.transport);
  }

  /** @internal What the transport is called, without making the object that applications see. */
  get transportName(): TransportName {
    return this.#session.transport.name;
  }

  /** Has the session moved to a better transport? */
  get upgraded(): boolean {
    return this.#session.isUpgraded;
  }

  /** Is it about to? */
  get upgrading(): boolean {
    return this.#session.isUpgrading;
  }

  /** Packets that wait for the transport. */
  get writeBuffer(): readonly EnginePacket[] {
    return this.#session.waitingPackets;
  }

  /** @internal Hands every message to the layer above, before it is emitted. */
  receive(receiver: MessageReceiver): void {
    this.events.receiver = receiver;
  }

  /** @internal Sends a packet as it is. */
  sendPacket(packet: EnginePacket): void {
    this.#session.send(packet);
  }

  /** @internal Sends packets as they are: the same list may be sent to many. */
  sendPackets(packets: readonly EnginePacket[]): void {
    this.#session.sendAll(packets);
  }

  /** @internal May a message be sent at once? */
  get isWritable(): boolean {
    const { transport, waitingPackets } = this.#session;
    return transport.isWritable && waitingPackets.length === 0;
  }

  /** @internal The same object for the same transport, made when it is first looked at. */
  faceOf(transport: ServerTransport): Transport {
    if (this.#transport?.isFaceOf(transport) !== true)
      this.#transport = new Transport(this.id, transport, this.#session);
    return this.#transport;
  }

  /**
   * Sends a message: a text, or binary data. Without effect once the session is closing.
   *
   * @param callback - called when the message has gone to the system; never when the session ends before
   */
  send(data: unknown, options?: SendOptions | SendCallback | null, callback?: SendCallback): this {
    if (typeof options === "function") return this.send(data, null, options);
    const compress = options?.compress !== false;
    const packet: EnginePacket = {
      type: "message",
      data: toPacketData(data),
      options: compress ? COMPRESS : PLAIN,
    };
    this.#session.send(packet, callback && (() => callback(this.transport)));
    return this;
  }

  /** The same as {@link send}. */
  write(data: unknown, options?: SendOptions | SendCallback | null, callback?: SendCallback): this {
    return this.send(data, options, callback);
  }

  /** Closes the session, when everything has been sent; `discard` drops what waits. */
  close(discard?: boolean): void;
  /** @internal The same, with the close code of a WebSocket. */
  close(discard: boolean, code: number | undefined): void;
  close(discard = false, code?: number): void {
    this.#session.close(discard, code);
  }
}

/** The socket of a session whose listener was made here. */
export function socketOf(session: EngineSession): Socket {
  return (session.listener as SocketEvents).socket as Socket;
}

const PLAIN = Object.freeze({ compress: false });
