import type { CloseReason, EnginePacket, PacketData } from "@sockeye/protocol/engine";
import { VirtualClock } from "@sockeye/testkit";
import type { ServerTransport } from "../../ports/index.ts";
import { DeadlineQueue } from "../deadline-queue.ts";
import { EngineSession } from "../engine-session.ts";
import { FlushQueue } from "../flush-queue.ts";
import { OutputBudget } from "../output-budget.ts";
import type { SessionContext } from "../session-context.ts";
import type { ReceivedPacket, SessionListener } from "../session-listener.ts";
import { SessionCounts } from "../session-counts.ts";
import { SessionRegistry } from "../session-registry.ts";
import { FakeTransport, type FakeTransportOptions } from "./fake-transport.ts";

/** What a bench can be given. */
export interface SessionBenchOptions {
  readonly maxTotalBufferedBytes?: number;
  readonly context?: Partial<
    Pick<SessionContext, "initialPacket" | "maxBufferedBytes" | "upgradeTimeout" | "writeStallTimeout">
  >;
}

/** A listener that writes one line per call. */
export class ScriptedListener implements SessionListener {
  watchesOutput = true;
  wantsDrain = true;
  readonly lines: string[] = [];
  /** What `onClosed` was told besides the reason. */
  description: unknown;
  /** Called after each line was written, for tests that act in the middle of things. */
  reaction: (line: string) => void = () => {};

  onMessage(data: PacketData | undefined): void {
    this.#note(`message ${String(data)}`);
  }

  onPacket({ type, data }: ReceivedPacket): void {
    this.#note(data === undefined ? `packet ${type}` : `packet ${type} ${String(data)}`);
  }

  onHeartbeat(): void {
    this.#note("heartbeat");
  }

  onQueued({ type, data }: EnginePacket): void {
    this.#note(type === "open" ? "queued open" : `queued ${type} ${String(data)}`);
  }

  onFlush(packets: readonly EnginePacket[]): void {
    this.#note(`flush ${packets.length}`);
  }

  onDrain(): void {
    this.#note("drain");
  }

  onUpgrading(transport: ServerTransport): void {
    this.#note(`upgrading ${transport.name}`);
  }

  onUpgraded(transport: ServerTransport): void {
    this.#note(`upgrade ${transport.name}`);
  }

  onClosed(reason: CloseReason, description: unknown): void {
    this.description = description;
    this.#note(`closed ${reason}`);
  }

  /** The lines that begin with one of these words. */
  only(...words: string[]): string[] {
    return this.lines.filter((line) => words.includes(line.split(" ")[0]!));
  }

  #note(line: string): void {
    this.lines.push(line);
    this.reaction(line);
  }
}

/** A session that is open, with its listener and its transport. */
export interface SessionOnBench {
  readonly session: EngineSession;
  readonly transport: FakeTransport;
  readonly listener: ScriptedListener;
}

/** Sessions in virtual time. */
export class SessionBench {
  readonly clock = new VirtualClock();
  readonly deadlines = new DeadlineQueue(this.clock);
  readonly sessions = new SessionRegistry();
  readonly budget: OutputBudget;
  readonly counts = new SessionCounts();
  readonly context: SessionContext;
  readonly opened: string[] = [];
  readonly closed: string[] = [];
  /** Called when a session has been opened, as a `connection` listener is. */
  onOpened: (session: EngineSession) => void = () => {};
  #count = 0;

  constructor({ maxTotalBufferedBytes = Infinity, context = {} }: SessionBenchOptions = {}) {
    this.budget = new OutputBudget(maxTotalBufferedBytes, () => this.sessions);
    this.context = {
      deadlines: this.deadlines,
      flushes: new FlushQueue(this.clock),
      budget: this.budget,
      counts: this.counts,
      upgradeTimeout: 10_000,
      maxBufferedBytes: Infinity,
      writeStallTimeout: 45_000,
      initialPacket: undefined,
      handshakeFor: (sid) => ({ sid, upgrades: [], pingInterval: 25_000, pingTimeout: 20_000 }),
      onOpened: (id) => {
        this.opened.push(id);
        this.onOpened(this.sessions.get(id)!);
      },
      onClosed: (id) => {
        this.closed.push(id);
        this.sessions.delete(id);
      },
      ...context,
    };
  }

  /** A session that has not greeted its client. */
  create(options: FakeTransportOptions = {}): SessionOnBench {
    const transport = new FakeTransport(options);
    const session = new EngineSession({ id: `s${this.#count++}`, transport, context: this.context });
    const listener = new ScriptedListener();
    session.listener = listener;
    this.sessions.add(session);
    return { session, transport, listener };
  }

  /** A session that has greeted its client; what it took to get there is forgotten. Over polling a poll waits. */
  open(options: FakeTransportOptions = {}): SessionOnBench {
    const made = this.create(options);
    made.session.open();
    this.clock.turn();
    made.transport.confirm();
    made.transport.ready();
    made.transport.batches.length = 0;
    made.listener.lines.length = 0;
    return made;
  }

  /** A second transport for a session. */
  candidate(session: EngineSession, options: FakeTransportOptions = {}): FakeTransport {
    const transport = new FakeTransport(options);
    session.addCandidate(transport);
    return transport;
  }

  /** What should be nothing when all sessions are over. */
  get leftovers(): object {
    const { deadlines, clock, budget, sessions } = this;
    return {
      deadlines: deadlines.size,
      timers: clock.pendingTimers,
      bytes: budget.bytes,
      sessions: sessions.size,
    };
  }
}

/** `leftovers` when there are none. */
export const NO_LEFTOVERS = Object.freeze({ deadlines: 0, timers: 0, bytes: 0, sessions: 0 });

/** A message. */
export function text(data: string): EnginePacket {
  return { type: "message", data };
}
