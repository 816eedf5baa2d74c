import { AckTable, PacketType, type AckCallback, type SocketPacket } from "@sockeye/protocol/socket";
import type { Room } from "../adapter/index.ts";
import { BroadcastOperator, type ToMany } from "./broadcast-operator.ts";
import { checkEventName } from "./event-names.ts";
import { NamespaceMember } from "./namespace-member.ts";
import { PendingAck } from "./pending-ack.ts";
import type { Socket } from "./socket.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  EventNames,
  EventNamesWithAck,
  EventParams,
  EventsMap,
  FirstNonErrorArg,
  Last,
} from "./typed-events.ts";

/** How the next event is sent. */
interface NextFlags {
  volatile?: boolean;
  compress?: boolean;
  timeout?: number;
}

/** What goes to the client of a socket, and to others in its name. */
export abstract class SocketOutput<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends NamespaceMember<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  /** Is it in the namespace? Not yet in middlewares, and not any more when it was disconnected. */
  connected = false;
  // Made when first needed: most sockets do without.
  #acks: AckTable | undefined;
  #flags: NextFlags | undefined;
  /** What middlewares have sent, which is in no log. */
  #early: SocketPacket[] | undefined;

  /** @internal What adapters add acknowledgements to. */
  get acks(): AckTable {
    this.#acks ??= new AckTable({
      maxPendingAcks: this.nsp.server.limits.maxPendingAcks,
      onDropped: (callback: PromisedAck) => {
        this.server._refusals.note("maxPendingAcks");
        callback.onGivenUp?.(new Error("too many acknowledgements are waited for: raise `maxPendingAcks`"));
      },
    });
    return this.#acks;
  }

  /** @internal Nobody waits for this answer any more. */
  _forgetAck(id: number): void {
    this.#acks?.delete(id);
  }

  /**
   * Emits an event to the client. A function as last argument is called with the client's answer.
   *
   * @throws Error with `whenAcksAreFull: "throw"`, when there is such a function and too many answers are waited for
   *
   * @example
   * ```ts
   * socket.emit("hello", "world", (answer) => console.log(answer));
   * ```
   */
  override emit<Ev extends EventNames<EmitEvents>>(ev: Ev, ...args: EventParams<EmitEvents, Ev>): boolean {
    checkEventName(ev);
    const data: unknown[] = [ev, ...args];
    const packet: SocketPacket = { type: PacketType.EVENT, nsp: this.nsp.name, data };
    const flags = this.#takeFlags();
    if (typeof data.at(-1) !== "function") {
      this.#sendEvent(packet, flags);
      return true;
    }
    this.#checkRoomForAck();
    const ack = data.pop() as AckCallback;
    packet.id = this.nsp._ids++;
    this.notifyOutgoingListeners(packet);
    // What cannot be encoded throws here, before anybody waits for an answer.
    const encoded = this.server._encode(packet);
    this.#expectAck(packet.id, ack, flags);
    this.client._write(encoded, flags);
    return true;
  }

  /**
   * Emits an event and resolves with the client's answer. After {@link timeout} it rejects when none comes in time;
   * otherwise it waits for as long as it takes, unless more than `maxPendingAcks` are waited for.
   */
  emitWithAck<Ev extends EventNamesWithAck<EmitEvents>>(
    ev: Ev,
    ...args: AllButLast<EventParams<EmitEvents, Ev>>
  ): Promise<FirstNonErrorArg<Last<EventParams<EmitEvents, Ev>>>> {
    const hasError = this.#flags?.timeout !== undefined;
    return new Promise((resolve, reject) => {
      const settle: PromisedAck = (first: unknown, second: unknown): void => {
        if (!hasError) resolve(first as never);
        else if (first instanceof Error) reject(first);
        else resolve(second as never);
      };
      settle.onGivenUp = reject;
      this.emit(ev, ...([...args, settle] as never));
    });
  }

  /** Emits a `message`. */
  send(...args: EventParams<EmitEvents, "message">): this {
    this.emit("message", ...args);
    return this;
  }

  /** The same as {@link send}. */
  write(...args: EventParams<EmitEvents, "message">): this {
    return this.send(...args);
  }

  /** Everybody in these rooms, but this socket. */
  to(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().to(room);
  }

  /** The same as {@link to}. */
  in(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().to(room);
  }

  /** Everybody but this socket and those in these rooms. */
  except(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().except(room);
  }

  /** Everybody but this socket. */
  get broadcast(): ToMany<EmitEvents, SocketData> {
    return this.#operator();
  }

  /** Everybody on this server but this socket. */
  get local(): ToMany<EmitEvents, SocketData> {
    return this.#operator().local;
  }

  /** Compress the next event, where compression was agreed on? */
  compress(compress: boolean): this {
    (this.#flags ??= {}).compress = compress;
    return this;
  }

  /** The next event is dropped if it cannot be sent at once. */
  get volatile(): this {
    (this.#flags ??= {}).volatile = true;
    return this;
  }

  /**
   * How long, in milliseconds, to wait for the answer to the next event; its function gets an error first.
   *
   * @example
   * ```ts
   * socket.timeout(5_000).emit("hello", (error, answer) => console.log(error ?? answer));
   * ```
   */
  timeout(
    timeout: number,
  ): Socket<ListenEvents, DecorateAcknowledgements<EmitEvents>, ServerSideEvents, SocketData> {
    (this.#flags ??= {}).timeout = timeout;
    return this as unknown as Socket<
      ListenEvents,
      DecorateAcknowledgements<EmitEvents>,
      ServerSideEvents,
      SocketData
    >;
  }

  /** @internal Whom the answer with this number is for. */
  protected takeAck(id: number): AckCallback | undefined {
    return this.#acks?.take(id);
  }

  /** @internal Nobody will answer any more. */
  protected dropAcks(): void {
    this.#acks?.clear();
  }

  /** @internal What was sent before the socket was in its namespace. */
  protected takeEarly(): readonly SocketPacket[] {
    const early = this.#early ?? [];
    this.#early = undefined;
    return early;
  }

  /** @internal */
  protected sendPacket(packet: SocketPacket, flags: NextFlags = NO_FLAGS): void {
    this.client._packet(packet, flags);
  }

  #sendEvent(packet: SocketPacket, flags: NextFlags): void {
    // What a client may miss is in the adapter's log. Before the socket is in its own room the adapter would not find it.
    if (this.pid !== undefined && this.connected) {
      const options = { rooms: new Set([this.id]), except: NO_ROOMS, flags };
      this.nsp._watchAdapter("broadcast", this.nsp.adapter.broadcast(packet, options));
      return;
    }
    this.notifyOutgoingListeners(packet);
    this.sendPacket(packet, flags);
    if (this.pid !== undefined) (this.#early ??= []).push(packet);
  }

  #takeFlags(): NextFlags {
    const flags = this.#flags ?? NO_FLAGS;
    this.#flags = undefined;
    return flags;
  }

  #operator(): ToMany<EmitEvents, SocketData> {
    return new BroadcastOperator(this.nsp.adapter, undefined, new Set([this.id]), { ...this.#takeFlags() });
  }

  /** So that the caller hears of it before anything is sent. */
  #checkRoomForAck(): void {
    const { maxPendingAcks, whenAcksAreFull } = this.server.limits;
    if (whenAcksAreFull !== "throw" || this.acks.hasRoom) return;
    this.server._refusals.note("maxPendingAcks");
    throw new Error(
      `The client has ${maxPendingAcks} acknowledgements to give already: emit without one, use timeout() so that they end, or raise "maxPendingAcks"`,
    );
  }

  #expectAck(id: number, callback: AckCallback, { timeout }: NextFlags): void {
    const { acks } = this;
    if (timeout === undefined) {
      if (this.server.limits.whenAcksAreFull === "throw") acks.setPinned(id, callback);
      else acks.set(id, callback);
    } else {
      const { handlerErrors, deadlines } = this.server;
      void new PendingAck({ id, acks, callback, deadlines, handlerErrors }, timeout);
    }
  }
}

/** A callback that stands for a promise, which must not wait for ever. */
interface PromisedAck extends AckCallback {
  onGivenUp?: (error: Error) => void;
}

const NO_FLAGS: NextFlags = Object.freeze({});
const NO_ROOMS: Set<Room> = new Set();
