import { PacketType, type AckCallback, type SocketPacket } from "@sockeye/protocol/socket";
import { SessionAwareAdapter, type Room, type Session } from "../adapter/index.ts";
import type { CatchAllListener } from "./catch-all.ts";
import { isRecoverable, type DisconnectReason } from "./disconnect-reason.ts";
import { runSocketMiddlewares, type Event, type SocketMiddleware } from "./socket-middlewares.ts";
import { SocketOutput } from "./socket-output.ts";
import type { DefaultEventsMap, EventsMap } from "./typed-events.ts";

/**
 * A client in a namespace: what events come from, and go to.
 *
 * @example
 * ```ts
 * io.on("connection", (socket) => {
 *   socket.join("room1");
 *   socket.on("hello", (name, answer) => answer(`hello ${name}`));
 *   socket.to("room1").emit("joined", socket.id);
 * });
 * ```
 */
export class Socket<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = any,
> extends SocketOutput<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  /** Are its listeners being told that it leaves? */
  #isLeaving = false;
  /** Has it left for good? */
  #isGone = false;
  #middlewares: readonly SocketMiddleware[] | undefined;

  get disconnected(): boolean {
    return !this.connected;
  }

  /** Joins rooms. Done when it returns, unless the adapter gives a promise. */
  join(rooms: Room | Room[]): Promise<void> | void {
    if (this.#isGone) return;
    return this.nsp.adapter.addAll(this.id, new Set(Array.isArray(rooms) ? rooms : [rooms]));
  }

  /** Leaves a room. */
  leave(room: Room): Promise<void> | void {
    return this.nsp.adapter.del(this.id, room);
  }

  /** Takes the client out of the namespace; `close` closes its connection, and so takes it out of all. */
  disconnect(close = false): this {
    if (!this.connected) return this;
    if (close) {
      this.client._disconnect();
    } else if (!this.#isLeaving) {
      this.sendPacket({ type: PacketType.DISCONNECT, nsp: this.nsp.name });
      this._onclose("server namespace disconnect");
    }
    return this;
  }

  /**
   * Adds a middleware: it sees every event that comes before its listeners do, may change it, and stops it with an error.
   *
   * @example
   * ```ts
   * socket.use(([event], next) => next(event === "admin" ? new Error("not allowed") : undefined));
   * ```
   */
  use(fn: SocketMiddleware): this {
    this.#middlewares = [...(this.#middlewares ?? []), fn];
    return this;
  }

  /** @internal It is in the namespace now: tell the client. */
  _onconnect(): void {
    this.connected = true;
    this.nsp._watchAdapter("addAll", this.join(this.id));
    const { name, adapter } = this.nsp;
    if (this.pid !== undefined && adapter instanceof SessionAwareAdapter) this.#resume(adapter);
    if (this.conn.protocol === 3) this.sendPacket({ type: PacketType.CONNECT, nsp: name });
    else this.sendPacket({ type: PacketType.CONNECT, nsp: name, data: this.#greeting() });
  }

  /** @internal Sends what was missed, with the rooms as they were. */
  _replay({ rooms, missedPackets }: Session): void {
    for (const room of rooms) this.nsp._watchAdapter("addAll", this.join(room));
    this.#sendEvents(missedPackets);
  }

  /** @internal The client may not be in the namespace. */
  _error(data: unknown): void {
    this.sendPacket({ type: PacketType.CONNECT_ERROR, nsp: this.nsp.name, data });
  }

  /** @internal A packet has come. */
  _onpacket(packet: SocketPacket): void {
    switch (packet.type) {
      case PacketType.EVENT:
      case PacketType.BINARY_EVENT:
        this.#onEvent(packet);
        return;
      case PacketType.ACK:
      case PacketType.BINARY_ACK:
        this.#onAck(packet);
        return;
      case PacketType.DISCONNECT:
        this._onclose("client namespace disconnect");
        return;
      case PacketType.CONNECT:
      case PacketType.CONNECT_ERROR:
        // The client lets none of them through.
        return;
      default:
        packet.type satisfies never;
    }
  }

  /** @internal Something is wrong that concerns this socket. Without a listener it is not worth a word. */
  _onerror(error: unknown): void {
    if (this.listenerCount("error") === 0) return;
    try {
      this.emitReserved("error", error as Error);
    } catch (failure) {
      this.#report(failure, "error");
    }
  }

  /** @internal It is over. */
  _onclose(reason: DisconnectReason, description?: unknown): this {
    if (!this.connected || this.#isLeaving) return this;
    // Listeners that disconnect it once more do not start it all over again.
    this.#isLeaving = true;
    this.#tell("disconnecting", reason, description);
    if (this.pid !== undefined && isRecoverable(reason)) this.#persist(this.pid);
    this._cleanup();
    this.client._remove(this);
    this.connected = false;
    this.#tell("disconnect", reason, description);
    return this;
  }

  /** @internal Leaves the rooms and the namespace. */
  _cleanup(): void {
    this.#isGone = true;
    this.nsp._watchAdapter("delAll", this.nsp.adapter.delAll(this.id));
    this.nsp._remove(this);
    this.dropAcks();
  }

  /** @internal What `EventEmitter` calls when the promise of a listener is rejected. */
  [Symbol.for("nodejs.rejection")](error: unknown, event: string | symbol): void {
    this.#report(error, event);
  }

  /** @internal */
  protected override callCatchAll(listener: CatchAllListener, event: readonly unknown[]): void {
    this.server.handlerErrors.call(() => listener.apply(this, event as unknown[]), {
      kind: "listener",
      event: String(event[0]),
      socket: this,
    });
  }

  /** What came meanwhile is sent now; what is in no log must not be taken for a place of it. */
  #resume(adapter: SessionAwareAdapter): void {
    for (const packet of this.takeEarly()) adapter.noteUnlogged(this.id, packet);
    if (!this.recovered) {
      if (typeof this.namedOffset === "string") adapter.noteStaleOffset(this.id, this.namedOffset);
      return;
    }
    const missed = adapter.catchUp(this.id);
    if (missed === undefined) this.client._violate("SIO_RECOVERY_LOST");
    else this.#sendEvents(missed);
  }

  #sendEvents(events: readonly unknown[][]): void {
    for (const data of events) this.sendPacket({ type: PacketType.EVENT, nsp: this.nsp.name, data });
  }

  #greeting(): object {
    return this.pid === undefined ? { sid: this.id } : { sid: this.id, pid: this.pid };
  }

  #persist(pid: string): void {
    this.nsp.adapter.persistSession({ sid: this.id, pid, rooms: [...this.rooms], data: this.data });
  }

  #onEvent({ data, id }: SocketPacket): void {
    const event = data as Event;
    if (id !== undefined && id !== null) event.push(this.#createAck(id));
    this.notifyIncomingListeners(event);
    if (this.#middlewares === undefined) {
      this.#deliver(event);
      return;
    }
    runSocketMiddlewares(this.#middlewares, {
      socket: this,
      event,
      handlerErrors: this.server.handlerErrors,
      onPassed: (passed) => this.#deliver(passed),
    });
  }

  /** Calls the listeners. A client may emit `error`, too: unlike other emitters this one does not throw when nobody listens. */
  #deliver(event: Event): void {
    if (!this.connected) return;
    if (event[0] === "error" && this.listenerCount("error") === 0) return;
    try {
      this.emitUntyped.apply(this, event);
    } catch (error) {
      this.#report(error, event[0]);
    }
  }

  /** The first answer counts. */
  #createAck(id: number): AckCallback {
    let isSent = false;
    return (...args) => {
      if (isSent) return;
      isSent = true;
      this.sendPacket({ type: PacketType.ACK, nsp: this.nsp.name, id, data: args });
    };
  }

  #onAck({ id, data }: SocketPacket): void {
    const ack = id === undefined ? undefined : this.takeAck(id);
    if (ack === undefined) {
      this.client._onUnknownAck();
      return;
    }
    const context = { kind: "acknowledgement", event: String(id), socket: this } as const;
    try {
      this.server.handlerErrors.watch(ack.apply(this, data as unknown[]), context);
    } catch (error) {
      this.server.handlerErrors.report(error, context);
    }
  }

  #tell(event: "disconnecting" | "disconnect", reason: DisconnectReason, description: unknown): void {
    try {
      this.emitReserved(event, reason, description);
    } catch (error) {
      this.#report(error, event);
    }
  }

  #report(error: unknown, event: string | symbol): void {
    this.server.handlerErrors.report(error, { kind: "listener", event: String(event), socket: this });
  }
}
