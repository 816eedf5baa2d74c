// oxlint-disable typescript/no-explicit-any -- as in the published types: what events carry is up to the application
import type { DefaultEventsMap, EventNames, EventParams, EventsMap } from "../emitter/index.ts";
import {
  ACK,
  BINARY_ACK,
  BINARY_EVENT,
  CONNECT,
  CONNECT_ERROR,
  DISCONNECT,
  EVENT,
  type Packet,
  reservedEvents,
} from "../parser/index.ts";
import { CatchAllEmitter, type Listener } from "./catch-all-emitter.ts";
import type { Manager } from "./manager.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  DisconnectDescription,
  DisconnectReason as Reason,
  FirstArg,
  Last,
  SocketReservedEvents,
} from "./socket-events.ts";
import type { SocketOptions } from "./socket-options.ts";
import { subscribe } from "./subscribe.ts";
import {
  type Ack,
  type Flags,
  incompatibleServer,
  type IncomingPacket,
  type OutgoingPacket,
  popAck,
} from "./socket-packets.ts";

/**
 * A namespace of a server: what is emitted here is heard there, and the other way round.
 *
 * @example
 * ```ts
 * const socket = io();
 *
 * socket.on("connect", () => console.log(socket.id));
 * socket.emit("hello", "world", (answer) => console.log(answer));
 * ```
 */
export class Socket<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
> extends CatchAllEmitter<ListenEvents, EmitEvents, SocketReservedEvents> {
  /** The connection, which sockets of other namespaces may share. */
  declare readonly io: Manager<ListenEvents, EmitEvents>;
  /** The namespace. */
  declare readonly nsp: string;
  /** Given by the server, while connected. */
  declare id: string | undefined;
  /** Is it connected to its namespace? */
  connected = false;
  /** Is this connection the continuation of the one before? Then the server sends what was missed. */
  recovered = false;
  /** Who one is; may be replaced, for the next connection. */
  declare auth: NonNullable<SocketOptions["auth"]>;
  /** Events that came before the namespace was connected. */
  receiveBuffer: (readonly any[])[] = [];
  /** What is sent as soon as it is connected. */
  sendBuffer: Packet[] = [];
  /** @internal The secret name of this session, where servers can continue sessions. */
  declare _pid: string | undefined;
  /** @internal Names the last event that has come, for the same reason. */
  declare _lastOffset: string | undefined;

  readonly #opts: Partial<SocketOptions>;
  /** Ends that it hears of its Manager; there while it is active. */
  #unsubscribe: (() => void) | undefined;
  /** Changes with each connection to the namespace, and with its end. */
  #session = 0;
  #flags: Flags = {};
  #nextId = 0;
  readonly #acks = new Map<number | undefined, (error: Error | null, ...answer: unknown[]) => void>();
  /** Events that have not been answered, the oldest first: each tries to send its own. */
  readonly #queue: (() => void)[] = [];

  constructor(io: Manager, nsp: string, opts?: Partial<SocketOptions>) {
    super();
    this.io = io;
    this.nsp = nsp;
    // As the published types have it, which say nothing of a socket without.
    this.auth = opts?.auth as NonNullable<SocketOptions["auth"]>;
    this.#opts = { ...opts };
    if (io._autoConnect) this.connect();
  }

  /** Is it not connected? */
  get disconnected(): boolean {
    return !this.connected;
  }

  /** Does it connect as soon as the connection is there? It does not when it was disconnected by either side. */
  get active(): boolean {
    return !!this.#unsubscribe;
  }

  /** Connects. */
  connect(): this {
    const { io } = this;
    if (!this.active) {
      this.#unsubscribe = subscribe(io, {
        open: () => this.#join(),
        packet: (packet: IncomingPacket) => this.#onPacket(packet),
        error: (error: Error) => {
          if (!this.connected) this._emit("connect_error", error);
        },
        close: (reason: string, description?: DisconnectDescription) => this.#onClose(reason, description),
      });
      if (io._readyState === "open") this.#join();
    }
    if (!io._reconnecting) io.open();
    return this;
  }

  /** The same as {@link Socket.connect}. */
  open(): this {
    return this.connect();
  }

  /** Emits `message`. */
  send(...args: any[]): this {
    return this.emit("message", ...(args as never));
  }

  /**
   * Sends an event; a function as the last argument receives the answer. What cannot be sent now is sent as soon as it can.
   */
  override emit<Name extends EventNames<EmitEvents>>(ev: Name, ...args: EventParams<EmitEvents, Name>): this {
    if (reservedEvents.includes(ev)) throw new Error(`"${ev as string}" is a reserved event name`);
    const flags = this.#flags;
    this.#flags = {};
    if (this.#opts.retries && !flags.volatile) this.#enqueue([ev, ...args], flags);
    else this.#emitNow([ev, ...args], flags);
    return this;
  }

  /** Sends an event, and resolves to the answer. Rejects when the connection ends, or after `timeout()`. */
  emitWithAck<Name extends EventNames<EmitEvents>>(
    ev: Name,
    ...args: AllButLast<EventParams<EmitEvents, Name>>
  ): Promise<FirstArg<Last<EventParams<EmitEvents, Name>>>> {
    type Answer = FirstArg<Last<EventParams<EmitEvents, Name>>>;
    return new Promise((resolve, reject) => {
      const ack: Ack = (error: Error | null, answer: Answer) => (error ? reject(error) : resolve(answer));
      ack._withError = true;
      this.emit(ev, ...([...args, ack] as never));
    });
  }

  /** Disconnects, and stays so. Without another socket that is in use, the connection is closed. */
  disconnect(): this {
    if (this.connected) this.#write({ type: DISCONNECT });
    this.#leave();
    if (this.connected) this.#onClose("io client disconnect");
    return this;
  }

  /** The same as {@link Socket.disconnect}. */
  close(): this {
    return this.disconnect();
  }

  /** Whether the next event may be compressed. */
  compress(compress: boolean): this {
    this.#flags.compress = compress;
    return this;
  }

  /** The next event may be lost: it is not kept when it cannot be sent now. */
  get volatile(): this {
    this.#flags.volatile = true;
    return this;
  }

  /** The acknowledgement of the next event gets an error first, when there is no answer in so many milliseconds. */
  timeout(timeout: number): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>> {
    this.#flags.timeout = timeout;
    return this;
  }

  /** Asks the server for the namespace. */
  #join(): void {
    this.#session++;
    // What the last connection left behind is sent again, if the server continues its session.
    this.receiveBuffer = [];
    const send = this.#onceInSession((data) =>
      this.#write({
        type: CONNECT,
        data: this._pid ? { pid: this._pid, offset: this._lastOffset, ...data } : data,
      }),
    );
    if (typeof this.auth === "function") this.auth(send);
    else send(this.auth);
  }

  #leave(): void {
    this.#session++;
    this.#unsubscribe = this.#unsubscribe?.() as undefined;
    // Without any socket that is used, no connection is needed.
    if (!Object.values(this.io.nsps).some(({ active }) => active)) this.io._close();
  }

  /** What is asked of the application is wanted once, and not any more when it comes too late. */
  #onceInSession(callback: Listener): Listener {
    let session: number | undefined = this.#session;
    return (...args) => {
      if (session !== this.#session) return;
      session = undefined;
      callback(...(args as unknown[]));
    };
  }

  #write(packet: OutgoingPacket): void {
    packet.nsp = this.nsp;
    this.io._packet(packet as Packet);
  }

  #canSend(): boolean {
    const { engine } = this.io;
    return this.connected && engine.readyState === "open" && !engine._hasPingExpired();
  }

  /** Sends an event until there is an answer, or as often as it may be sent again. It waits for those before it. */
  #enqueue(args: unknown[], flags: Flags): void {
    const ack = popAck(args);
    let tries = 0;
    /** In which it was sent, and may be answered. */
    let session: number | undefined;
    args.push((error: unknown, ...answer: unknown[]) => {
      session = undefined;
      try {
        if (error === null || tries > this.#opts.retries!) {
          this.#queue.shift();
          ack?.(error, ...answer);
        }
      } finally {
        this.#queue[0]?.();
      }
    });
    this.#queue.push(() => {
      if (session === this.#session || !this.#canSend()) return;
      session = this.#session;
      tries++;
      try {
        this.#emitNow([...args], flags);
      } catch (error) {
        // What cannot be encoded would be in the way of all others.
        this.#queue.shift();
        throw error;
      }
    });
    this.#queue[0]!();
  }

  #emitNow(
    data: unknown[],
    { volatile: isVolatile, compress = true, timeout = this.#opts.ackTimeout }: Flags,
  ): void {
    const packet: OutgoingPacket = { type: EVENT, data, options: { compress } };
    const ack = popAck(data);
    if (ack) {
      const id = (packet.id = this.#nextId++);
      const wantsErrors = ack._withError ?? timeout !== undefined;
      // Once: with the answer, or when there will be none, if it wants to know.
      const finish = (error: Error | null, ...answer: unknown[]): void => {
        // Nothing has been sent that could be answered, or be lost.
        if (this.sendBuffer.includes(packet as Packet)) return;
        this.io.clearTimeoutFn(timer as ReturnType<typeof setTimeout>);
        this.#acks.delete(id);
        if (wantsErrors) ack.call(this, error, ...answer);
        else if (!error) ack.apply(this, answer);
      };
      const timer =
        timeout !== undefined &&
        this.io.setTimeoutFn(() => {
          this.sendBuffer = this.sendBuffer.filter((other) => other !== packet);
          finish(new Error("operation has timed out"));
        }, timeout);
      this.#acks.set(id, finish);
    }
    // The published types do not say that there may be no engine yet.
    if (isVolatile && !(this.io.engine as Manager["engine"] | undefined)?.transport?.writable) return;
    if (this.#canSend()) this.#send(packet);
    else this.sendBuffer.push(packet as Packet);
  }

  #send(packet: OutgoingPacket): void {
    for (const listener of [...this.listenersAnyOutgoing()]) listener.apply(this, packet.data as unknown[]);
    this.#write(packet);
  }

  #onPacket({ type, nsp, data, id }: IncomingPacket): void {
    if (nsp !== this.nsp) return;
    data ??= [];
    switch (type) {
      case CONNECT:
        if (typeof data.sid === "string" && data.sid) {
          this.id = data.sid;
          this.recovered = !!data.pid && data.pid === this._pid;
          this._pid = data.pid;
          this.connected = true;
          this.#flush();
        } else this._emit("connect_error", new Error(incompatibleServer));
        break;
      case DISCONNECT:
        this.#leave();
        this.#onClose("io server disconnect");
        break;
      case CONNECT_ERROR:
        this.#leave();
        this._emit(
          "connect_error",
          // A text that is none could not be converted.
          Object.assign(new Error(typeof data.message === "string" ? data.message : ""), { data: data.data }),
        );
        break;
      case EVENT:
      case BINARY_EVENT:
        if (typeof id === "number")
          data.push(this.#onceInSession((...answer) => this.#write({ type: ACK, id, data: answer })));
        if (this.connected) this.#dispatch(data);
        // As many as our server remembers for a client that comes back.
        else if (this.receiveBuffer.push(data) > 1e6) this.io.engine.close();
        break;
      case ACK:
      case BINARY_ACK:
        this.#acks.get(id)?.(null, ...data);
    }
  }

  /** What listeners throw concerns them only: it is thrown at the end. */
  #flush(): void {
    let next: readonly any[] | Packet | false | undefined;
    try {
      while ((next = this.receiveBuffer.shift())) this.#dispatch(next);
      while ((next = this.connected && this.sendBuffer.shift())) this.#send(next);
    } finally {
      if (next) this.#flush();
      else if (this.connected) {
        this.#queue[0]?.();
        this._emit("connect");
      }
    }
  }

  #dispatch(args: readonly any[]): void {
    const last: unknown = args.at(-1);
    if (this._pid && typeof last === "string") this._lastOffset = last;
    for (const listener of [...this.listenersAny()]) listener.apply(this, args as any[]);
    this._emit(...(args as ["connect"]));
  }

  #onClose(reason: string, description?: DisconnectDescription): void {
    this.#session++;
    this.connected = false;
    this.id = undefined;
    try {
      this._emit("disconnect", reason as Reason, description);
    } finally {
      // A copy, as those who are told may emit again.
      for (const finish of [...this.#acks.values()]) finish(new Error("socket has been disconnected"));
    }
  }
}

/** The types that belong to a socket. */
export declare namespace Socket {
  /** Why a socket is not connected any more. */
  type DisconnectReason = Reason;
}
