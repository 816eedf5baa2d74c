import type { ClientSessionCommand } from "../client-session-types.ts";
import type { TransportName } from "../transport-name.ts";
import type { ModelTimes } from "./server-session-model.ts";

/**
 * What a client session is expected to do, written a second time and in another way: flags and named timers. It knows
 * servers of protocol 4 that offer the upgrades in the order of `names`, and answers with lines as `lineOf` makes them.
 */
export class ClientSessionModel {
  isGreeted = false;
  isClosing = false;
  isDrained = false;
  isOver = false;
  isUpgraded = false;
  winner: TransportName | undefined;
  /** When silence ends the session. */
  #silentAt = Infinity;
  /** Candidates to be opened, and when. */
  readonly #later = new Map<TransportName, number>();
  /** Candidates that were opened, and when they have had enough time. */
  readonly #tried = new Map<TransportName, number>();
  readonly #probed = new Set<TransportName>();
  readonly #names: readonly TransportName[];
  readonly #times: ModelTimes;

  constructor(names: readonly TransportName[], times: ModelTimes) {
    this.#names = names;
    this.#times = times;
  }

  get readyState(): string {
    if (this.isOver) return "closed";
    if (this.isClosing) return "closing";
    return this.isGreeted ? "open" : "opening";
  }

  get isUpgrading(): boolean {
    return this.winner !== undefined;
  }

  get receivesMessages(): boolean {
    return this.isGreeted && !this.isOver;
  }

  get deadline(): number | undefined {
    const first = Math.min(this.#silentAt, ...this.#later.values(), ...this.#tried.values());
    return first === Infinity ? undefined : first;
  }

  apply(command: ClientSessionCommand, now: number): string[] {
    if (this.isOver) return [];
    switch (command.type) {
      case "packet":
        return this.#packet(command.packet.type, now);
      case "garbage":
        return this.#over("transport error", true);
      case "activity":
        return [];
      case "candidateOpen":
        return this.#probe(command.name);
      case "candidatePacket":
        return this.#answer(command.name, command.packet);
      case "candidateLost":
        return [...this.#lose(command.name, command.problem), ...this.#finish()];
      case "paused":
        return this.#move();
      case "close":
        return this.#close(command.isDrained);
      case "drained":
        if (this.isClosing) this.isDrained = true;
        return this.#finish();
      case "transportClosed":
        return this.#over(command.reason, false);
      case "tick":
        return this.#tick(now);
    }
  }

  #packet(type: string, now: number): string[] {
    if (type === "close") return this.#over("transport close", false);
    const silentAt = now + this.#times.pingInterval + this.#times.pingTimeout;
    if (type === "ping" && this.isGreeted) {
      this.#silentAt = silentAt;
      return this.isClosing ? ["heartbeat"] : ["send pong", "heartbeat"];
    }
    if (type !== "open" || this.isGreeted) return [];
    this.isGreeted = true;
    this.#silentAt = silentAt;
    const isFirst = (name: TransportName): boolean =>
      name === "webtransport" || !this.#names.includes("webtransport");
    const first = this.#names.filter(isFirst);
    for (const name of this.#names) {
      if (isFirst(name)) this.#tried.set(name, now + this.#times.upgradeTimeout);
      else this.#later.set(name, now + 200);
    }
    return ["opened", ...first.map((name) => `openCandidate ${name}`)];
  }

  #probe(name: TransportName): string[] {
    if (!this.#tried.has(name) || this.#probed.has(name)) return [];
    this.#probed.add(name);
    return [`sendToCandidate ${name} ping probe`];
  }

  #answer(name: TransportName, { type, data }: { type: string; data?: unknown }): string[] {
    if (this.winner !== undefined || !this.#tried.has(name)) return [];
    if (!this.#probed.has(name) || type !== "pong" || data !== "probe") {
      return [...this.#lose(name, "answer"), ...this.#finish()];
    }
    this.winner = name;
    this.#later.clear();
    const losers = this.#inOrder().filter((other) => other !== name);
    for (const loser of losers) this.#tried.delete(loser);
    return [
      ...losers.map((loser) => `closeCandidate ${loser}`),
      `upgrading ${name}`,
      "pauseTransport",
      ...this.#finish(),
    ];
  }

  #lose(name: TransportName, problem: string): string[] {
    if (!this.#tried.delete(name)) return [];
    const wasWinner = this.winner === name;
    if (wasWinner) this.winner = undefined;
    return [
      `closeCandidate ${name}`,
      ...(wasWinner ? ["resumeTransport"] : []),
      `upgradeFailed ${name} ${problem}`,
    ];
  }

  #move(): string[] {
    const name = this.winner;
    if (name === undefined) return [];
    this.winner = undefined;
    this.#tried.clear();
    this.isUpgraded = true;
    return [`sendToCandidate ${name} upgrade`, `switchTransport ${name}`, ...this.#finish()];
  }

  #close(isDrained: boolean): string[] {
    if (!this.isGreeted) return this.#over("forced close", true);
    if (!this.isClosing) this.isDrained = isDrained;
    this.isClosing = true;
    return this.#finish();
  }

  #finish(): string[] {
    const isReady = this.isClosing && this.isDrained && this.winner === undefined;
    return isReady ? this.#over("forced close", true) : [];
  }

  #over(reason: string, closesTransport: boolean): string[] {
    const lines = this.#inOrder().map((name) => `closeCandidate ${name}`);
    if (closesTransport) lines.push("closeTransport");
    this.isOver = true;
    this.winner = undefined;
    this.#silentAt = Infinity;
    this.#later.clear();
    this.#tried.clear();
    return [...lines, `closed ${reason}`];
  }

  #tick(now: number): string[] {
    if (now >= this.#silentAt) return this.#over("ping timeout", true);
    const lines: string[] = [];
    for (const name of this.#names) {
      if (now >= (this.#tried.get(name) ?? Infinity)) lines.push(...this.#lose(name, "timeout"));
      if (now < (this.#later.get(name) ?? Infinity)) continue;
      this.#later.delete(name);
      this.#tried.set(name, now + this.#times.upgradeTimeout);
      lines.push(`openCandidate ${name}`);
    }
    return [...lines, ...this.#finish()];
  }

  #inOrder(): TransportName[] {
    return this.#names.filter((name) => this.#tried.has(name));
  }
}
