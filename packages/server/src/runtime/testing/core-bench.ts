import type { TransportName } from "@sockeye/protocol/engine";
import { VirtualClock } from "@sockeye/testkit";
import type { EngineRequest, HttpExchange, Query, Refusal } from "../../ports/index.ts";
import { FakeExchange, type FakeRequest } from "../../transports/testing/fake-exchange.ts";
import { engineLimitDefaults, type CoreOptions } from "../core-options.ts";
import { EngineCore, type CoreParts, type UpgradeOutcome } from "../engine-core.ts";
import type { EngineSession } from "../engine-session.ts";
import { FakeTransport, testDialects } from "./fake-transport.ts";
import { ScriptedListener } from "./session-bench.ts";

/** Options of a core where a test says nothing. */
export const coreDefaults: CoreOptions = Object.freeze({
  ...engineLimitDefaults,
  pingInterval: 25_000,
  pingTimeout: 20_000,
  upgradeTimeout: 10_000,
  maxHttpBufferSize: 1_000_000,
  transports: ["polling", "websocket"] as readonly TransportName[],
  allowUpgrades: true,
  allowEIO3: false,
  initialPacket: undefined,
  allowRequest: undefined,
  allowsOrigin: undefined,
  bindSession: undefined,
});

/** A core in virtual time, whose transports are fakes. */
export class CoreBench {
  readonly clock = new VirtualClock();
  readonly core: EngineCore;
  readonly listeners = new Map<string, ScriptedListener>();
  /** Ids of the sessions that were announced. */
  readonly connections: string[] = [];
  /** Why sessions ended. */
  readonly endings: unknown[] = [];
  readonly refusals: Refusal[] = [];
  readonly pollings: FakeTransport[] = [];
  /** What the core is told when it asks for an id. */
  generateId: CoreParts["generateId"] = () => `id${this.#ids++}`;
  /** Called when a refusal is reported. */
  onRefused: (request: EngineRequest) => void = () => {};
  #ids = 0;

  constructor(options: Partial<CoreOptions> = {}) {
    this.core = new EngineCore({
      options: { ...coreDefaults, ...options },
      clock: this.clock,
      dialects: testDialects,
      generateId: (request) => this.generateId(request),
      createPolling: ({ dialect }) => {
        const transport = new FakeTransport({ name: "polling", dialect });
        transport.block();
        // As the real one does with a request whose client has left.
        const { onRequest } = transport;
        transport.onRequest = (exchange) => {
          if (exchange.isOver) transport.end();
          else onRequest.call(transport, exchange);
        };
        this.pollings.push(transport);
        return transport;
      },
      refuse: (exchange, refusal) => {
        exchange.respond(refusal.status, {}, refusal.message);
      },
      onRefused: (request, refusal) => {
        this.refusals.push(refusal);
        this.onRefused(request);
      },
      onSession: (session) => {
        const listener = new ScriptedListener();
        session.listener = listener;
        this.listeners.set(session.id, listener);
      },
      onConnection: (session) => {
        this.connections.push(session.id);
      },
      onEnded: (description) => {
        this.endings.push(description);
      },
    });
  }

  request(query: Query, rest: Omit<FakeRequest, "query"> = {}): FakeExchange {
    const exchange = new FakeExchange({ query, ...rest });
    this.core.handleRequest(exchange);
    return exchange;
  }

  /** An upgrade request, and what came of it. */
  upgrade(query: Query, request: Partial<EngineRequest> = {}): UpgradeAttempt {
    const outcomes: UpgradeOutcome[] = [];
    const giveUp = this.core.admitUpgrade(
      { headers: {}, method: "GET", _query: {}, ...request },
      query,
      (outcome) => outcomes.push(outcome),
    );
    return { outcomes, giveUp: giveUp ?? (() => {}) };
  }

  /** A session, opened over polling. */
  open(query: Query = {}): EngineSession {
    const before = new Set(this.core.sessions.ids());
    this.request({ EIO: "4", transport: "polling", ...query });
    const id = [...this.core.sessions.ids()].find((one) => !before.has(one));
    return this.core.sessions.get(id ?? "")!;
  }
}

/** What came of an upgrade request. */
export interface UpgradeAttempt {
  readonly outcomes: readonly UpgradeOutcome[];
  giveUp(): void;
}

/** How a request was answered: the status, and the text for the client; `undefined` when it was not. */
export function answerOf(exchange: HttpExchange): unknown {
  const { response } = exchange as FakeExchange;
  return response && [response.status, response.body];
}
