import type { Dialect, Handshake, TransportName } from "@sockeye/protocol/engine";
import type {
  Clock,
  EngineRequest,
  HttpExchange,
  Query,
  Refusal,
  RequestTransport,
  ServerTransport,
} from "../ports/index.ts";
import { admit, revisionOf, type Applicant } from "./admission.ts";
import type { CoreOptions } from "./core-options.ts";
import { DeadlineQueue } from "./deadline-queue.ts";
import { EngineSession } from "./engine-session.ts";
import { FlushQueue } from "./flush-queue.ts";
import { Greeter } from "./greeter.ts";
import { OutputBudget } from "./output-budget.ts";
import type { SessionContext } from "./session-context.ts";
import { SessionCounts } from "./session-counts.ts";
import { SessionRegistry } from "./session-registry.ts";
import { throwOutside } from "./throw-outside.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What a polling transport is made of. */
export interface PollingParts {
  readonly dialect: Dialect;
  readonly query: Query;
}

/** What a core asks of those that put it together. */
export interface CoreParts {
  readonly options: CoreOptions;
  readonly clock: Clock;
  readonly dialects: Readonly<Record<3 | 4, Dialect>>;
  generateId(request: EngineRequest | undefined): string | PromiseLike<string>;
  createPolling(parts: PollingParts): RequestTransport;
  /** A request is refused: answer it. */
  refuse(exchange: HttpExchange, refusal: Refusal): void;
  /** A request or upgrade is refused: tell the application. */
  onRefused(request: EngineRequest, refusal: Refusal): void;
  /**
   * A session is about to greet its client: give it a listener.
   *
   * @param request - the one that opens it; none over WebTransport
   */
  onSession(session: EngineSession, request: EngineRequest | undefined): void;
  /** A session has greeted its client: tell the application. */
  onConnection(session: EngineSession): void;
  /** A session is over; this is why, where there is more to say than a word. */
  onEnded(description: unknown): void;
}

/** What an upgrade request has earned: a place for the transport that comes of it. */
export interface UpgradeTicket {
  readonly refusal?: undefined;
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  /** Does it open a session? Otherwise it joins one. */
  readonly opensSession: boolean;
  /** The transport stands. It joins, or opens, the session; it is closed when there is no place for it any more. */
  accept(transport: ServerTransport): void;
}

/** What came of an upgrade request. */
export type UpgradeOutcome = UpgradeTicket | { readonly refusal: Refusal };

/** A session is opened by a first request, or by the first packet over WebTransport. */
interface Opening {
  readonly id: string;
  readonly request: EngineRequest | undefined;
  readonly transport: ServerTransport;
}

/** The server without its host: admits requests, opens sessions and finds them again. */
export class EngineCore {
  readonly sessions = new SessionRegistry();
  readonly deadlines: DeadlineQueue;
  readonly counts = new SessionCounts();
  readonly #parts: CoreParts;
  readonly #greeter: Greeter;
  readonly #context: SessionContext;

  constructor(parts: CoreParts) {
    const { options, clock } = parts;
    this.#parts = parts;
    this.deadlines = new DeadlineQueue(clock);
    this.#greeter = new Greeter({
      options,
      sessions: this.sessions,
      handshakes: new TokenBucket({
        ratePerSecond: options.handshakesPerSecond,
        burst: 2 * options.handshakesPerSecond,
        now: () => clock.now(),
      }),
      generateId: ({ request }) => parts.generateId(request),
    });
    this.#context = {
      deadlines: this.deadlines,
      flushes: new FlushQueue(clock),
      budget: new OutputBudget(options.maxTotalBufferedBytes, () => this.sessions),
      counts: this.counts,
      get upgradeTimeout() {
        return options.upgradeTimeout;
      },
      maxBufferedBytes: options.maxBufferedBytes,
      writeStallTimeout: options.writeStallTimeout,
      get initialPacket() {
        return options.initialPacket;
      },
      handshakeFor: (id, transport) => this.#handshakeFor(id, transport),
      onOpened: (id) => {
        const session = this.sessions.get(id);
        if (session !== undefined) parts.onConnection(session);
      },
      onClosed: (id, description) => {
        this.sessions.delete(id);
        parts.onEnded(description);
      },
    };
  }

  /** What all sessions together hold for clients that have not taken it. */
  get bufferedBytes(): number {
    return this.#context.budget.bytes;
  }

  /** How many sessions use each transport now. */
  countTransports(): ReadonlyMap<TransportName, number> {
    const counts = new Map<TransportName, number>();
    for (const { transport } of this.sessions)
      counts.set(transport.name, (counts.get(transport.name) ?? 0) + 1);
    return counts;
  }

  /** Which transports a client may move to from this one. */
  upgradesFrom(transport: TransportName): readonly TransportName[] {
    const { allowUpgrades, transports } = this.#parts.options;
    if (!allowUpgrades || transport !== "polling") return NO_UPGRADES;
    return transports.filter((name) => name !== "polling");
  }

  /** May clients use this transport? */
  offers(transport: TransportName): boolean {
    return this.#parts.options.transports.includes(transport);
  }

  /** Answers a request: now, or, if it is a poll, when there is something to say. */
  handleRequest(exchange: HttpExchange): void {
    // Its client has left while a middleware was busy. A session has to hear of that; a new one need not come into being.
    if (exchange.isOver && !exchange.query["sid"]) return;
    const admission = admit(exchange, this.#parts.options, this.sessions);
    switch (admission.kind) {
      case "refused":
        this.refuse(exchange, admission.refusal);
        return;
      case "session":
        (admission.session.transport as RequestTransport).onRequest(exchange);
        return;
      case "handshake":
        this.#greetByPolling(exchange);
        return;
      default:
        admission satisfies never;
    }
  }

  /**
   * Decides about an upgrade request, before it is answered.
   *
   * @param answer - called once, unless the returned function was called before: the client has gone
   */
  admitUpgrade(
    request: EngineRequest,
    query: Query,
    answer: (outcome: UpgradeOutcome) => void,
  ): (() => void) | undefined {
    const applicant: Applicant = {
      request,
      query,
      method: request.method ?? "GET",
      isUpgrade: true,
      header: (name) => textOf(request.headers[name]),
    };
    const admission = admit(applicant, this.#parts.options, this.sessions);
    const refuse = (why: Refusal): void => {
      this.reportRefusal(request, why);
      answer({ refusal: why });
    };
    const dialect = this.#parts.dialects[revisionOf(query)];
    const supportsBinary = !wantsBase64(query);
    switch (admission.kind) {
      case "refused":
        refuse(admission.refusal);
        return undefined;
      case "session":
        answer({
          dialect,
          supportsBinary,
          opensSession: false,
          accept: (transport) => {
            admission.session.addCandidate(transport);
          },
        });
        return undefined;
      case "handshake":
        return this.#greeter.greet(applicant, (greeting) => {
          if (greeting.refusal !== undefined) return refuse(greeting.refusal);
          const { id } = greeting;
          answer({
            dialect,
            supportsBinary,
            opensSession: true,
            accept: (transport) => {
              this.#open({ id, request, transport });
            },
          });
        });
      default:
        return admission satisfies never;
    }
  }

  /** Answers a request that is refused, by this core or before it has got here, and tells the application. */
  refuse(exchange: HttpExchange, why: Refusal): void {
    this.reportRefusal(exchange.request, why);
    this.#parts.refuse(exchange, why);
  }

  /** Tells the application of a refusal. */
  reportRefusal(request: EngineRequest, why: Refusal): void {
    try {
      this.#parts.onRefused(request, why);
    } catch (error) {
      throwOutside(error);
    }
  }

  /**
   * Takes a transport that came without a request: it joins the session with this id, or opens one. It joins none where
   * sessions are bound to something that a request has.
   */
  acceptTransport(transport: ServerTransport, sid: string | undefined): void {
    if (sid !== undefined) {
      const session = this.sessions.get(sid);
      // There is no query here to tell the revision by.
      if (session?.protocol === transport.dialect.protocol) session.addCandidate(transport);
      else transport.close();
      return;
    }
    this.#greeter.greet({ request: undefined, query: REVISION_4 }, (greeting) => {
      if (greeting.refusal !== undefined) transport.close();
      else this.#open({ id: greeting.id, request: undefined, transport });
    });
  }

  /** Ends all sessions, without waiting for what they still have to send. */
  close(): void {
    for (const session of [...this.sessions]) session.close(true);
  }

  #greetByPolling(exchange: HttpExchange): void {
    const { request, query } = exchange;
    let hasAnswered = false;
    const giveUp = this.#greeter.greet(exchange, (greeting) => {
      hasAnswered = true;
      exchange.onAbort = undefined;
      if (greeting.refusal !== undefined) return this.refuse(exchange, greeting.refusal);
      const { id } = greeting;
      const dialect = this.#parts.dialects[revisionOf(query)];
      const transport = this.#parts.createPolling({ dialect, query });
      transport.onRequest(exchange);
      this.#open({ id, request, transport });
    });
    if (!hasAnswered) exchange.onAbort = giveUp;
  }

  #open({ id, transport, request }: Opening): void {
    // The client may have left while the application was asked.
    if (transport.readyState !== "open") return;
    const binding = request && this.#parts.options.bindSession?.(request);
    const session = new EngineSession({ id, transport, context: this.#context, binding });
    this.sessions.add(session);
    this.#parts.onSession(session, request);
    session.open();
  }

  #handshakeFor(sid: string, transport: TransportName): Handshake {
    const { pingInterval, pingTimeout, maxHttpBufferSize } = this.#parts.options;
    const upgrades = this.upgradesFrom(transport);
    return { sid, upgrades, pingInterval, pingTimeout, maxPayload: maxHttpBufferSize };
  }
}

const REVISION_4: Query = Object.freeze({ EIO: "4" });
const NO_UPGRADES: readonly TransportName[] = Object.freeze([]);

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join(", ") : header;
}

/** Clients that cannot take binary data say so in the first request; over WebSocket in the upgrade request, too. */
export function wantsBase64(query: Query): boolean {
  return Boolean(query["b64"]);
}
