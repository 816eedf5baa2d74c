import { attachToApp, type UwsPassenger } from "../hosts/uws/attach.ts";
import type { UwsApp, UwsHttpRequest, UwsHttpResponse } from "../hosts/uws/uws-api.ts";
import { UwsExchange, type UwsExchangeContext } from "../hosts/uws/uws-exchange.ts";
import { toPairs, UwsReply, type HeaderPair, type UpgradeSeal } from "../hosts/uws/uws-reply.ts";
import { asIncoming, copyRequest, type UwsRequest } from "../hosts/uws/uws-request.ts";
import { collectHeaders, createUpgradeResponse } from "../hosts/uws/uws-response.ts";
import { UwsTransport } from "../hosts/uws/uws-transport.ts";
import { createErrorAnswer } from "../http/error-answers.ts";
import { computePath } from "../http/request-target.ts";
import type { UpgradeResponse } from "../http/upgrade-response.ts";
import { engineErrorMessages, type Refusal, type ResponseHeaders } from "../ports/index.ts";
import type { UpgradeTicket } from "../runtime/engine-core.ts";
import { HIGH_WATER_MARK } from "../transports/websocket/message-transport.ts";
import { BaseServer } from "./base-server.ts";
import { BODY_ON_UPGRADE, hasBody, middlewareFailure } from "./upgrade-refusals.ts";
import type { AttachOptions, ServerOptions } from "./options.ts";

/** How the WebSockets of an app behave. */
export interface UwsOptions {
  /** `uWS.DISABLED`, `uWS.SHARED_COMPRESSOR` or another of its kind. @default uWS.DISABLED */
  readonly compression?: number | undefined;
  /** After how many seconds without a message a connection is closed. @default 120 */
  readonly idleTimeout?: number | undefined;
  /** How many bytes may wait in one connection; beyond that, messages wait in its session. @default 1_048_576 */
  readonly maxBackpressure?: number | undefined;
}

/** An upgrade request on its way through the engine. */
interface Upgrade {
  readonly request: UwsRequest;
  readonly reply: UwsReply;
  readonly seal: UpgradeSeal;
  /** What middlewares have in the place of a response. */
  readonly response: UpgradeResponse | undefined;
  readonly wires: Wires;
}

/** What the transports of one attachment share. */
interface Wires {
  readonly highWaterMark: number;
  readonly compressionThreshold: number;
}

/**
 * An engine on an app of the package `uWebSockets.js`: sessions over long-polling and WebSocket.
 *
 * @example
 * ```ts
 * const app = App();
 * const engine = new uServer();
 * engine.attach(app, { compression: SHARED_COMPRESSOR });
 * app.listen(3000, () => {});
 * ```
 */
export class uServer extends BaseServer {
  readonly #exchanges: UwsExchangeContext;

  constructor(options: ServerOptions = {}) {
    super(options);
    const { maxHttpBufferSize, maxInflightBytes } = this.settings;
    const { deadlines } = this.core;
    this.#exchanges = {
      deadlines,
      bodyTimes: this.settings,
      maxHttpBufferSize,
      early: { held: 0, most: maxInflightBytes },
    };
  }

  /** Takes the requests of an app for exactly the path of the engine. */
  attach(app: UwsApp, options: AttachOptions & UwsOptions = {}): void {
    if (typeof app?.any !== "function" || typeof app.ws !== "function") {
      throw new TypeError("attach() takes an app of uWebSockets.js: what App() or SSLApp() gives");
    }
    const wires: Wires = {
      highWaterMark: options.maxBackpressure || HIGH_WATER_MARK,
      compressionThreshold: thresholdOf(this.edge.perMessageDeflate),
    };
    attachToApp(app, {
      path: computePath(options),
      takesUpgrades: this.core.offers("websocket"),
      maxPayloadLength: this.settings.maxHttpBufferSize,
      compression: options.compression,
      idleTimeout: options.idleTimeout,
      handleRequest: (response, request) => {
        this.#handleRequest(response, request);
      },
      handleUpgrade: (response, request, context) => {
        this.#handleUpgrade(response, request, { context, wires });
      },
    });
  }

  /** @internal */
  protected override cleanup(): void {
    // The app belongs to the application, and the sessions end their connections themselves.
  }

  #handleRequest(res: UwsHttpResponse, req: UwsHttpRequest): void {
    const request = copyRequest(res, req);
    const exchange = new UwsExchange(res, request, this.#exchanges);
    if (this.middlewares.length === 0) return this.core.handleRequest(exchange);
    this.applyMiddlewares(asIncoming(request), exchange.createResponse().asServerResponse(), (error) => {
      if (error !== undefined) this.core.refuse(exchange, middlewareFailure(error));
      // A session has to hear that its client has left; one that is not there yet need not come into being.
      else if (!exchange.isOver || request._query["sid"]) this.core.handleRequest(exchange);
    });
  }

  #handleUpgrade(
    res: UwsHttpResponse,
    req: UwsHttpRequest,
    { context, wires }: { readonly context: unknown; readonly wires: Wires },
  ): void {
    const request = copyRequest(res, req);
    const seal: UpgradeSeal = {
      key: req.getHeader("sec-websocket-key"),
      protocol: req.getHeader("sec-websocket-protocol"),
      extensions: req.getHeader("sec-websocket-extensions"),
      context,
    };
    const reply = new UwsReply(res, request.method);
    if (hasBody(request)) return refuseUpgrade(reply, BODY_ON_UPGRADE);
    const response = this.middlewares.length === 0 ? undefined : createUpgradeResponse(request, reply);
    const upgrade: Upgrade = { request, reply, seal, response, wires };
    if (response === undefined) return this.#admitUpgrade(upgrade);
    this.applyMiddlewares(asIncoming(request), response.asServerResponse(), (error) => {
      if (reply.isOver) return;
      if (error === undefined) this.#admitUpgrade(upgrade);
      else this.#failUpgrade(upgrade, error);
    });
  }

  #admitUpgrade(upgrade: Upgrade): void {
    const { request, reply } = upgrade;
    let hasAnswer = false;
    const giveUp = this.core.admitUpgrade(request, request._query, (outcome) => {
      hasAnswer = true;
      reply.onAbort = undefined;
      if (outcome.refusal === undefined) this.#passUpgrade(upgrade, outcome);
      else refuseUpgrade(reply, outcome.refusal);
    });
    if (!hasAnswer) reply.onAbort = giveUp;
  }

  #failUpgrade({ request, reply }: Upgrade, error: unknown): void {
    const why = middlewareFailure(error);
    this.core.reportRefusal(request, why);
    refuseUpgrade(reply, why);
  }

  /** What the application and its middlewares add to the 101; a middleware that waits for the head may fail now. */
  #headersOf({ request, response }: Upgrade, opensSession: boolean): HeaderPair[] {
    const headers: ResponseHeaders = {};
    this.emitHeaders(headers, request, opensSession);
    return response === undefined ? toPairs(headers) : [...toPairs(headers), ...collectHeaders(response)];
  }

  #passUpgrade(upgrade: Upgrade, ticket: UpgradeTicket): void {
    let headers: HeaderPair[];
    try {
      headers = this.#headersOf(upgrade, ticket.opensSession);
    } catch (error) {
      return this.#failUpgrade(upgrade, error);
    }
    const { dialect, supportsBinary } = ticket;
    const engine: UwsPassenger["engine"] = {
      transport: undefined,
      board: (socket) => {
        engine.transport = new UwsTransport(socket, { dialect, supportsBinary, ...upgrade.wires });
        ticket.accept(engine.transport);
      },
    };
    upgrade.reply.upgrade({ engine } satisfies UwsPassenger, upgrade.seal, headers);
  }
}

/** As on Node: 400 for every code but an overload, and the plain text. */
function refuseUpgrade(reply: UwsReply, why: Refusal): void {
  const isOverload = why.status === 503;
  const { headers } = createErrorAnswer(why);
  const { message } = why;
  reply.send({
    status: isOverload ? 503 : 400,
    headers: toPairs({ ...headers, "Content-Type": "text/html", Connection: "close" }),
    // An application may have given something that is no text.
    body: typeof message === "string" ? message : engineErrorMessages[why.code],
  });
}

/** From how many bytes on messages are compressed. */
function thresholdOf(perMessageDeflate: boolean | object): number {
  const { threshold } = perMessageDeflate as { readonly threshold?: unknown };
  return typeof threshold === "number" ? threshold : 1024;
}
