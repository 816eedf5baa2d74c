import type { Machine } from "../kernel/index.ts";
import type { ClientSessionCommand, ClientSessionEffect, UpgradeProblem } from "./client-session-types.ts";
import type { EnginePacket } from "./packet.ts";
import type { TransportName } from "./transport-name.ts";

/** What the owner of an upgrade tells it. */
export type ClientUpgradeCommand =
  /** The session is open: try these transports. */
  | { readonly type: "start"; readonly names: readonly TransportName[] }
  | Extract<
      ClientSessionCommand,
      { type: "candidateOpen" | "candidatePacket" | "candidateLost" | "paused" | "tick" }
    >;

/** What comes of it. */
export type ClientUpgradeEffect = Exclude<
  ClientSessionEffect,
  { type: "send" | "opened" | "heartbeat" | "closeTransport" | "closed" }
>;

interface Candidate {
  readonly name: TransportName;
  /** It gives another one a head start; it is being opened; it was sent our probe. */
  readonly phase: "waiting" | "opening" | "probing";
  /** When the head start, or the patience, ends. */
  readonly until: number;
}

type State =
  /** Nothing was tried yet, or nothing is left to try. */
  | { readonly name: "idle" }
  | { readonly name: "probing"; readonly candidates: readonly Candidate[] }
  /** The server has answered one; the old transport is coming to rest. */
  | { readonly name: "pausing"; readonly winner: TransportName; readonly until: number }
  | { readonly name: "upgraded" };

const IDLE: State = Object.freeze({ name: "idle" });
const UPGRADED: State = Object.freeze({ name: "upgraded" });

/** How much earlier WebTransport is tried than the others, in milliseconds. */
const HEAD_START = 200;

const NOTHING: readonly ClientUpgradeEffect[] = Object.freeze([]);
const NOBODY: readonly TransportName[] = Object.freeze([]);
const NO_CANDIDATES: readonly Candidate[] = Object.freeze([]);
const PROBE: EnginePacket = Object.freeze({ type: "ping", data: "probe" });
const UPGRADE: EnginePacket = Object.freeze({ type: "upgrade" });

/**
 * The client's side of moving a session to a better transport. Theory of operation:
 *
 * - All candidates are tried at once, so that one that hangs does not stand in the way of the others. Only WebTransport
 *   gets a head start: a server takes one candidate at a time.
 * - The first one whose probe (`2probe`) is answered (`3probe`) wins, and the others are closed. The old transport comes
 *   to rest, so that no message is under way on it; then `5` on the new one makes the move.
 * - Until then the session lives on the old transport, and goes on there when the winner is lost.
 * - Each candidate has `upgradeTimeout`, from its opening to the move.
 */
export class ClientUpgrade implements Machine<ClientUpgradeCommand, ClientUpgradeEffect> {
  readonly #timeout: number;
  #state: State = IDLE;

  /** @param timeout - milliseconds that an upgrade may take */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Is the old transport being left? */
  get isUnderWay(): boolean {
    return this.#state.name === "pausing";
  }

  /** Has the session moved? */
  get isDone(): boolean {
    return this.#state.name === "upgraded";
  }

  /** The candidates that the driver has opened and not closed. */
  get openCandidates(): readonly TransportName[] {
    switch (this.#state.name) {
      case "idle":
      case "upgraded":
        return NOBODY;
      case "probing":
        return this.#state.candidates.filter(isOpened).map(({ name }) => name);
      case "pausing":
        return [this.#state.winner];
    }
  }

  deadline(): number | undefined {
    switch (this.#state.name) {
      case "idle":
      case "upgraded":
        return undefined;
      case "probing":
        return Math.min(...this.#state.candidates.map(({ until }) => until));
      case "pausing":
        return this.#state.until;
    }
  }

  handle(command: ClientUpgradeCommand, now: number): readonly ClientUpgradeEffect[] {
    switch (command.type) {
      case "start":
        return this.#start(command.names, now);
      case "candidateOpen":
        return this.#onOpen(command.name);
      case "candidatePacket":
        return this.#onPacket(command.name, command.packet);
      case "candidateLost":
        return this.#giveUp(command.name, command.problem, command.cause);
      case "paused":
        return this.#onPaused();
      case "tick":
        return this.#onTick(now);
    }
  }

  #start(names: readonly TransportName[], now: number): readonly ClientUpgradeEffect[] {
    const hasHeadStart = names.includes("webtransport");
    this.#setCandidates(
      names.map((name) =>
        hasHeadStart && name !== "webtransport"
          ? { name, phase: "waiting", until: now + HEAD_START }
          : { name, phase: "opening", until: now + this.#timeout },
      ),
    );
    return this.openCandidates.map((name) => ({ type: "openCandidate", name }));
  }

  #onOpen(name: TransportName): readonly ClientUpgradeEffect[] {
    if (this.#candidate(name)?.phase !== "opening") return NOTHING;
    this.#update(name, { phase: "probing" });
    return [{ type: "sendToCandidate", name, packet: PROBE }];
  }

  #onPacket(name: TransportName, { type, data }: EnginePacket): readonly ClientUpgradeEffect[] {
    const candidate = this.#candidate(name);
    if (candidate === undefined) return NOTHING;
    const isAnswer = candidate.phase === "probing" && type === "pong" && data === "probe";
    if (!isAnswer) return this.#giveUp(name, "answer");
    const losers = this.openCandidates.filter((other) => other !== name);
    this.#state = { name: "pausing", winner: name, until: candidate.until };
    return [
      ...losers.map((loser) => ({ type: "closeCandidate", name: loser }) as const),
      { type: "upgrading", name },
      { type: "pauseTransport" },
    ];
  }

  #onPaused(): readonly ClientUpgradeEffect[] {
    if (this.#state.name !== "pausing") return NOTHING;
    const name = this.#state.winner;
    this.#state = UPGRADED;
    return [
      { type: "sendToCandidate", name, packet: UPGRADE },
      { type: "switchTransport", name },
    ];
  }

  #giveUp(name: TransportName, problem: UpgradeProblem, cause?: unknown): readonly ClientUpgradeEffect[] {
    if (!this.openCandidates.includes(name)) return NOTHING;
    const close = { type: "closeCandidate", name } as const;
    const failed = { type: "upgradeFailed", name, problem, cause } as const;
    if (this.#state.name === "pausing") {
      this.#state = IDLE;
      return [close, { type: "resumeTransport" }, failed];
    }
    this.#setCandidates(this.#candidates.filter((it) => it.name !== name));
    return [close, failed];
  }

  #onTick(now: number): readonly ClientUpgradeEffect[] {
    if (this.#state.name === "pausing") {
      const { winner, until } = this.#state;
      return now < until ? NOTHING : this.#giveUp(winner, "timeout");
    }
    const effects: ClientUpgradeEffect[] = [];
    for (const { name, phase, until } of this.#candidates) {
      if (now < until) continue;
      if (phase === "waiting") {
        this.#update(name, { phase: "opening", until: now + this.#timeout });
        effects.push({ type: "openCandidate", name });
      } else {
        effects.push(...this.#giveUp(name, "timeout"));
      }
    }
    return effects;
  }

  get #candidates(): readonly Candidate[] {
    return this.#state.name === "probing" ? this.#state.candidates : NO_CANDIDATES;
  }

  #candidate(name: TransportName): Candidate | undefined {
    return this.#candidates.find((it) => it.name === name);
  }

  #update(name: TransportName, change: Partial<Candidate>): void {
    this.#setCandidates(this.#candidates.map((it) => (it.name === name ? { ...it, ...change } : it)));
  }

  #setCandidates(candidates: readonly Candidate[]): void {
    this.#state = candidates.length === 0 ? IDLE : { name: "probing", candidates };
  }
}

function isOpened({ phase }: Candidate): boolean {
  return phase !== "waiting";
}
