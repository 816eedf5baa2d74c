import { EventEmitter } from "node:events";
import { randomFillSync } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import * as defaultParser from "@sockeye/protocol/parser";
import { encodePacket, type SocketPacket } from "@sockeye/protocol/socket";
import { Adapter, SessionAwareAdapter, type AdapterLike } from "../adapter/index.ts";
import {
  BaseServer as BaseEngine,
  Server as Engine,
  uServer as UwsEngine,
  type AttachOptions,
  type Socket as EngineSocket,
} from "../engine/index.ts";
import { OWN_HTTP_OPTIONS } from "../engine/listen.ts";
import type { Deadlines } from "../ports/index.ts";
import { DeadlineQueue } from "../runtime/deadline-queue.ts";
import { RefusalCounts } from "../runtime/refusal-counts.ts";
import { createIdGenerator } from "../runtime/session-id.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { AttachmentBudget } from "./attachment-budget.ts";
import { Client } from "./client.ts";
import {
  ClientBundles,
  clientBundles,
  serveBundles,
  serveBundlesOnApp,
  type BundleService,
} from "./client-bundles.ts";
import { DynamicNamespaces } from "./dynamic-namespaces.ts";
import { BroadcastPackets } from "./engine-packets.ts";
import { HandlerErrors } from "./handler-errors.ts";
import { MainNamespaceFace } from "./main-namespace.ts";
import { Namespace } from "./namespace.ts";
import {
  adapterOptionsOf,
  checkTimeout,
  engineOptionsOf,
  resolveOptions,
  type AdapterConstructor,
  type ResolvedOptions,
  type ServerOptions,
} from "./options.ts";
import { createIntakeFactory, type CreateIntake } from "./packet-intake.ts";
import type { NamespaceMatcher } from "./parent-namespace.ts";
import type { Socket } from "./socket.ts";
import type { DefaultEventsMap, EventsMap } from "./typed-events.ts";
import { Unconnected } from "./unconnected.ts";

/** An HTTP server that a server can be attached to. */
export type HttpServerLike = HttpServer | HttpsServer | Http2SecureServer | Http2Server;

const createId = createIdGenerator((size) => randomFillSync(new Uint8Array(size)));

/**
 * A Socket.IO server: events to and from clients, in namespaces and rooms.
 *
 * @example
 * ```ts
 * import { Server } from "@sockeye/server";
 *
 * const io = new Server(3000);
 * io.on("connection", (socket) => {
 *   socket.emit("hello", "world");
 *   socket.on("howdy", (name) => socket.broadcast.emit("howdy", name));
 * });
 * ```
 */
export class Server<
  /** Events that come from clients. */
  ListenEvents extends EventsMap = DefaultEventsMap,
  /** Events that go to clients. */
  EmitEvents extends EventsMap = ListenEvents,
  /** Events between servers. */
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  /** What the application keeps with a socket. */
  SocketData = any,
> extends MainNamespaceFace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  readonly sockets: Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  /** The sessions underneath. There is one when the server was attached, or bound. */
  engine!: Engine;
  /** The HTTP server that it was attached to last. */
  httpServer!: HttpServerLike;
  /** @internal The options; tools and adapters read them. */
  readonly opts: Partial<ServerOptions>;
  /** @internal All namespaces by their names; tools read it. */
  readonly _nsps: Map<string, Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>> = new Map();
  /** @internal */
  readonly _parser: typeof defaultParser;
  /** @internal Adapters encode with it. */
  readonly encoder: { encode(packet: never): unknown[] };
  /** @internal */
  readonly handlerErrors: HandlerErrors;
  /** @internal */
  readonly _unconnected: Unconnected;
  /** @internal */
  readonly _attachments: AttachmentBudget;
  /** @internal */
  readonly _broadcastPackets = new BroadcastPackets();
  /** @internal */
  readonly _refusals = new RefusalCounts();
  readonly #options: ResolvedOptions;
  readonly #dynamic: DynamicNamespaces;
  /** @internal */
  readonly _createIntake: CreateIntake;
  #deadlines: Deadlines | undefined;
  #path: string;
  #bundles = clientBundles;
  #servesClient: boolean;
  #connectTimeout: number;
  #adapter: AdapterConstructor;

  constructor(options?: Partial<ServerOptions>);
  constructor(server?: HttpServerLike | number | string, options?: Partial<ServerOptions>);
  constructor(
    server?: Partial<ServerOptions> | HttpServerLike | number | string,
    options?: Partial<ServerOptions>,
  );
  constructor(
    server?: Partial<ServerOptions> | HttpServerLike | number | string,
    options: Partial<ServerOptions> = {},
  ) {
    super();
    const isOptions = typeof server === "object" && server !== null && !("listen" in server);
    const given: Partial<ServerOptions> = isOptions ? server : options;
    this.#options = resolveOptions(given);
    const { recovery, limits } = this.#options;
    this.opts = adapterOptionsOf(given, this.#options);
    this.handlerErrors = new HandlerErrors(given);
    this._unconnected = new Unconnected(limits.maxUnconnected);
    this._attachments = new AttachmentBudget(this.#options.maxInflightBytes);
    this._parser = (given.parser ?? defaultParser) as typeof defaultParser;
    this.encoder = new this._parser.Encoder();
    this._createIntake = createIntakeFactory(given, limits);
    this.#path = trimPath(given.path ?? "/socket.io");
    this.#servesClient = given.serveClient !== false;
    this.#connectTimeout = this.#options.connectTimeout;
    this.#adapter = given.adapter ?? (recovery === undefined ? Adapter : SessionAwareAdapter);
    this.#dynamic = new DynamicNamespaces(this);
    this.sockets = this.of("/");
    if (!isOptions && server !== undefined && server !== null) this.attach(server);
  }

  /** @internal */
  get _opts(): Partial<ServerOptions> {
    return this.opts;
  }

  /** @internal */
  get limits(): ResolvedOptions["limits"] {
    return this.#options.limits;
  }

  /** @internal */
  get recovery(): ResolvedOptions["recovery"] {
    return this.#options.recovery;
  }

  /** @internal */
  get cleansUpChildren(): boolean {
    return this.#options.cleanupEmptyChildNamespaces;
  }

  /** @internal */
  get deadlines(): Deadlines {
    this.#deadlines ??= new DeadlineQueue(systemClock);
    return this.#deadlines;
  }

  /** How often clients were refused here: by code, or by the option whose limit it was. `engine` has counts of its own. */
  get refusals(): ReadonlyMap<string, number> {
    return this._refusals.snapshot();
  }

  /** Are the bundles of the client served? */
  serveClient(): boolean;
  serveClient(serves: boolean): this;
  serveClient(serves?: boolean): this | boolean {
    if (serves === undefined) return this.#servesClient;
    this.#servesClient = serves;
    return this;
  }

  /** The path that belongs to the server. */
  path(): string;
  path(path: string): this;
  path(path?: string): this | string {
    if (path === undefined) return this.#path;
    this.#path = trimPath(path);
    return this;
  }

  /** How long, in milliseconds, a client may take to ask for its first namespace. */
  connectTimeout(): number;
  connectTimeout(timeout: number): this;
  connectTimeout(timeout?: number): this | number {
    if (timeout === undefined) return this.#connectTimeout;
    this.#connectTimeout = checkTimeout(timeout);
    return this;
  }

  /** How sockets of other servers are reached. Namespaces that are there get a new one each. */
  adapter(): AdapterConstructor | undefined;
  adapter(adapter: AdapterConstructor): this;
  adapter(adapter?: AdapterConstructor): this | AdapterConstructor | undefined {
    if (adapter === undefined) return this.#adapter;
    this.#adapter = adapter;
    for (const nsp of this._nsps.values()) nsp._initAdapter();
    return this;
  }

  /** The same as {@link attach}. */
  listen(server: HttpServerLike | number | string, options?: Partial<ServerOptions>): this {
    return this.attach(server, options);
  }

  /** Takes the requests of an HTTP server that begin with the path, or opens a port. */
  attach(server: HttpServerLike | number | string, options: Partial<ServerOptions> = {}): this {
    if (typeof server === "function") {
      throw new Error(
        "You are trying to attach socket.io to an express request handler function. Please pass a http.Server instance.",
      );
    }
    if (!isPort(server) && !isHttpServer(server)) {
      throw new TypeError("attach() takes an HTTP server, or the number of a port");
    }
    const httpServer = isPort(server) ? openPort(Number(server)) : (server as HttpServer);
    const merged = this.#attachOptions(options);
    const engine = new Engine(merged);
    engine.attach(httpServer, merged);
    if (this.#servesClient) serveBundles(httpServer, this.#bundleService());
    this.httpServer = httpServer;
    return this.bind(engine);
  }

  /** Takes the requests of an app of the package `uWebSockets.js`. */
  attachApp(app: Parameters<UwsEngine["attach"]>[0], options: Partial<ServerOptions> = {}): void {
    const merged = this.#attachOptions(options);
    const engine = new UwsEngine(merged);
    engine.attach(app, merged);
    if (this.#servesClient) serveBundlesOnApp(app, this.#bundleService());
    this.bind(engine);
  }

  /** Takes the sessions of an engine. */
  bind(engine: BaseEngine | { on(event: "connection", listener: (socket: any) => void): unknown }): this {
    this.engine = engine as Engine;
    // The first one's queue serves all: a deadline that was set in one cannot be taken out of another.
    if (engine instanceof BaseEngine) this.#deadlines ??= engine.deadlines;
    this.engine.on("connection", (socket) => this.onconnection(socket));
    return this;
  }

  /** Takes one session of an engine. */
  onconnection(conn: EngineSocket): this {
    const client = new Client(this, conn);
    // Clients of Socket.IO 2 are in the main namespace without asking.
    if (conn.protocol === 3) client._connect("/");
    return this;
  }

  /**
   * A namespace by its name, made if need be; or all those that fit a pattern or a function, made when clients ask for them.
   *
   * @example
   * ```ts
   * io.of("/admin").on("connection", (socket) => {});
   * io.of(/^\/room-\d+$/).on("connection", (socket) => console.log(socket.nsp.name));
   * ```
   */
  of(
    name: string | RegExp | NamespaceMatcher,
    fn?: (socket: Socket<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) => void,
  ): Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const isDynamic = typeof name === "function" || name instanceof RegExp;
    const nsp = isDynamic ? this.#dynamic.add(name) : this.#named(name);
    if (fn !== undefined) nsp.on("connect", fn as never);
    return nsp as Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData>;
  }

  /**
   * Disconnects everybody, and closes the HTTP server that it is attached to.
   *
   * @param fn - called when all is closed; with an error if the HTTP server was not open
   */
  async close(fn?: (err?: Error) => void): Promise<void> {
    await Promise.allSettled(
      [...this._nsps.values()].map(async (nsp) => {
        for (const socket of [...nsp.sockets.values()]) socket._onclose("server shutting down");
        await nsp.adapter.close();
      }),
    );
    this.engine?.close();
    const { httpServer } = this;
    if (httpServer === undefined) {
      fn?.();
      return;
    }
    await new Promise<void>((resolve) => {
      httpServer.close((error) => {
        fn?.(error);
        resolve();
      });
    });
  }

  /** @internal */
  _createAdapter(nsp: Namespace<any, any, any>): AdapterLike {
    const create = this.#adapter;
    // An arrow function cannot be constructed; a class cannot be called.
    return create.prototype === undefined
      ? (create as (nsp: unknown) => AdapterLike)(nsp)
      : new (create as new (nsp: unknown) => AdapterLike)(nsp);
  }

  /** @internal Serves the bundles of another package than this one, from when it is attached. */
  _serveBundlesOf(home: URL): void {
    this.#bundles = new ClientBundles(() => home);
  }

  /** @internal */
  _createId(): string {
    return createId();
  }

  /** @internal */
  _encode(packet: SocketPacket): readonly unknown[] {
    return this._parser === defaultParser ? encodePacket(packet) : this.encoder.encode(packet as never);
  }

  /** @internal The namespace that a client asks for. */
  _findNamespace(
    name: string,
    auth: Record<string, unknown>,
    answer: (nsp: Namespace<any, any, any> | undefined) => void,
  ): void {
    const known = this._nsps.get(name);
    if (known === undefined) this.#dynamic.find(name, auth, answer);
    else answer(known);
  }

  /** @internal A namespace has come into being. */
  _onNewNamespace(nsp: Namespace<any, any, any>): void {
    this.handlerErrors.call(() => EventEmitter.prototype.emit.call(this.sockets, "new_namespace", nsp), {
      kind: "listener",
      event: "new_namespace",
    });
  }

  #named(given: string): Namespace<any, any, any> {
    const name = given.startsWith("/") ? given : `/${given}`;
    const known = this._nsps.get(name);
    if (known !== undefined) return known;
    const nsp = this.#dynamic.parentOf(name)?.createChild(name) ?? new Namespace(this, name);
    this._nsps.set(name, nsp as never);
    if (name !== "/") this._onNewNamespace(nsp);
    return nsp;
  }

  /** The path and CORS are those of the server itself, whatever it is attached with. */
  #bundleService(): BundleService {
    return { bundles: this.#bundles, path: () => this.#path, cors: this.opts.cors };
  }

  /** What the server was made with holds, whatever it is attached with. */
  #attachOptions(options: Partial<ServerOptions>): Partial<ServerOptions> & AttachOptions {
    const merged = { ...options, ...this.opts };
    return { ...engineOptionsOf(merged), path: trimPath(this.opts.path ?? options.path ?? this.#path) };
  }
}

function openPort(port: number): HttpServer {
  const httpServer = createServer(OWN_HTTP_OPTIONS, (_request, response) => {
    response.writeHead(404);
    response.end();
  });
  return httpServer.listen(port);
}

function isPort(server: unknown): server is number | string {
  return (
    typeof server === "number" ||
    (typeof server === "string" && server.trim() !== "" && !Number.isNaN(Number(server)))
  );
}

function isHttpServer(server: unknown): boolean {
  return typeof server === "object" && server !== null && "listeners" in server;
}

function trimPath(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
