import type { Buffer } from "node:buffer";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { attachTo } from "../hosts/node/attach.ts";
import { exposeRequest, type EngineIncoming } from "../hosts/node/engine-incoming.ts";
import { NodeExchange, type ExchangeContext } from "../hosts/node/node-exchange.ts";
import { createForeignDoor, createOwnDoor, type WebSocketDoor } from "../hosts/node/websocket-door.ts";
import { encodeUpgradeRefusal } from "../http/error-answers.ts";
import { computePath, parseTargetQuery } from "../http/request-target.ts";
import { UpgradeResponse } from "../http/upgrade-response.ts";
import { overloaded, type Refusal, type ResponseHeaders } from "../ports/index.ts";
import type { UpgradeTicket } from "../runtime/engine-core.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { WsShapedTransport, type WsShapedSocket } from "../transports/websocket/ws-shaped-transport.ts";
import { BaseServer } from "./base-server.ts";
import { BODY_ON_UPGRADE, hasBody, middlewareFailure } from "./upgrade-refusals.ts";
import type { AttachOptions, ServerOptions } from "./options.ts";

/** An upgrade request on its way through the engine. */
interface Upgrade {
  readonly request: EngineIncoming;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** What middlewares have in the place of a response. */
  readonly response: UpgradeResponse | undefined;
}

/**
 * An engine on Node's HTTP servers: sessions over long-polling and WebSocket.
 *
 * @example
 * ```ts
 * const engine = new Server({ cors: { origin: "https://example.org" } });
 * engine.attach(httpServer);
 * engine.on("connection", (socket) => socket.send("hello"));
 * ```
 */
export class Server extends BaseServer {
  /** The HTTP server that the engine was attached to last. */
  httpServer?: HttpServer;
  readonly #exchanges: ExchangeContext;
  #door: WebSocketDoor | undefined;

  constructor(options: ServerOptions = {}) {
    super(options);
    this.#exchanges = {
      deadlines: this.core.deadlines,
      bodyTimes: this.settings,
      isUntouched: () => this.middlewares.length === 0 && !this.isObserved,
    };
    this.#openDoor();
  }

  /**
   * Takes the requests of an HTTP server that begin with the path of the engine. The listeners that it has get the
   * others; those that are added later get all.
   */
  attach(server: HttpServer, options: AttachOptions = {}): void {
    if (typeof server === "function" || typeof server?.listeners !== "function") {
      throw new TypeError(
        "attach() takes an HTTP server: what http.createServer() gives, not its request listener",
      );
    }
    const { destroyUpgrade, destroyUpgradeTimeout = 1000 } = options;
    this.httpServer = server;
    attachTo(server, {
      path: computePath(options),
      takesUpgrades: this.core.offers("websocket"),
      destroyUpgradeTimeout: destroyUpgrade === false ? undefined : destroyUpgradeTimeout,
      handleRequest: (request, response) => {
        this.handleRequest(request, response);
      },
      handleUpgrade: (request, socket, head) => {
        this.handleUpgrade(request, socket, head);
      },
      onClose: () => {
        this.close();
      },
      onListening: () => {
        this.#openDoor();
      },
    });
  }

  /** Takes an HTTP request, for hosts that choose by themselves who gets it. */
  handleRequest(req: IncomingMessage, res: ServerResponse): void {
    const query = queryOf(req);
    const exchange = new NodeExchange({ request: req, response: res, query }, this.#exchanges);
    if (this.middlewares.length === 0) return this.core.handleRequest(exchange);
    this.applyMiddlewares(exchange.request, res, (error) => {
      if (error === undefined) this.core.handleRequest(exchange);
      else this.core.refuse(exchange, middlewareFailure(error));
    });
  }

  /** Takes an upgrade request, for hosts that choose by themselves who gets it. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, upgradeHead: Buffer): void {
    const request = this.prepare(req);
    // Whatever befalls the socket before it is somebody's ends with its `close` event.
    socket.on("error", ignore);
    if (hasBody(request)) return this.#refuse(request, socket, BODY_ON_UPGRADE);
    const response = this.middlewares.length === 0 ? undefined : new UpgradeResponse(request, socket);
    const upgrade: Upgrade = { request, socket, head: upgradeHead, response };
    if (response === undefined) return this.#admitUpgrade(upgrade);
    this.applyMiddlewares(request, response.asServerResponse(), (error) => {
      if (error === undefined) return this.#admitUpgrade(upgrade);
      this.#failUpgrade(request, socket, error);
    });
  }

  /** Takes a WebSocket that a host has accepted by itself. */
  onWebSocket(req: IncomingMessage, _socket: Duplex, websocket: WsShapedSocket): void {
    const request = this.prepare(req);
    const giveUp = this.core.admitUpgrade(request, request._query, (outcome) => {
      if (outcome.refusal === undefined) outcome.accept(new WsShapedTransport(websocket, outcome));
      else websocket.close();
    });
    if (giveUp !== undefined) websocket.on("close", giveUp);
  }

  /** Parses the query of a request, as users of engine.io do it before {@link onWebSocket}. */
  prepare(req: IncomingMessage): EngineIncoming {
    return exposeRequest(req, undefined, queryOf(req));
  }

  /** @internal */
  protected override cleanup(): void {
    this.#door?.close();
    this.#door = undefined;
  }

  /** Again, if need be: a server that was closed can listen once more. */
  #openDoor(): void {
    if (this.#door !== undefined || !this.core.offers("websocket")) return;
    const { wsEngine } = this.opts;
    const options = {
      maxPayload: this.settings.maxHttpBufferSize,
      perMessageDeflate: this.edge.perMessageDeflate,
      afterTurn: (callback: () => void) => {
        systemClock.afterTurn(callback);
      },
    };
    this.#door = wsEngine === undefined ? createOwnDoor(options) : createForeignDoor(wsEngine, options);
  }

  #admitUpgrade(upgrade: Upgrade): void {
    const { request, socket } = upgrade;
    const pending: { hasAnswer: boolean; leave?: () => void } = { hasAnswer: false };
    const giveUp = this.core.admitUpgrade(request, request._query, (outcome) => {
      pending.hasAnswer = true;
      if (pending.leave !== undefined) socket.off("end", pending.leave).off("close", pending.leave);
      if (outcome.refusal === undefined) this.#passUpgrade(upgrade, outcome);
      else refuseUpgrade(socket, outcome.refusal);
    });
    if (pending.hasAnswer) return;
    pending.leave = () => {
      giveUp?.();
      socket.destroy();
    };
    // A client that only ends its half has left, too: none does that before it has an answer.
    socket.on("end", pending.leave).on("close", pending.leave);
  }

  #failUpgrade(request: EngineIncoming, socket: Duplex, error: unknown): void {
    this.#refuse(request, socket, middlewareFailure(error));
  }

  #refuse(request: EngineIncoming, socket: Duplex, why: Refusal): void {
    this.core.reportRefusal(request, why);
    refuseUpgrade(socket, why);
  }

  /** What the application and its middlewares add to the 101; a middleware that waits for the head may fail now. */
  #headerLines(
    request: EngineIncoming,
    response: UpgradeResponse | undefined,
    opensSession: boolean,
  ): readonly string[] {
    const headers: ResponseHeaders = {};
    this.emitHeaders(headers, request, opensSession);
    const lines = Object.entries(headers).flatMap(([name, value]) => toLines(name, value));
    return response === undefined ? lines : [...lines, ...response.toHeaderLines()];
  }

  #passUpgrade({ request, socket, head, response }: Upgrade, ticket: UpgradeTicket): void {
    const door = this.#door;
    if (door === undefined) return this.#refuse(request, socket, CLOSED);
    const { dialect, supportsBinary } = ticket;
    let headerLines: readonly string[];
    try {
      headerLines = this.#headerLines(request, response, ticket.opensSession);
    } catch (error) {
      return this.#failUpgrade(request, socket, error);
    }
    socket.off("error", ignore);
    door.pass({
      request,
      socket,
      head,
      dialect,
      supportsBinary,
      headerLines,
      onTransport: (transport) => {
        ticket.accept(transport);
      },
    });
  }
}

function toLines(name: string, value: ResponseHeaders[string]): readonly string[] {
  const values = typeof value === "object" ? value : [value];
  return values.map((one) => `${name}: ${one}`);
}

/** Perhaps it has been prepared before. */
function queryOf(request: IncomingMessage): Record<string, string> {
  return (request as Partial<EngineIncoming>)._query ?? parseTargetQuery(request.url);
}

/** The engine was closed, and its HTTP server was not. */
const CLOSED = overloaded("closed");

function refuseUpgrade(socket: Duplex, why: Refusal): void {
  socket.once("finish", () => socket.destroy());
  socket.end(encodeUpgradeRefusal(why), "utf8");
}

function ignore(): void {
  // See handleUpgrade.
}
