import { EventEmitter } from "node:events";
import { PacketType } from "@sockeye/protocol/socket";
import type { AdapterLike, BroadcastFlags, BroadcastOptions, Room, SocketId } from "../adapter/index.ts";
import { AckCollection, type BroadcastAck } from "./ack-collection.ts";
import { checkEventName } from "./event-names.ts";
import type { Handshake } from "./handshake.ts";
import type { Namespace } from "./namespace.ts";
import type {
  AllButLast,
  DecorateAcknowledgements,
  DecorateAcknowledgementsWithMultipleResponses,
  EventNames,
  EventNamesWithError,
  EventParams,
  EventsMap,
  FirstNonErrorArg,
  Last,
  TypedEventBroadcaster,
} from "./typed-events.ts";

/** What the events of `EmitEvents` are emitted with to many: an acknowledgement gets the list of their answers. */
export type ToMany<EmitEvents extends EventsMap, SocketData> = BroadcastOperator<
  DecorateAcknowledgementsWithMultipleResponses<EmitEvents>,
  SocketData
>;

/** The same, when there is a limit to the time that answers may take. */
export type ToManyInTime<EmitEvents extends EventsMap, SocketData> = BroadcastOperator<
  DecorateAcknowledgements<DecorateAcknowledgementsWithMultipleResponses<EmitEvents>>,
  SocketData
>;

/** Flags of an operator; with `expectSingleResponse` an acknowledgement gets the one answer, and no list. */
export type OperatorFlags = BroadcastFlags & { expectSingleResponse?: boolean };

/**
 * Whom an event goes to: all sockets of a namespace, or those in some rooms, save those in others. Every method gives a
 * new operator, so one can be kept and used many times.
 *
 * @example
 * ```ts
 * io.to("room1").except("room2").emit("news", "hello");
 * ```
 */
export class BroadcastOperator<
  EmitEvents extends EventsMap,
  SocketData,
> implements TypedEventBroadcaster<EmitEvents> {
  private readonly adapter: AdapterLike;
  private readonly rooms: ReadonlySet<Room>;
  private readonly exceptRooms: ReadonlySet<Room>;
  private readonly flags: OperatorFlags;

  constructor(
    adapter: AdapterLike,
    rooms: ReadonlySet<Room> = NO_ROOMS,
    exceptRooms: ReadonlySet<Room> = NO_ROOMS,
    flags: OperatorFlags = NO_FLAGS,
  ) {
    this.adapter = adapter;
    this.rooms = rooms;
    this.exceptRooms = exceptRooms;
    this.flags = flags;
  }

  /** Adds rooms: a socket that is in any of them is reached, once. */
  to(room: Room | Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.adapter, withRooms(this.rooms, room), this.exceptRooms, this.flags);
  }

  /** The same as {@link to}. */
  in(room: Room | Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return this.to(room);
  }

  /** Leaves out the sockets that are in these rooms. */
  except(room: Room | Room[]): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.adapter, this.rooms, withRooms(this.exceptRooms, room), this.flags);
  }

  /** Compress it, where compression was agreed on? */
  compress(compress: boolean): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ compress });
  }

  /** Those who cannot take it at once do without it. */
  get volatile(): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ volatile: true });
  }

  /** To the sockets of this server only. */
  get local(): BroadcastOperator<EmitEvents, SocketData> {
    return this.#with({ local: true });
  }

  /** How long, in milliseconds, to wait for acknowledgements. */
  timeout(timeout: number): BroadcastOperator<DecorateAcknowledgements<EmitEvents>, SocketData> {
    return this.#with({ timeout });
  }

  /**
   * Emits an event to all of them.
   *
   * @example
   * ```ts
   * io.to("room1").timeout(1_000).emit("question", (error, answers) => {
   *   console.log(answers, error ? "and some are missing" : "and that was all");
   * });
   * ```
   */
  emit<Ev extends EventNames<EmitEvents>>(ev: Ev, ...args: EventParams<EmitEvents, Ev>): boolean {
    checkEventName(ev);
    const data: unknown[] = [ev, ...args];
    const last = data.at(-1);
    if (typeof last !== "function") {
      this.#watch("broadcast", this.adapter.broadcast({ type: PacketType.EVENT, data }, this.#options()));
      return true;
    }
    data.pop();
    this.#broadcastWithAck(data, last as BroadcastAck);
    return true;
  }

  /**
   * Emits an event to all of them and resolves with their acknowledgements; rejects, with `responses`, when some did not
   * come in time. Only after {@link timeout}.
   */
  emitWithAck<Ev extends EventNamesWithError<EmitEvents>>(
    ev: Ev,
    ...args: AllButLast<EventParams<EmitEvents, Ev>>
  ): Promise<FirstNonErrorArg<Last<EventParams<EmitEvents, Ev>>>> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, responses: unknown): void => {
        if (error === null) resolve(responses as never);
        else reject(Object.assign(error, { responses }));
      };
      this.emit(ev, ...([...args, settle] as never));
    });
  }

  /**
   * The ids of all of them.
   *
   * @deprecated use {@link fetchSockets}
   */
  allSockets(): Promise<Set<SocketId>> {
    return this.adapter.sockets(new Set(this.rooms));
  }

  /** All of them, on whatever server they are. */
  async fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    const sockets = (await this.adapter.fetchSockets(this.#options())) as unknown[];
    // Those of this server are sockets already.
    return sockets.map((socket) =>
      isLocal(socket)
        ? (socket as RemoteSocket<EmitEvents, SocketData>)
        : new RemoteSocket<EmitEvents, SocketData>(this.adapter, socket as SocketDetails<SocketData>),
    );
  }

  /** Makes all of them join these rooms. */
  socketsJoin(room: Room | Room[]): void {
    this.#watch("addSockets", this.adapter.addSockets(this.#options(), listOf(room)));
  }

  /** Makes all of them leave these rooms. */
  socketsLeave(room: Room | Room[]): void {
    this.#watch("delSockets", this.adapter.delSockets(this.#options(), listOf(room)));
  }

  /** Disconnects all of them; `close` closes their connections, too. */
  disconnectSockets(close = false): void {
    this.#watch("disconnectSockets", this.adapter.disconnectSockets(this.#options(), close));
  }

  /** Adapters for several servers give promises, which nobody waits for. */
  #watch(method: string, returned: unknown): void {
    (this.adapter.nsp as Namespace)._watchAdapter(method, returned);
  }

  #with(flags: OperatorFlags): BroadcastOperator<EmitEvents, SocketData> {
    return new BroadcastOperator(this.adapter, this.rooms, this.exceptRooms, { ...this.flags, ...flags });
  }

  /** Adapters only read the sets. */
  #options(): BroadcastOptions {
    return { rooms: this.rooms as Set<Room>, except: this.exceptRooms as Set<Room>, flags: this.flags };
  }

  #broadcastWithAck(data: unknown[], callback: BroadcastAck): void {
    const { adapter, flags } = this;
    const { handlerErrors } = (adapter.nsp as Namespace).server;
    const context = { kind: "acknowledgement", event: String(data[0]) } as const;
    // The adapter gives it a number.
    const packet: { type: number; data: unknown[]; id?: number } = { type: PacketType.EVENT, data };
    const collection = new AckCollection(flags, (error, responses) => {
      if (error !== null) this.#forgetAcks(packet.id);
      handlerErrors.call(() => callback(error, responses), context);
    });
    adapter.broadcastWithAck(
      packet,
      this.#options(),
      (count: number) => collection.onClientCount(count),
      (...responses: unknown[]) => collection.onResponse(responses[0]),
    );
    adapter.serverCount().then(
      (count: number) => collection.onServerCount(count),
      // Then the answers are not complete, and the time runs out.
      () => undefined,
    );
  }

  /** Those who have not answered in time are not waited for any more. */
  #forgetAcks(id: number | undefined): void {
    if (id === undefined) return;
    const options = { ...this.#options(), flags: { local: true } };
    this.adapter.fetchSockets(options).then(
      (sockets: readonly { _forgetAck?(id: number): void }[]) => {
        for (const socket of sockets) socket._forgetAck?.(id);
      },
      // An adapter that has failed has nobody to forget.
      () => undefined,
    );
  }
}

const NO_ROOMS: ReadonlySet<Room> = new Set();
const NO_FLAGS: OperatorFlags = Object.freeze({});

function withRooms(rooms: ReadonlySet<Room>, more: Room | Room[]): ReadonlySet<Room> {
  const all = new Set(rooms);
  if (Array.isArray(more)) for (const room of more) all.add(room);
  else all.add(more);
  return all;
}

function listOf(room: Room | Room[]): Room[] {
  return Array.isArray(room) ? room : [room];
}

/** Adapters give the sockets of this server themselves, and descriptions of the others. */
function isLocal(socket: unknown): boolean {
  return socket instanceof EventEmitter;
}

/** A socket of another server, as that one describes it. */
export interface SocketDetails<SocketData> {
  id: SocketId;
  handshake: Handshake;
  rooms: Room[];
  data: SocketData;
}

/**
 * A socket that may be on another server: it can be sent to, moved between rooms, and disconnected.
 *
 * @example
 * ```ts
 * for (const socket of await io.in("room1").fetchSockets()) console.log(socket.id, socket.data);
 * ```
 */
export class RemoteSocket<
  EmitEvents extends EventsMap,
  SocketData,
> implements TypedEventBroadcaster<EmitEvents> {
  readonly id: SocketId;
  readonly handshake: Handshake;
  readonly rooms: Set<Room>;
  readonly data: SocketData;
  private readonly operator: BroadcastOperator<EmitEvents, SocketData>;

  constructor(adapter: AdapterLike, { id, handshake, rooms, data }: SocketDetails<SocketData>) {
    this.id = id;
    this.handshake = handshake;
    this.rooms = new Set(rooms);
    this.data = data;
    this.operator = new BroadcastOperator(adapter, new Set([id]), undefined, { expectSingleResponse: true });
  }

  /** How long, in milliseconds, to wait for the acknowledgement. */
  timeout(timeout: number): BroadcastOperator<DecorateAcknowledgements<EmitEvents>, SocketData> {
    return this.operator.timeout(timeout);
  }

  /** Emits an event to this socket. */
  emit<Ev extends EventNames<EmitEvents>>(ev: Ev, ...args: EventParams<EmitEvents, Ev>): boolean {
    return this.operator.emit(ev, ...args);
  }

  /** Makes it join rooms. */
  join(room: Room | Room[]): void {
    this.operator.socketsJoin(room);
  }

  /** Makes it leave a room. */
  leave(room: Room): void {
    this.operator.socketsLeave(room);
  }

  /** Disconnects it; `close` closes its connection, too. */
  disconnect(close = false): this {
    this.operator.disconnectSockets(close);
    return this;
  }
}
