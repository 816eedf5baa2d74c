import { randomFillSync } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createDialects,
  type CloseReason,
  type EnginePacket,
  type TransportName,
} from "@sockeye/protocol/engine";
import { nodeBytes } from "../hosts/node/node-bytes.ts";
import { createCors } from "../http/cors.ts";
import { createErrorAnswer } from "../http/error-answers.ts";
import { serializeCookie } from "../http/cookies.ts";
import { runMiddlewares, type Middleware } from "../http/middleware.ts";
import {
  engineErrorCodes,
  engineErrorMessages,
  type Deadlines,
  type EngineErrorCode,
  type EngineRequest,
  type HttpExchange,
  type Refusal,
  type ResponseHeaders,
} from "../ports/index.ts";
import { BadSidGuard } from "../runtime/bad-sid-guard.ts";
import type { CoreOptions } from "../runtime/core-options.ts";
import { EngineCore } from "../runtime/engine-core.ts";
import { RefusalCounts } from "../runtime/refusal-counts.ts";
import { InflightBudget } from "../runtime/inflight-budget.ts";
import type { Traffic } from "../runtime/session-counts.ts";
import { createIdGenerator } from "../runtime/session-id.ts";
import { throwOutside } from "../runtime/throw-outside.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { PollingTransport, type PollingContext } from "../transports/polling/index.ts";
import {
  acceptWebTransportSession,
  closeSession,
  type WebTransportSession,
} from "../transports/webtransport/index.ts";
import { createClientsView } from "./clients-view.ts";
import { resolveServerOptions, type EdgeOptions, type ServerOptions } from "./options.ts";
import { Socket, socketOf } from "./socket.ts";
import { TypedEmitterBase } from "./typed-emitter.ts";

const dialects = createDialects(nodeBytes);

/** Why a request was refused. */
export interface ConnectionError {
  readonly req: IncomingMessage;
  readonly code: EngineErrorCode;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** What the events of an engine bring along. */
export interface EngineEventMap {
  connection: [socket: Socket];
  connection_error: [error: ConnectionError];
  initial_headers: [headers: ResponseHeaders, request: IncomingMessage];
  headers: [headers: ResponseHeaders, request: IncomingMessage];
  flush: [socket: Socket, packets: readonly EnginePacket[]];
  drain: [socket: Socket];
}

/** What every engine offers, whatever host its requests come through. */
export abstract class BaseServer extends TypedEmitterBase<EngineEventMap> {
  /** The numbers of refused requests. */
  static readonly errors: typeof engineErrorCodes = engineErrorCodes;
  /** The texts that go with the numbers. */
  static readonly errorMessages: typeof engineErrorMessages = engineErrorMessages;

  /**
   * The options with their defaults. Those of engine.io about sessions may be changed and hold for what comes; all others
   * were read when the engine was made.
   */
  readonly opts: ServerOptions;
  /** @internal */
  protected readonly core: EngineCore;
  /** @internal */
  protected readonly edge: EdgeOptions;
  /** @internal */
  protected readonly settings: CoreOptions;
  /** @internal */
  protected readonly middlewares: Middleware[] = [];
  readonly #badSids: BadSidGuard;
  readonly #generateId = createIdGenerator((size) => randomFillSync(new Uint8Array(size)));
  /** Whose session a request opens, for the cookie of its response. */
  readonly #openedBy = new WeakMap<EngineRequest, string>();
  /** Ends each WebTransport session that has not said yet what it wants. */
  readonly #receptions = new Set<() => void>();
  readonly #refusals = new RefusalCounts();
  #clients: Readonly<Record<string, Socket>> | undefined;

  constructor(options: ServerOptions = {}) {
    super();
    const { opts, core, edge } = resolveServerOptions(options);
    this.opts = opts;
    this.edge = edge;
    this.settings = core;
    this.core = new EngineCore({
      options: core,
      clock: systemClock,
      dialects,
      generateId: (request) => this.generateId(toIncoming(request)),
      createPolling: ({ dialect, query }) => new PollingTransport({ dialect, query, context: polling }),
      refuse: (exchange, refusal) => {
        this.refuse(exchange, refusal);
      },
      onRefused: (request, refusal) => {
        this.#emitRefusal(request, refusal);
      },
      onSession: (session, request) => {
        session.listener = new Socket({ session, server: this, request: toIncoming(request) }).events;
        if (request !== undefined && edge.cookie !== undefined) this.#openedBy.set(request, session.id);
      },
      onConnection: (session) => {
        this.emit("connection", socketOf(session));
      },
      onEnded: (description) => {
        this.#refusals.noteEnd(description);
      },
    });
    this.#badSids = new BadSidGuard({
      maxUnknownSidsPerSecond: core.maxUnknownSidsPerSecond,
      now: () => this.core.deadlines.now(),
    });
    const polling: PollingContext = {
      clock: systemClock,
      deadlines: this.core.deadlines,
      intake: new InflightBudget({ maxInflightBytes: core.maxInflightBytes }),
      compressor: edge.compressor,
      get maxHttpBufferSize() {
        return core.maxHttpBufferSize;
      },
      maxControlPerPayload: core.maxControlPerPayload,
      maxPacketsPerPayload: core.maxPacketsPerPayload,
      get allowJsonp() {
        return core.allowEIO3;
      },
      onHeaders: (headers, exchange, isInitial) => {
        if (isInitial) this.#setCookie(headers, exchange.request);
        // The request is looked at only where somebody wants to see it.
        else if (!this.isObserved) return;
        this.emitHeaders(headers, exchange.request, isInitial);
      },
    };
    if (options.cors) this.use(createCors(options.cors));
  }

  /** @internal The one queue of deadlines, for the layer above. */
  get deadlines(): Deadlines {
    return this.core.deadlines;
  }

  /** The open sessions by their ids. */
  get clients(): Readonly<Record<string, Socket>> {
    this.#clients ??= createClientsView(this.core.sessions);
    return this.#clients;
  }

  /**
   * How often clients were refused: sessions by the code they ended with, requests by the limit that was reached, the name in
   * the context of their `connection_error`, or the number of that.
   */
  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals.snapshot();
  }

  /** How many sessions are open. */
  get clientsCount(): number {
    return this.core.sessions.size;
  }

  /**
   * What has gone through all sessions since the engine was made: messages, not heartbeats. A text counts its characters and
   * binary data its bytes, before compression.
   */
  get traffic(): Traffic {
    return this.core.counts.traffic();
  }

  /** How many sessions have ended, by the reason that their `close` event gave. */
  get closes(): ReadonlyMap<CloseReason, number> {
    return this.core.counts.closes();
  }

  /** How many sessions use each transport. Counted when it is asked for. */
  get transportCounts(): ReadonlyMap<TransportName, number> {
    return this.core.countTransports();
  }

  /** How many bytes wait in all sessions for clients that do not take them; about, as `maxTotalBufferedBytes` counts. */
  get bufferedBytes(): number {
    return this.core.bufferedBytes;
  }

  /** The transports that a session can move to from this one. */
  upgrades(transport: TransportName): string[] {
    return [...this.core.upgradesFrom(transport)];
  }

  /**
   * Adds a middleware of the kind that Express made common. It sees every HTTP request and upgrade request.
   *
   * @example
   * ```ts
   * engine.use(helmet());
   * ```
   */
  use(middleware: Middleware): void;
  // oxlint-disable-next-line typescript/no-explicit-any -- those of Express ask for more than there is, and do not use it
  use(middleware: (request: any, response: any, next: (error?: any) => void) => unknown): void;
  use(middleware: Middleware): void {
    if (typeof middleware !== "function") {
      throw new TypeError("use() takes a function: (request, response, next) => …");
    }
    this.middlewares.push(middleware);
  }

  /** Creates the id of a new session. To be replaced by one of the application's: a text, or a promise of one. */
  generateId(_request: IncomingMessage): string | PromiseLike<string> {
    return this.#generateId();
  }

  /** Ends all sessions. */
  close(): this {
    for (const giveUp of this.#receptions) giveUp();
    this.core.close();
    this.cleanup();
    return this;
  }

  /**
   * Takes in a WebTransport session of the host's HTTP/3 server. It is closed where there are middlewares or
   * `allowedOrigins`: they could not see it.
   */
  onWebTransportSession(session: WebTransportSession): void {
    const { allowsOrigin, maxPendingHandshakes } = this.settings;
    const hasRoom = this.#receptions.size < maxPendingHandshakes;
    const isChecked = this.middlewares.length > 0 || allowsOrigin !== undefined;
    if (!hasRoom || isChecked || !this.core.offers("webtransport")) {
      closeSession(session);
      return;
    }
    const { upgradeTimeout, maxHttpBufferSize } = this.settings;
    const forget = acceptWebTransportSession(
      session,
      {
        deadlines: this.core.deadlines,
        dialect: dialects[4],
        bytes: nodeBytes,
        upgradeTimeout,
        maxPayload: maxHttpBufferSize,
      },
      (transport, sid) => {
        this.#receptions.delete(forget);
        this.core.acceptTransport(transport, sid);
      },
    );
    this.#receptions.add(forget);
    const settled = (): void => {
      this.#receptions.delete(forget);
    };
    session.closed.then(settled, settled);
  }

  /** @internal */
  protected abstract cleanup(): void;

  /** @internal Answers a request that is refused, and closes its connection if it is one of too many guesses. */
  protected refuse(exchange: HttpExchange, why: Refusal): void {
    const { status, headers, body } = createErrorAnswer(why);
    const isGuess = why.code === engineErrorCodes.UNKNOWN_SID;
    if (isGuess && this.#badSids.report(exchange.remoteAddress)) headers["Connection"] = "close";
    exchange.respond(status, headers, body);
  }

  /** @internal To be asked for only where there are middlewares: a response for them to write to costs something. */
  protected applyMiddlewares(
    request: IncomingMessage,
    response: ServerResponse,
    done: (error?: unknown) => void,
  ): void {
    runMiddlewares(this.middlewares, request, response, done);
  }

  /** @internal Headers of a response, before they are sent. */
  protected emitHeaders(headers: ResponseHeaders, request: EngineRequest, isInitial: boolean): void {
    try {
      if (isInitial) this.emit("initial_headers", headers, request);
      this.emit("headers", headers, request);
    } catch (error) {
      throwOutside(error);
    }
  }

  /** Over polling only, as load balancers are used to it. */
  #setCookie(headers: ResponseHeaders, request: EngineRequest): void {
    const { cookie } = this.edge;
    const sid = this.#openedBy.get(request);
    if (cookie === undefined || sid === undefined) return;
    try {
      headers["Set-Cookie"] = serializeCookie(cookie, sid);
    } catch (error) {
      throwOutside(error);
    }
  }

  /** What the application itself said when it forbade something is in the context. */
  #emitRefusal(request: EngineRequest, { code, message, context }: Refusal): void {
    const { limit, name } = context as { readonly limit?: string; readonly name?: string };
    this.#refusals.note(limit ?? name ?? codeNames[code]!);
    const text = code === engineErrorCodes.FORBIDDEN ? engineErrorMessages[code] : message;
    this.emit("connection_error", { req: toIncoming(request), code, message: text, context });
  }
}

/** The numbers of {@link engineErrorCodes}, by what they stand for. */
const codeNames = Object.keys(engineErrorCodes) as readonly string[];

/** On Node it is one; over WebTransport there is none, as users of engine.io know it. */
function toIncoming(request: EngineRequest | undefined): IncomingMessage {
  return (request ?? null) as unknown as IncomingMessage;
}
