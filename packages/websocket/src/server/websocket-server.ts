import type { Buffer } from "node:buffer";
import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo, ListenOptions } from "node:net";
import type { Duplex } from "node:stream";
import { resolveConnectionOptions, systemClock, type Connection } from "../connection/index.ts";
import { Acceptor, type Decision } from "./acceptor.ts";
import { createUpgradeOnlyServer } from "./http-listener.ts";
import { resolveAdmissionOptions, type WebSocketServerOptions } from "./options.ts";
import { requestPath } from "./request-path.ts";

/** How a server says goodbye. */
export interface CloseOptions {
  /** The close code that the connections get. @default 1001 */
  readonly code?: number;
  /** @default "" */
  readonly reason?: string;
  /** After this many milliseconds, what is still open is terminated. @default 10_000 */
  readonly deadline?: number;
}

/**
 * Creates a WebSocket server with direct callbacks. Give it a port with `listen`, an existing HTTP server with
 * `attach`, or upgrade requests one by one with `handleUpgrade`.
 *
 * @example
 * ```ts
 * const server = createWebSocketServer({
 *   onConnection(connection) {
 *     connection.handler = { onText: (text) => connection.sendText(text) };
 *   },
 * });
 * const { port } = await server.listen({ port: 3000 });
 * ```
 */
export function createWebSocketServer(options: WebSocketServerOptions): LeanWebSocketServer {
  return new LeanWebSocketServer(options);
}

/** A WebSocket server; see {@link createWebSocketServer}. */
export class LeanWebSocketServer {
  readonly #options: WebSocketServerOptions;
  readonly #handshakeTimeout: number;
  readonly #acceptor: Acceptor;
  readonly #connections = new Set<Connection>();
  readonly #onAccepted: (connection: Connection, request: IncomingMessage) => void;
  readonly #onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly #attachedTo = new Set<HttpServer | HttpsServer>();
  #ownServer: HttpServer | undefined;
  #whenEmpty: (() => void) | undefined;

  /** @internal Use {@link createWebSocketServer}. */
  constructor(options: WebSocketServerOptions) {
    if (typeof options.onConnection !== "function") {
      throw new TypeError('The option "onConnection" must be a function: it receives the connections');
    }
    this.#options = options;
    const admission = resolveAdmissionOptions(options);
    this.#handshakeTimeout = admission.handshakeTimeout;
    this.#acceptor = new Acceptor({
      connection: resolveConnectionOptions(options, { isServer: true }),
      perMessageDeflate: options.perMessageDeflate ?? false,
      ...admission,
      hooks: {
        ...pickHooks(options),
        decide: (request) => this.#decide(request),
        onEnd: (connection) => {
          this.#connections.delete(connection);
          if (this.#connections.size === 0) this.#whenEmpty?.();
        },
      },
    });
    this.#onAccepted = (connection, request) => {
      this.#connections.add(connection);
      options.onConnection(connection, request);
    };
    this.#onUpgrade = (request, socket, head) => {
      this.handleUpgrade(request, socket, head);
    };
  }

  /** Every connection that is open or closing. */
  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** Listens on a port of its own; resolves to the address. */
  listen(options: ListenOptions): Promise<AddressInfo> {
    if (this.#ownServer !== undefined) throw new Error("The server listens already: create another one");
    const server = createUpgradeOnlyServer(this.#handshakeTimeout);
    this.#ownServer = server;
    this.attach(server);
    return new Promise((resolve, reject) => {
      server.once("error", (error) => {
        this.#detach(server);
        this.#ownServer = undefined;
        reject(error);
      });
      server.listen(options, () => {
        resolve(server.address() as AddressInfo);
      });
    });
  }

  /** Takes the upgrade requests of an existing HTTP or HTTPS server, which stays its owner's. */
  attach(server: HttpServer | HttpsServer): void {
    if (this.#attachedTo.has(server)) throw new Error("The server is attached to this HTTP server already");
    this.#attachedTo.add(server);
    server.on("upgrade", this.#onUpgrade);
  }

  /**
   * Takes one upgrade request, with the arguments of Node's `upgrade` event, for hosts that choose by themselves who gets it.
   *
   * @param onConnection - receives this connection, instead of the function in the options
   */
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    onConnection?: WebSocketServerOptions["onConnection"],
  ): void {
    const onAccepted =
      onConnection === undefined
        ? this.#onAccepted
        : (connection: Connection): void => {
            this.#connections.add(connection);
            onConnection(connection, request);
          };
    this.#acceptor.accept({ request, socket, head }, onAccepted);
  }

  /** Refuses new connections, closes the open ones, waits for them until the deadline, then terminates the rest. */
  async close({ code = 1001, reason = "", deadline = 10_000 }: CloseOptions = {}): Promise<void> {
    this.#acceptor.close();
    for (const server of this.#attachedTo) this.#detach(server);
    const ownServer = this.#ownServer;
    this.#ownServer = undefined;
    const hasClosed = ownServer && new Promise<void>((resolve) => ownServer.close(() => resolve()));
    for (const connection of this.#connections) connection.close(code, reason);
    await this.#emptied(deadline);
    ownServer?.closeAllConnections();
    await hasClosed;
  }

  #emptied(deadline: number): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = systemClock.schedule(() => {
        for (const connection of this.#connections) connection.terminate();
      }, deadline);
      this.#whenEmpty = () => {
        cancel();
        resolve();
      };
    });
  }

  #detach(server: HttpServer | HttpsServer): void {
    server.off("upgrade", this.#onUpgrade);
    this.#attachedTo.delete(server);
  }

  #decide(request: IncomingMessage): Decision | Promise<Decision> {
    const { path, decide } = this.#options;
    if (path !== undefined && requestPath(request.url) !== path) return { status: 400 };
    return decide?.(request) ?? true;
  }
}

/** Only what was given: an absent hook must stay absent. */
function pickHooks({
  selectProtocol,
  onHeaders,
  onDecisionError,
}: WebSocketServerOptions): Pick<
  ConstructorParameters<typeof Acceptor>[0]["hooks"],
  "selectProtocol" | "onHeaders" | "onDecisionError"
> {
  return {
    ...(selectProtocol && { selectProtocol }),
    ...(onHeaders && { onHeaders }),
    ...(onDecisionError && { onDecisionError }),
  };
}
