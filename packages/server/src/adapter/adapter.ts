import { EventEmitter } from "node:events";

import { RoomIndex } from "../rooms/room-index.ts";
import { forEachSelected } from "../rooms/selection.ts";
import type {
  EncodedPacket,
  EncoderShape,
  NamespaceShape,
  PacketShape,
  SocketShape,
  WriteOptions,
} from "./namespace-shape.ts";
import type {
  BroadcastFlags,
  BroadcastOptions,
  PrivateSessionId,
  Room,
  Session,
  SessionToPersist,
  SocketId,
  Unchecked,
} from "./types.ts";

const DEFAULT_MAX_ROOMS_PER_SOCKET = 100_000;

/**
 * Knows the rooms of a namespace and sends to them, within this process; the base of the adapters that span several.
 * It may be subclassed as the class of that name in the npm package `socket.io-adapter`.
 *
 * It emits `create-room` (room), `join-room` (room, id), `leave-room` (room, id) and `delete-room` (room).
 *
 * @example
 * ```ts
 * class CountingAdapter extends Adapter {
 *   broadcasts = 0;
 *   override broadcast(packet: unknown, opts: BroadcastOptions) {
 *     this.broadcasts += 1;
 *     return super.broadcast(packet, opts);
 *   }
 * }
 * const io = new Server(3000, { adapter: CountingAdapter });
 * ```
 */
export class Adapter extends EventEmitter {
  readonly nsp: Unchecked;
  /** The members of each room. */
  rooms: Map<Room, Set<SocketId>>;
  /** The rooms of each socket. */
  sids: Map<SocketId, Set<Room>>;
  protected readonly encoder: Unchecked;
  readonly #nsp: NamespaceShape;
  readonly #index: RoomIndex;

  constructor(nsp: Unchecked) {
    super();
    this.#nsp = nsp as NamespaceShape;
    this.nsp = this.#nsp;
    this.encoder = this.#nsp.server.encoder;
    this.#index = new RoomIndex({
      maxRoomsPerSocket: this.#nsp.server.opts?.maxRoomsPerSocket ?? DEFAULT_MAX_ROOMS_PER_SOCKET,
      listener: {
        onCreateRoom: (room) => this.emit("create-room", room),
        onJoinRoom: (room, id) => this.emit("join-room", room, id),
        onLeaveRoom: (room, id) => this.emit("leave-room", room, id),
        onDeleteRoom: (room) => this.emit("delete-room", room),
      },
    });
    this.rooms = this.#index.rooms;
    this.sids = this.#index.sids;
  }

  /** Called once, when the namespace is ready. To be overridden. */
  init(): Promise<void> | void {}

  /** Called when the namespace is closed. To be overridden. */
  close(): Promise<void> | void {}

  /** The number of servers in the cluster. */
  serverCount(): Promise<number> {
    return Promise.resolve(1);
  }

  /** Adds a socket to rooms. */
  addAll(id: SocketId, rooms: Set<Room>): Promise<void> | void {
    this.#index.add(id, rooms);
  }

  /** Removes a socket from a room. */
  del(id: SocketId, room: Room): Promise<void> | void {
    this.#index.remove(id, room);
  }

  /** Removes a socket from all its rooms: it is gone. */
  delAll(id: SocketId): void {
    this.#index.removeAll(id);
  }

  /** Sends a packet to all sockets that match. */
  broadcast(packet: Unchecked, opts: BroadcastOptions): Promise<void> | void {
    this.fanOut(this.encodePacket(packet as PacketShape), packet as PacketShape, opts);
  }

  /**
   * Sends a packet to all sockets that match, and wants to hear from each.
   *
   * @param clientCountCallback - is told how many sockets these were
   * @param ack - is called with each answer
   */
  broadcastWithAck(
    packet: Unchecked,
    opts: BroadcastOptions,
    clientCountCallback: (clientCount: number) => void,
    ack: (...args: Unchecked[]) => void,
  ): void {
    const outgoing = packet as PacketShape;
    // One id for all sockets: each has its own table of acknowledgements.
    const id = this.#nsp._ids++;
    // In this order: some parsers write the keys as they come.
    outgoing.nsp = this.#nsp.name;
    outgoing.id = id;
    const encoded = this.encodePacket(outgoing);
    let clientCount = 0;
    this.fanOut(encoded, outgoing, opts, (socket) => {
      clientCount += 1;
      socket.acks.set(id, ack);
    });
    clientCountCallback(clientCount);
  }

  /** The ids of the sockets in any of these rooms, or of all sockets if there are none. */
  sockets(rooms: Set<Room>): Promise<Set<SocketId>> {
    const ids = new Set<SocketId>();
    this.#forEachSocket({ rooms }, (socket) => ids.add(socket.id));
    return Promise.resolve(ids);
  }

  /** The rooms of a socket. */
  socketRooms(id: SocketId): Set<Room> | undefined {
    return this.sids.get(id);
  }

  /** The sockets that match. */
  fetchSockets(opts: BroadcastOptions): Promise<Unchecked[]> {
    const sockets: SocketShape[] = [];
    this.#forEachSocket(opts, (socket) => sockets.push(socket));
    return Promise.resolve(sockets);
  }

  /** Makes the sockets that match join rooms. */
  addSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> | void {
    this.#forEachSocket(opts, (socket) => {
      socket.join(rooms);
    });
  }

  /** Makes the sockets that match leave rooms. */
  delSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> | void {
    this.#forEachSocket(opts, (socket) => {
      for (const room of rooms) socket.leave(room);
    });
  }

  /** Disconnects the sockets that match from the namespace, or closes their connections. */
  disconnectSockets(opts: BroadcastOptions, close: boolean): Promise<void> | void {
    this.#forEachSocket(opts, (socket) => {
      socket.disconnect(close);
    });
  }

  /** Sends an event, perhaps with an acknowledgement at its end, to the other servers. Here are none. */
  serverSideEmit(_packet: Unchecked[]): Promise<void> | void {
    // Library code does not log, but applications know this line by heart, and without it an emit goes nowhere unnoticed.
    // oxlint-disable-next-line no-console -- see above
    console.warn("this adapter does not support the serverSideEmit() functionality");
  }

  /** Keeps a session whose client may come back. To be overridden. */
  persistSession(_session: SessionToPersist): void {}

  /** Hands out a session and what it has missed, or null if it cannot come back. To be overridden. */
  restoreSession(_pid: PrivateSessionId, _offset: string | undefined): Promise<Session | null> {
    return Promise.resolve(null);
  }

  /** @internal Encodes a packet for this namespace, once for all receivers. */
  protected encodePacket(packet: PacketShape): EncodedPacket {
    packet.nsp = this.#nsp.name;
    return (this.encoder as EncoderShape).encode(packet);
  }

  /** @internal Hands an encoded packet to all sockets that match; nothing is allocated for a receiver. */
  protected fanOut(
    encoded: EncodedPacket,
    packet: PacketShape,
    opts: BroadcastOptions,
    beforeSending?: (socket: SocketShape) => void,
  ): void {
    const flags: BroadcastFlags = opts.flags ?? {};
    const options: WriteOptions = {
      preEncoded: true,
      volatile: flags.volatile,
      compress: flags.compress,
    };
    const send = (socket: SocketShape): void => {
      beforeSending?.(socket);
      socket.notifyOutgoingListeners(packet);
      socket.client.writeToEngine(encoded, options);
    };
    if (this.#isForEverybody(opts)) this.#forEverybody(send);
    else this.#forEachSocket(opts, send);
  }

  /** Are these all sockets of the namespace? One that joins rooms in a middleware is known here before it is there. */
  #isForEverybody({ rooms, except }: BroadcastOptions): boolean {
    return (
      !(rooms.size > 0) &&
      !(except !== undefined && except.size > 0) &&
      this.sids.size === this.#nsp.sockets.size
    );
  }

  /** Goes through the sockets themselves: to look each up by its id is cold memory, once more for every receiver. */
  #forEverybody(visit: (socket: SocketShape) => void): void {
    const { sockets } = this.#nsp;
    let left = sockets.size;
    for (const socket of sockets.values()) {
      // Who comes meanwhile has come after the broadcast.
      if (--left < 0) return;
      visit(socket);
    }
  }

  #forEachSocket(opts: BroadcastOptions, visit: (socket: SocketShape) => void): void {
    const { sockets } = this.#nsp;
    forEachSelected(this.#index, opts, (id) => {
      const socket = sockets.get(id);
      // A socket may join rooms in a middleware, before it is one of the namespace.
      if (socket !== undefined) visit(socket);
    });
  }
}

/** What a namespace asks of an adapter, whichever class it is derived from: this one, or that of `socket.io-adapter`. */
export type AdapterLike = EventEmitter & Pick<Adapter, Exclude<keyof Adapter, keyof EventEmitter>>;
