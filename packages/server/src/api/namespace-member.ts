import type { IncomingMessage } from "node:http";
import type { Room, Session, SocketId } from "../adapter/index.ts";
import type { Socket as EngineSocket } from "../engine/index.ts";
import { CatchAllEmitter } from "./catch-all.ts";
import type { Client } from "./client.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { createHandshake, type Handshake } from "./handshake.ts";
import type { Namespace } from "./namespace.ts";
import type { Server } from "./server.ts";
import type { EventsMap } from "./typed-events.ts";

/** The events that a socket itself emits. */
export interface SocketReservedEventsMap {
  disconnect: (reason: DisconnectReason, description?: any) => void;
  disconnecting: (reason: DisconnectReason, description?: any) => void;
  error: (err: Error) => void;
}

/** What a client brings into a namespace. */
export interface MemberParts {
  readonly auth?: Record<string, unknown> | undefined;
  /** What is remembered of it, when it comes back. */
  readonly session?: Session | undefined;
}

/** A client in a namespace: who it is, and where. */
export abstract class NamespaceMember<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends CatchAllEmitter<ListenEvents, EmitEvents, SocketReservedEventsMap> {
  /** The namespace that it is in. */
  readonly nsp: Namespace<ListenEvents, EmitEvents, ServerSideEvents>;
  /** The connection, which it may share with sockets of other namespaces. */
  readonly client: Client<ListenEvents, EmitEvents, ServerSideEvents>;
  /** Tells sockets from each other. Not a secret, and kept when the client is recovered. */
  readonly id: SocketId;
  /** Has it come back after a short absence, with its rooms, its data and the events that it missed? */
  readonly recovered: boolean;
  /** @internal The secret by which a client that comes back is known. */
  readonly pid: string | undefined;
  readonly #issued = Date.now();
  readonly #auth: Record<string, unknown> | undefined;
  // Made when first looked at: most are not.
  #data: SocketData | undefined;
  #handshake: Handshake | undefined;

  /** @internal Sockets are made by their namespace. */
  constructor(
    nsp: Namespace<ListenEvents, EmitEvents, ServerSideEvents>,
    client: Client<ListenEvents, EmitEvents, ServerSideEvents>,
    { auth, session }: MemberParts,
  ) {
    super({ captureRejections: nsp.server.handlerErrors.isIsolating });
    const { server } = nsp;
    this.nsp = nsp;
    this.client = client;
    this.#auth = auth;
    this.#data = session?.data as SocketData | undefined;
    this.recovered = session !== undefined;
    this.id = session?.sid ?? createSocketId(nsp, client);
    this.pid = session?.pid ?? (server.recovery === undefined ? undefined : server._createId());
  }

  /** @internal The offset that the client has named. */
  protected get namedOffset(): unknown {
    return this.#auth?.["offset"];
  }

  /** What the application keeps with it; other servers can see it. */
  get data(): SocketData {
    this.#data ??= {} as SocketData;
    return this.#data;
  }

  set data(data: SocketData) {
    this.#data = data;
  }

  /** What is known of the client from its first request, and from its first packet in this namespace. */
  get handshake(): Handshake {
    this.#handshake ??= createHandshake({
      request: this.client.request,
      address: this.client.conn.remoteAddress,
      issued: this.#issued,
      auth: this.#auth ?? {},
      nullPrototypes: this.server.limits.nullPrototypes,
    });
    return this.#handshake;
  }

  get server(): Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    return this.nsp.server;
  }

  /** The first request of the session; `null` over WebTransport. */
  get request(): IncomingMessage {
    return this.client.request;
  }

  /** The session underneath. */
  get conn(): EngineSocket {
    return this.client.conn;
  }

  /** The rooms that it is in; one has its own id. */
  get rooms(): Set<Room> {
    return this.nsp.adapter.socketRooms(this.id) ?? new Set();
  }
}

/** Clients of Socket.IO 2 expect it to follow from the id of their session. */
function createSocketId(nsp: Namespace<any, any, any>, { conn, id }: Client<any, any, any>): SocketId {
  if (conn.protocol !== 3) return nsp.server._createId();
  return nsp.name === "/" ? id : `${nsp.name}#${id}`;
}
