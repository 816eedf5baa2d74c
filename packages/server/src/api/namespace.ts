import {
  SessionAwareAdapter,
  type AdapterLike,
  type Room,
  type Session,
  type SocketId,
} from "../adapter/index.ts";
import {
  BroadcastOperator,
  type RemoteSocket,
  type ToMany,
  type ToManyInTime,
} from "./broadcast-operator.ts";
import { checkServerSideEventName } from "./event-names.ts";
import { isThenable } from "./handler-errors.ts";
import type { Server } from "./server.ts";
import type { Socket } from "./socket.ts";
import {
  StrictEventEmitter,
  type AllButLast,
  type DecorateAcknowledgementsWithTimeoutAndMultipleResponses,
  type DefaultEventsMap,
  type EventNames,
  type EventNamesWithAck,
  type EventNamesWithoutAck,
  type EventParams,
  type EventsMap,
  type FirstNonErrorArg,
  type Last,
  type RemoveAcknowledgements,
} from "./typed-events.ts";

/** An error that takes something to the client that is refused. */
export interface ExtendedError extends Error {
  data?: any;
}

/** The events that a namespace itself emits. */
export interface NamespaceReservedEventsMap<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> {
  connect: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
  connection: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void;
}

/** Decides whether a socket may be in a namespace. */
export type NamespaceMiddleware<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ServerSideEvents extends EventsMap,
  SocketData,
> = (
  socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>,
  next: (err?: ExtendedError) => void,
) => void;

/**
 * Sockets that belong together, by the name under which clients ask for them. One connection can be in many namespaces.
 *
 * @example
 * ```ts
 * const orders = io.of("/orders");
 * orders.use((socket, next) => next(isStaff(socket) ? undefined : new Error("staff only")));
 * orders.on("connection", (socket) => orders.emit("joined", socket.id));
 * ```
 */
export class Namespace<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = any,
> extends StrictEventEmitter<
  ServerSideEvents,
  RemoveAcknowledgements<EmitEvents>,
  NamespaceReservedEventsMap<ListenEvents, EmitEvents, ServerSideEvents, SocketData>
> {
  /** Begins with a slash. */
  readonly name: string;
  /** Its sockets on this server, by their ids. */
  readonly sockets: Map<SocketId, Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>> = new Map();
  readonly server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  /** Knows the rooms, and how to reach sockets of other servers. */
  adapter!: AdapterLike;
  /** @internal The number of the next acknowledgement. Adapters take numbers, too. */
  _ids = 0;
  /** @internal How many clients are on their way in. */
  protected _expected = 0;
  /** @internal */
  _middlewares: readonly NamespaceMiddleware<ListenEvents, EmitEvents, ServerSideEvents, SocketData>[] = [];

  /** @internal Namespaces are made by their server. */
  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>, name: string) {
    super({ captureRejections: server.handlerErrors.isIsolating });
    this.server = server;
    this.name = name;
    this._initAdapter();
  }

  /** @internal Again when the server is given another adapter. */
  _initAdapter(): void {
    this.adapter = this.server._createAdapter(this);
    this._watchAdapter("init", this.adapter.init());
  }

  /**
   * Adds a middleware: it sees every socket that wants to be in this namespace, and may refuse it.
   *
   * @example
   * ```ts
   * io.use(async (socket, next) => {
   *   const user = await findUser(socket.handshake.auth.token);
   *   next(user === undefined ? new Error("unknown user") : undefined);
   * });
   * ```
   */
  use(fn: NamespaceMiddleware<ListenEvents, EmitEvents, ServerSideEvents, SocketData>): this {
    this._middlewares = [...this._middlewares, fn];
    return this;
  }

  /** Everybody in these rooms. */
  to(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().to(room);
  }

  /** The same as {@link to}. */
  in(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().to(room);
  }

  /** Everybody but those in these rooms. */
  except(room: Room | Room[]): ToMany<EmitEvents, SocketData> {
    return this.#operator().except(room);
  }

  /** Emits an event to everybody in this namespace. */
  override emit<Ev extends EventNamesWithoutAck<EmitEvents>>(
    ev: Ev,
    ...args: EventParams<EmitEvents, Ev>
  ): boolean {
    return this.#operator().emit(ev as never, ...(args as never));
  }

  /** Emits a `message` to everybody in this namespace. */
  send(...args: EventParams<EmitEvents, "message">): this {
    this.emit("message" as never, ...(args as never));
    return this;
  }

  /** The same as {@link send}. */
  write(...args: EventParams<EmitEvents, "message">): this {
    return this.send(...args);
  }

  /**
   * Emits an event to the other servers. A function as last argument is called with an error, or with the list of their answers.
   */
  serverSideEmit<Ev extends EventNames<ServerSideEvents>>(
    ev: Ev,
    ...args: EventParams<DecorateAcknowledgementsWithTimeoutAndMultipleResponses<ServerSideEvents>, Ev>
  ): boolean {
    checkServerSideEventName(ev);
    this._watchAdapter("serverSideEmit", this.adapter.serverSideEmit([ev, ...(args as unknown[])]));
    return true;
  }

  /** Emits an event to the other servers and resolves with the list of their answers. */
  serverSideEmitWithAck<Ev extends EventNamesWithAck<ServerSideEvents>>(
    ev: Ev,
    ...args: AllButLast<EventParams<ServerSideEvents, Ev>>
  ): Promise<FirstNonErrorArg<Last<EventParams<ServerSideEvents, Ev>>>[]> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, responses: unknown): void => {
        if (error) reject(Object.assign(error, { responses }));
        else resolve(responses as never);
      };
      this.serverSideEmit(ev as never, ...([...args, settle] as never));
    });
  }

  /** @internal Adapters call it with an event of another server. */
  _onServerSideEmit(args: [string, ...any[]]): void {
    try {
      this.emitUntyped(...args);
    } catch (error) {
      this.#report(error, args[0]);
    }
  }

  /**
   * The ids of its sockets, on all servers.
   *
   * @deprecated use {@link fetchSockets}
   */
  allSockets(): Promise<Set<SocketId>> {
    // oxlint-disable-next-line typescript/no-deprecated -- one deprecated method stands on the other
    return this.#operator().allSockets();
  }

  /** Compress it, where compression was agreed on? */
  compress(compress: boolean): ToMany<EmitEvents, SocketData> {
    return this.#operator().compress(compress);
  }

  /** Those who cannot take it at once do without it. */
  get volatile(): ToMany<EmitEvents, SocketData> {
    return this.#operator().volatile;
  }

  /** To the sockets of this server only. */
  get local(): ToMany<EmitEvents, SocketData> {
    return this.#operator().local;
  }

  /** How long, in milliseconds, to wait for acknowledgements. */
  timeout(timeout: number): ToManyInTime<EmitEvents, SocketData> {
    return this.#operator().timeout(timeout);
  }

  /** Its sockets, on all servers. */
  fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    return this.#operator().fetchSockets();
  }

  /** Makes all its sockets join rooms. */
  socketsJoin(room: Room | Room[]): void {
    this.#operator().socketsJoin(room);
  }

  /** Makes all its sockets leave rooms. */
  socketsLeave(room: Room | Room[]): void {
    this.#operator().socketsLeave(room);
  }

  /** Disconnects all its sockets; `close` closes their connections, too. */
  disconnectSockets(close = false): void {
    this.#operator().disconnectSockets(close);
  }

  /** @internal What is remembered of a client that comes back. */
  async _restore(auth: Record<string, unknown>): Promise<Session | undefined> {
    const { pid, offset } = auth;
    if (typeof pid !== "string") return undefined;
    // A client that has received nothing has no offset. Only our own adapter knows where it began.
    const knowsBeginnings = this.adapter instanceof SessionAwareAdapter;
    if (typeof offset !== "string" && !(offset === undefined && knowsBeginnings)) return undefined;
    try {
      const session = await this.adapter.restoreSession(pid, offset);
      return session ?? undefined;
    } catch (error) {
      this.#report(error, "connection");
      return undefined;
    }
  }

  /** @internal Reports a promise of the adapter that is rejected: nobody waits for it. */
  _watchAdapter(method: string, returned: unknown): void {
    this.server.handlerErrors.watch(returned, { kind: "adapter", event: method });
  }

  /** @internal A client is on its way in; `_settled` tells when it is in, or is not coming. */
  _expect(): void {
    this._expected++;
  }

  /** @internal */
  _settled(): void {
    this._expected--;
  }

  /** @internal Asks the middlewares, one after the other. The first answer of each counts. */
  _runMiddlewares(
    socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>,
    done: (error?: ExtendedError) => void,
  ): void {
    const middlewares = this._middlewares;
    const { handlerErrors } = this.server;
    const run = (index: number): void => {
      const middleware = middlewares[index];
      if (middleware === undefined) return done();
      let isCalled = false;
      const next = (error?: ExtendedError): void => {
        if (isCalled) return;
        isCalled = true;
        if (error) done(error);
        else run(index + 1);
      };
      const context = { kind: "middleware", event: "connection", socket } as const;
      const fail = (error: unknown): void => {
        handlerErrors.report(error, context);
        // The client need not know what went wrong.
        next(new Error("Internal server error"));
      };
      try {
        const returned: unknown = middleware(socket, next);
        if (handlerErrors.isIsolating && isThenable(returned)) returned.then(undefined, fail);
      } catch (error) {
        fail(error);
      }
    };
    run(0);
  }

  /** @internal The socket is in. */
  _admit(socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>): void {
    this.sockets.set(socket.id, socket);
    socket._onconnect();
    for (const event of ["connect", "connection"] as const) {
      try {
        this.emitReserved(event, socket);
      } catch (error) {
        this.#report(error, event, socket);
      }
    }
  }

  /** @internal The socket has left, or was refused. */
  _remove(socket: Socket<any, any, any>): void {
    this.sockets.delete(socket.id);
  }

  /** @internal What `EventEmitter` calls when the promise of a listener is rejected. */
  [Symbol.for("nodejs.rejection")](error: unknown, event: string | symbol, ...args: unknown[]): void {
    // Other events come from other servers, with whatever they like.
    const hasSocket = event === "connect" || event === "connection";
    this.#report(error, event, hasSocket ? (args[0] as Socket) : undefined);
  }

  #report(error: unknown, event: string | symbol, socket?: Socket<any, any, any>): void {
    this.server.handlerErrors.report(error, { kind: "listener", event: String(event), socket });
  }

  #operator(): ToMany<EmitEvents, SocketData> {
    return new BroadcastOperator(this.adapter);
  }
}
