import fc from "fast-check";
import type { FakeTransport } from "./fake-transport.ts";
import { NO_LEFTOVERS, SessionBench, text, type SessionOnBench } from "./session-bench.ts";

/** What can happen to a session, and how much of it. */
export type Step = readonly [kind: StepKind, amount: number];

const stepKinds = [
  "client sends",
  "client sends an echo request",
  "application sends",
  "application sends with a callback",
  "transport becomes ready",
  "transport becomes busy",
  "transport confirms",
  "turn ends",
  "time passes",
  "client answers the ping",
  "candidate comes",
  "candidate probes",
  "candidate takes over",
  "candidate leaves",
  "candidate sends garbage",
  "application closes",
  "application discards",
  "client leaves",
  "client sends garbage",
] as const;

type StepKind = (typeof stepKinds)[number];

/** What is rare, so that sessions live long enough to be interesting. */
const ENDINGS = new Set<StepKind>([
  "application closes",
  "application discards",
  "client leaves",
  "client sends garbage",
]);

const stepArbitrary: fc.Arbitrary<Step> = fc.tuple(
  fc.oneof(
    ...stepKinds.map((kind) => ({ arbitrary: fc.constant(kind), weight: ENDINGS.has(kind) ? 1 : 10 })),
  ),
  fc.integer({ min: 1, max: 4 }),
);

/** Random courses of a session. */
export const courseArbitrary = fc.record({
  begins: fc.constantFrom("polling" as const, "websocket" as const),
  confirms: fc.constantFrom("at once" as const, "by hand" as const),
  steps: fc.array(stepArbitrary, { maxLength: 120, size: "large" }),
});

export type Course = typeof courseArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays a course, and says what is wrong with what came of it. */
export class SessionPlay {
  readonly #bench = new SessionBench();
  readonly #made: SessionOnBench;
  readonly #course: Course;
  /** In the order in which they were current. */
  readonly #transports: FakeTransport[];
  #candidate: FakeTransport | undefined;
  #clientSent = 0;
  #clientCounted = 0;
  #applicationSent = 0;
  #isDiscarded = false;
  readonly #expectedCallbacks: number[] = [];
  readonly #callbacks: number[] = [];

  constructor(course: Course) {
    this.#course = course;
    this.#made = this.#bench.open({ name: course.begins, confirms: course.confirms });
    this.#transports = [this.#made.transport];
    this.#made.listener.reaction = (line) => {
      if (line.startsWith("message echo")) this.#applicationSends(true);
      if (line.startsWith("message")) this.#clientCounted++;
    };
  }

  /** @returns what it came to: reason of the end, transport at the end */
  run(): string {
    for (const [kind, amount] of this.#course.steps) {
      for (let i = 0; i < amount; i++) this.#play(kind, amount);
      this.#check();
    }
    this.#finish();
    return `${this.#made.listener.only("closed")[0] ?? ""}, ${this.#transports.length} transports`;
  }

  get #current(): FakeTransport {
    return this.#transports.at(-1)!;
  }

  get #isOpen(): boolean {
    return this.#made.session.readyState === "open";
  }

  #play(kind: StepKind, amount: number): void {
    const { session } = this.#made;
    const { clock } = this.#bench;
    switch (kind) {
      case "client sends":
        return this.#clientSends("m");
      case "client sends an echo request":
        return this.#clientSends("echo");
      case "application sends":
        return this.#applicationSends(false);
      case "application sends with a callback":
        return this.#applicationSends(true);
      case "transport becomes ready":
        return this.#current.ready();
      case "transport becomes busy":
        return this.#current.block();
      case "transport confirms":
        return this.#current.confirm();
      case "turn ends":
        return clock.turn();
      case "time passes":
        return clock.advance(amount * 2_000);
      case "client answers the ping":
        return this.#current.receive({ type: "pong" });
      case "candidate comes":
      case "candidate probes":
      case "candidate takes over":
      case "candidate leaves":
      case "candidate sends garbage":
        return this.#playCandidate(kind);
      case "application closes":
        return session.close();
      case "application discards":
        if (session.readyState !== "closed") this.#isDiscarded = true;
        return session.close(true);
      case "client leaves":
        return this.#current.vanish();
      case "client sends garbage":
        return this.#current.garbage();
      default:
        kind satisfies never;
    }
  }

  #playCandidate(kind: StepKind): void {
    const { session } = this.#made;
    if (kind === "candidate comes") {
      const transport = this.#bench.candidate(session, { confirms: this.#course.confirms });
      if (transport.readyState === "open") this.#candidate = transport;
      return;
    }
    const candidate = this.#candidate;
    if (candidate === undefined) return;
    if (kind === "candidate probes") candidate.receive({ type: "ping", data: "probe" });
    if (kind === "candidate leaves") candidate.vanish();
    if (kind === "candidate sends garbage") candidate.garbage();
    if (kind === "candidate takes over" && candidate.readyState === "open") {
      // From here on it is where the client sends, so it has to be first in line before anything comes of it.
      this.#transports.push(candidate);
      candidate.receive({ type: "upgrade" });
      this.#candidate = undefined;
    }
  }

  #clientSends(prefix: string): void {
    if (!this.#isOpen || this.#current.readyState !== "open") return;
    this.#current.message(`${prefix} ${this.#clientSent++}`);
  }

  #applicationSends(wantsCallback: boolean): void {
    if (!this.#isOpen) return;
    const number = this.#applicationSent++;
    if (!wantsCallback) return this.#made.session.send(text(String(number)));
    this.#expectedCallbacks.push(number);
    this.#made.session.send(text(String(number)), () => this.#callbacks.push(number));
  }

  /** What has reached the client, over one transport after the other. */
  get #delivered(): number[] {
    return this.#transports
      .flatMap(({ batches }) => batches.flat())
      .filter(({ type }) => type === "message")
      .map(({ data }) => Number(data));
  }

  #check(): void {
    const { session, listener } = this.#made;
    const delivered = this.#delivered;
    expectNumbers("to the client", delivered, delivered.length);
    const received = listener.only("message").map((line) => Number(line.split(" ")[2]));
    expectNumbers("to the server", received, this.#clientSent);
    if (this.#clientCounted !== received.length) throw new Error("the listener lost count");
    if (session.readyState === "open") {
      const waiting = session.waitingPackets.filter(({ type }) => type === "message");
      expectNumbers(
        "to the client, with what waits",
        [...delivered, ...waiting.map(({ data }) => Number(data))],
        this.#applicationSent,
      );
    }
    const called = this.#callbacks;
    if (called.some((number, i) => i > 0 && number <= called[i - 1]!)) {
      throw new Error(`callbacks out of order: ${called.join()}`);
    }
    if (called.some((number) => number >= delivered.length)) throw new Error("a callback came too early");
  }

  #finish(): void {
    const { session, listener } = this.#made;
    const { clock } = this.#bench;
    this.#current.ready();
    clock.turn();
    this.#current.ready();
    this.#check();
    const isClosedInPeace = listener.only("closed")[0] === "closed forced close" && !this.#isDiscarded;
    if (session.readyState === "open" || isClosedInPeace) {
      const lost = this.#applicationSent - this.#delivered.length;
      if (lost !== 0) throw new Error(`lost: ${lost}`);
    }
    session.close(true);
    clock.advance(200_000);
    this.#check();
    const closed = listener.only("closed");
    if (closed.length !== 1) throw new Error(`closed ${closed.length} times`);
    if (listener.lines.at(-1) !== closed[0]) throw new Error("something was said after the end");
    const leftovers = JSON.stringify(this.#bench.leftovers);
    if (leftovers !== JSON.stringify(NO_LEFTOVERS)) throw new Error(`left behind: ${leftovers}`);
    for (const transport of [...this.#transports, this.#candidate]) {
      if (transport?.readyState === "open") throw new Error("a transport was left open");
    }
  }
}

function expectNumbers(where: string, numbers: readonly number[], count: number): void {
  const isRight = numbers.length === count && numbers.every((number, i) => number === i);
  if (!isRight) throw new Error(`${where}: expected 0 to ${count - 1}, got ${numbers.join()}`);
}
