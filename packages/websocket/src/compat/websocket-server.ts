import type { Buffer } from "node:buffer";
import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { resolveConnectionOptions, throwOutside, type Connection } from "../connection/index.ts";
import { Acceptor, type Decision } from "../server/acceptor.ts";
import { createUpgradeOnlyServer } from "../server/http-listener.ts";
import { resolveAdmissionOptions } from "../server/options.ts";
import { requestPath } from "../server/request-path.ts";
import { verifyClient } from "./client-verification.ts";
import { ConnectionEvents, SpacedConnectionEvents } from "./connection-events.ts";
import { toConnectionOptions } from "./connection-options.ts";
import { toDeflateOptions } from "./deflate-options.ts";
import { resolveServerOptions, type ResolvedServerOptions, type ServerOptions } from "./server-options.ts";
import { emitOutside, TypedEmitterBase } from "./socket-emitter.ts";
import { internals, type WebSocket } from "./websocket.ts";

/** What the events of a server bring along. */
export interface ServerEvents<Socket, Request> {
  connection: [websocket: Socket, request: Request];
  /** The lines of the response to a handshake, before they are sent; lines can be added. */
  headers: [headers: string[], request: Request];
  /** A handshake with a defect; whoever listens must end the socket. */
  wsClientError: [error: Error, socket: Duplex, request: Request];
  error: [error: Error];
  listening: [];
  close: [];
}

type State = "running" | "closing" | "closed";

const STATUS_LINE = "HTTP/1.1 101 Switching Protocols";

/**
 * A WebSocket server as users of `ws` know it.
 *
 * @example
 * ```ts
 * const server = new WebSocketServer({ port: 8080 });
 * server.on("connection", (socket) => {
 *   socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
 * });
 * ```
 */
export class WebSocketServer<
  Socket extends typeof WebSocket = typeof WebSocket,
  Request extends typeof IncomingMessage = typeof IncomingMessage,
> extends TypedEmitterBase<
  WebSocketServer<Socket, Request>,
  ServerEvents<InstanceType<Socket>, InstanceType<Request>>
> {
  /** The options with the defaults filled in. */
  options: ServerOptions<Socket, Request>;
  /** The connections that are open or closing; `undefined` when `clientTracking` is off. */
  declare clients: Set<InstanceType<Socket>>;
  /** Never set; it is here for the sake of existing types. */
  declare path: string;

  readonly #options: ResolvedServerOptions;
  readonly #acceptor: Acceptor;
  /** Ours, on the port of the options, or the one that was given. */
  #server: HttpServer | HttpsServer | undefined;
  readonly #removeListeners: (() => void) | undefined;
  #state: State = "running";

  /** @param callback - called when a server on a port of its own listens */
  constructor(options?: ServerOptions<Socket, Request>, callback?: () => void) {
    super();
    this.#options = resolveServerOptions(options);
    this.options = this.#options as unknown as ServerOptions<Socket, Request>;
    if (this.#options.clientTracking) this.clients = new Set();
    this.#acceptor = this.#createAcceptor();
    this.#server = this.#listen(callback);
    if (this.#server !== undefined) this.#removeListeners = this.#addListeners(this.#server);
  }

  /**
   * The address of the HTTP server; `null` when it does not listen.
   *
   * @throws Error in `noServer` mode
   */
  address(): AddressInfo | string | null {
    if (this.#options.noServer) throw new Error('The server is operating in "noServer" mode');
    return this.#server?.address() ?? null;
  }

  /**
   * Takes no more connections. `close` is emitted, and then `cb` called, when the open ones are gone, which stay open
   * for their owners to close; the server does not wait for them when it does not track them and has no port of its own.
   */
  close(cb?: (err?: Error) => void): void {
    if (this.#state === "closed") {
      if (cb !== undefined) this.once("close", () => cb(new Error("The server is not running")));
      process.nextTick(() => this.#emitClose());
      return;
    }
    if (cb !== undefined) this.once("close", cb);
    if (this.#state === "closing") return;
    this.#state = "closing";
    this.#acceptor.close();
    this.#removeListeners?.();
    const server = this.#server;
    this.#server = undefined;
    // A server of our own is closed only when its sockets are gone.
    if (server !== undefined && this.#options.port !== null) server.close(() => this.#emitClose());
    else if (!this.#hasClients) process.nextTick(() => this.#emitClose());
  }

  /** Does this server take the request? To be overridden; by default the `path` of the options decides. */
  shouldHandle(request: InstanceType<Request>): boolean | Promise<boolean> {
    const { path } = this.#options;
    return path === null || path === "" || requestPath(request.url) === path;
  }

  /**
   * Takes one upgrade request.
   *
   * @param callback - receives the connection; `connection` is not emitted
   * @throws Error when the socket was upgraded before
   */
  handleUpgrade(
    request: InstanceType<Request>,
    socket: Duplex,
    upgradeHead: Buffer,
    callback: (client: InstanceType<Socket>, request: InstanceType<Request>) => void,
  ): void {
    this.#acceptor.accept({ request, socket, head: upgradeHead }, (connection) => {
      callback(this.#createWebSocket(connection), request);
    });
  }

  #createWebSocket(connection: Connection): InstanceType<Socket> {
    const options = this.#options;
    const SocketClass = options.WebSocket as unknown as new (...args: unknown[]) => InstanceType<Socket>;
    const webSocket = new SocketClass(null, undefined, options);
    const events = options.allowSynchronousEvents
      ? new ConnectionEvents(webSocket)
      : new SpacedConnectionEvents(webSocket);
    internals.open(webSocket, connection, events);
    this.clients?.add(webSocket);
    return webSocket;
  }

  #createAcceptor(): Acceptor {
    const options = this.#options;
    return new Acceptor({
      ...resolveAdmissionOptions(options),
      connection: resolveConnectionOptions(toConnectionOptions(options), { isServer: true }),
      perMessageDeflate: toDeflateOptions(options.perMessageDeflate),
      hooks: {
        decide: (request) => this.#decide(request as InstanceType<Request>),
        selectProtocol: (offered, request) => this.#selectProtocol(offered, request),
        onHeaders: (lines, request) => {
          this.#emitHeaders(lines, request);
        },
        onEnd: (connection) => {
          this.#forget(connection);
        },
        onBadRequest: (error, socket, request) => {
          if (this.listenerCount("wsClientError") === 0) return false;
          emitOutside(this, "wsClientError", error, socket, request);
          return true;
        },
      },
    });
  }

  #listen(callback: (() => void) | undefined): HttpServer | HttpsServer | undefined {
    const { port, host, backlog, server, handshakeTimeout } = this.#options;
    if (port === null) return server ?? undefined;
    const own = createUpgradeOnlyServer(handshakeTimeout);
    own.listen({ port, host: host ?? undefined, backlog: backlog ?? undefined }, callback);
    return own;
  }

  #addListeners(server: HttpServer | HttpsServer): () => void {
    const onListening = this.emit.bind(this, "listening");
    const onError = this.emit.bind(this, "error");
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      this.handleUpgrade(request as InstanceType<Request>, socket, head, (webSocket) => {
        this.emit("connection", webSocket, request);
      });
    };
    server.on("listening", onListening).on("error", onError).on("upgrade", onUpgrade);
    return () => {
      server.off("listening", onListening).off("error", onError).off("upgrade", onUpgrade);
    };
  }

  #decide(request: InstanceType<Request>): Decision | Promise<Decision> {
    const should = this.shouldHandle(request);
    if (!(should instanceof Promise)) return this.#verify(should, request);
    return should.then((value) => this.#verify(value, request));
  }

  #verify(should: boolean, request: IncomingMessage): Decision | Promise<Decision> {
    if (!should) return { status: 400 };
    const verify = this.#options.verifyClient;
    return verify === null ? true : verifyClient(verify, request);
  }

  #selectProtocol(offered: readonly string[], request: IncomingMessage): string | undefined {
    const { handleProtocols } = this.#options;
    if (handleProtocols === null) return offered[0];
    try {
      return handleProtocols(new Set(offered), request) || undefined;
    } catch (error) {
      throwOutside(error);
      return undefined;
    }
  }

  /** Listeners see the whole response, status line included; the acceptor writes that line itself. */
  #emitHeaders(lines: string[], request: IncomingMessage): void {
    if (this.listenerCount("headers") === 0) return;
    const headers = [STATUS_LINE, ...lines];
    emitOutside(this, "headers", headers, request);
    lines.splice(0, lines.length, ...headers.slice(1));
  }

  get #hasClients(): boolean {
    return this.clients !== undefined && this.clients.size > 0;
  }

  #forget(connection: Connection): void {
    if (!this.#options.clientTracking) return;
    const { webSocket } = connection.handler as ConnectionEvents;
    this.clients.delete(webSocket as InstanceType<Socket>);
    if (this.#state === "closing" && this.#options.port === null && !this.#hasClients) {
      process.nextTick(() => this.#emitClose());
    }
  }

  #emitClose(): void {
    this.#state = "closed";
    this.emit("close");
  }
}
