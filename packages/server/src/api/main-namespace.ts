import { EventEmitter } from "node:events";
import type { Room, SocketId } from "../adapter/index.ts";
import type { RemoteSocket, ToMany, ToManyInTime } from "./broadcast-operator.ts";
import type { Namespace, NamespaceMiddleware, NamespaceReservedEventsMap } from "./namespace.ts";
import {
  StrictEventEmitter,
  type AllButLast,
  type DecorateAcknowledgementsWithTimeoutAndMultipleResponses,
  type EventNames,
  type EventNamesWithAck,
  type EventNamesWithoutAck,
  type EventParams,
  type EventsMap,
  type FirstNonErrorArg,
  type Last,
  type RemoveAcknowledgements,
} from "./typed-events.ts";

/** The events that a server itself emits. */
export interface ServerReservedEventsMap<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends NamespaceReservedEventsMap<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  /** A namespace has come into being. */
  new_namespace: (namespace: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
}

/** What a server offers in the name of its main namespace, `/`: there are its listeners, and there its events go. */
export abstract class MainNamespaceFace<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> extends StrictEventEmitter<
  ServerSideEvents,
  RemoveAcknowledgements<EmitEvents>,
  ServerReservedEventsMap<ListenEvents, EmitEvents, ServerSideEvents, SocketData>
> {
  /** The main namespace, `/`. */
  abstract readonly sockets: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;

  /** Adds a middleware to the main namespace: see {@link Namespace.use}. */
  use(fn: NamespaceMiddleware<ListenEvents, EmitEvents, ServerSideEvents, SocketData>): this {
    this.sockets.use(fn);
    return this;
  }

  /** Everybody in these rooms. */
  to(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.sockets.to(room);
  }

  /** The same as {@link to}. */
  in(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.sockets.in(room);
  }

  /** Everybody but those in these rooms. */
  except(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.sockets.except(room);
  }

  /**
   * Emits an event to everybody in the main namespace.
   *
   * @example
   * ```ts
   * io.emit("news", "hello");
   * ```
   */
  override emit<Ev extends EventNamesWithoutAck<EmitEvents>>(
    ev: Ev,
    ...args: EventParams<EmitEvents, Ev>
  ): boolean {
    return this.sockets.emit(ev, ...args);
  }

  /** Emits a `message` to everybody in the main namespace. */
  send(...args: EventParams<EmitEvents, "message">): this {
    this.sockets.send(...args);
    return this;
  }

  /** The same as {@link send}. */
  write(...args: EventParams<EmitEvents, "message">): this {
    return this.send(...args);
  }

  /** Emits an event to the other servers: see {@link Namespace.serverSideEmit}. */
  serverSideEmit<Ev extends EventNames<ServerSideEvents>>(
    ev: Ev,
    ...args: EventParams<DecorateAcknowledgementsWithTimeoutAndMultipleResponses<ServerSideEvents>, Ev>
  ): boolean {
    return this.sockets.serverSideEmit(ev, ...args);
  }

  /** Emits an event to the other servers and resolves with the list of their answers. */
  serverSideEmitWithAck<Ev extends EventNamesWithAck<ServerSideEvents>>(
    ev: Ev,
    ...args: AllButLast<EventParams<ServerSideEvents, Ev>>
  ): Promise<FirstNonErrorArg<Last<EventParams<ServerSideEvents, Ev>>>[]> {
    return this.sockets.serverSideEmitWithAck(ev, ...args);
  }

  /**
   * The ids of the sockets of the main namespace, on all servers.
   *
   * @deprecated use {@link fetchSockets}
   */
  allSockets(): Promise<Set<SocketId>> {
    // oxlint-disable-next-line typescript/no-deprecated -- one deprecated method stands on the other
    return this.sockets.allSockets();
  }

  /** Compress it, where compression was agreed on? */
  compress(compress: boolean): ToMany<EmitEvents, SocketData> {
    return this.sockets.compress(compress);
  }

  /** Those who cannot take it at once do without it. */
  get volatile(): ToMany<EmitEvents, SocketData> {
    return this.sockets.volatile;
  }

  /** To the sockets of this server only. */
  get local(): ToMany<EmitEvents, SocketData> {
    return this.sockets.local;
  }

  /** How long, in milliseconds, to wait for acknowledgements. */
  timeout(timeout: number): ToManyInTime<EmitEvents, SocketData> {
    return this.sockets.timeout(timeout);
  }

  /** The sockets of the main namespace, on all servers. */
  fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    return this.sockets.fetchSockets();
  }

  /** Makes all sockets of the main namespace join rooms. */
  socketsJoin(room: Room | Room[]): void {
    this.sockets.socketsJoin(room);
  }

  /** Makes all sockets of the main namespace leave rooms. */
  socketsLeave(room: Room | Room[]): void {
    this.sockets.socketsLeave(room);
  }

  /** Disconnects all sockets of the main namespace; `close` closes their connections, too. */
  disconnectSockets(close = false): void {
    this.sockets.disconnectSockets(close);
  }
}

/** What an emitter does with its listeners: a server does it with those of its main namespace. */
const EMITTER_METHODS = [
  "addListener",
  "on",
  "once",
  "prependListener",
  "prependOnceListener",
  "off",
  "removeListener",
  "removeAllListeners",
  "setMaxListeners",
  "getMaxListeners",
  "listeners",
  "rawListeners",
  "listenerCount",
  "eventNames",
] as const;

type AnyMethod = (this: EventEmitter, ...args: unknown[]) => unknown;

for (const name of EMITTER_METHODS) {
  const method = EventEmitter.prototype[name] as unknown as AnyMethod;
  Object.defineProperty(MainNamespaceFace.prototype, name, {
    configurable: true,
    writable: true,
    value(this: MainNamespaceFace<any, any, any, any>, ...args: unknown[]): unknown {
      return method.apply(this.sockets, args);
    },
  });
}
