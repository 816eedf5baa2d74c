import type { Adapter } from "../adapter.ts";
import type {
  EncodedPacket,
  NamespaceShape,
  PacketShape,
  ServerOptionsShape,
  SocketShape,
  WriteOptions,
} from "../namespace-shape.ts";

/** A socket that remembers what reached it. */
export class FakeSocket implements SocketShape {
  readonly id: string;
  readonly data: Record<string, unknown> = {};
  readonly handshake: unknown = { address: "::1", sessionStore: () => {} };
  readonly acks = new Map<number, (...args: unknown[]) => void>();
  readonly written: { readonly encoded: EncodedPacket; readonly options: WriteOptions }[] = [];
  readonly notified: PacketShape[] = [];
  readonly calls: unknown[][] = [];
  readonly client: SocketShape["client"];
  readonly #adapter: Adapter;

  constructor(id: string, adapter: Adapter) {
    this.id = id;
    this.#adapter = adapter;
    this.client = { writeToEngine: (encoded, options) => this.written.push({ encoded, options }) };
  }

  get rooms(): ReadonlySet<string> {
    return this.#adapter.socketRooms(this.id) ?? new Set();
  }

  /** The arguments of the events that were written. */
  get received(): unknown[] {
    return this.written.map(({ encoded }) => (JSON.parse(String(encoded[0])) as PacketShape).data);
  }

  notifyOutgoingListeners(packet: PacketShape): void {
    this.notified.push(packet);
  }

  join(rooms: Iterable<string>): void {
    this.calls.push(["join", ...rooms]);
    void this.#adapter.addAll(this.id, new Set(rooms));
  }

  leave(room: string): void {
    this.calls.push(["leave", room]);
    void this.#adapter.del(this.id, room);
  }

  disconnect(close?: boolean): void {
    this.calls.push(["disconnect", close]);
    this.#adapter.delAll(this.id);
  }
}

/** A namespace as an adapter sees it. Packets are encoded as plain JSON. */
export class FakeNamespace implements NamespaceShape {
  readonly name: string;
  readonly sockets = new Map<string, FakeSocket>();
  readonly serverSide: unknown[][] = [];
  readonly server: NamespaceShape["server"];
  _ids = 0;
  encoded = 0;

  constructor(opts: ServerOptionsShape = {}, name = "/chat") {
    this.name = name;
    const encode = (packet: PacketShape) => {
      this.encoded += 1;
      return [JSON.stringify(packet)];
    };
    this.server = { opts, encoder: { encode } };
  }

  _onServerSideEmit(args: unknown[]): void {
    this.serverSide.push(args);
  }

  /** Connects a socket, as the API does. */
  connect(adapter: Adapter, id: string, rooms: readonly string[] = []): FakeSocket {
    const socket = new FakeSocket(id, adapter);
    this.sockets.set(id, socket);
    void adapter.addAll(id, new Set([id, ...rooms]));
    return socket;
  }
}
