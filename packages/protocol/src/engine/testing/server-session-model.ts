import type { ServerSessionCommand } from "../server-session-types.ts";

/** The times that a model goes by. */
export interface ModelTimes {
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly upgradeTimeout: number;
}

/**
 * What a server session is expected to do, written a second time and in another way: flags and named timers, as a server
 * with `setTimeout` would have them. It answers with lines as `lineOf` makes them.
 */
export class ServerSessionModel {
  readonly timers = new Map<"beat" | "pong" | "ping" | "upgrade" | "release", number>();
  isGreeted = false;
  isClosing = false;
  isDrained = false;
  isEnding = false;
  isOver = false;
  hasCandidate = false;
  isUpgraded = false;
  #wasExtended = false;
  readonly #isServerPinging: boolean;
  readonly #times: ModelTimes;

  constructor(pinger: "server" | "client", times: ModelTimes) {
    this.#isServerPinging = pinger === "server";
    this.#times = times;
  }

  get readyState(): string {
    if (this.isOver) return "closed";
    if (this.isClosing) return "closing";
    return this.isGreeted ? "open" : "opening";
  }

  get isUpgrading(): boolean {
    return this.hasCandidate;
  }

  get receivesMessages(): boolean {
    return this.readyState === "open";
  }

  get deadline(): number | undefined {
    return this.timers.size === 0 ? undefined : Math.min(...this.timers.values());
  }

  apply(command: ServerSessionCommand, now: number): string[] {
    if (this.isOver) return [];
    const isOpen = this.readyState === "open";
    switch (command.type) {
      case "open":
        return this.#greet(now);
      case "packet":
        if (command.packet.type === "close") return this.#over("transport close", false);
        return isOpen ? this.#packet(command.packet.type, now) : [];
      case "garbage":
        return isOpen ? this.#over("parse error", true) : [];
      case "activity":
        return isOpen ? this.#packet("noop", now) : [];
      case "candidate":
        return this.#candidate(isOpen, now);
      case "candidatePacket":
        return this.hasCandidate ? this.#candidatePacket(command.packet, now) : [];
      case "candidateLost":
        return [...this.#dropCandidate(), ...this.#finish()];
      case "close":
        return this.#close(command.discard, command.isDrained);
      case "drained":
        if (this.isClosing) this.isDrained = true;
        return this.#finish();
      case "transportClosed":
        return this.#over(this.isEnding ? "forced close" : command.reason, false);
      case "tick":
        return this.#tick(now);
    }
  }

  #greet(now: number): string[] {
    if (this.isGreeted) return [];
    this.isGreeted = true;
    this.#newRound(now);
    return ["send open", "opened"];
  }

  #newRound(now: number): void {
    const { pingInterval, pingTimeout } = this.#times;
    this.timers.delete("pong");
    this.#wasExtended = false;
    if (this.#isServerPinging) this.timers.set("beat", now + pingInterval);
    else this.timers.set("ping", now + pingInterval + pingTimeout);
  }

  #packet(type: string, now: number): string[] {
    if (type === (this.#isServerPinging ? "ping" : "pong")) return this.#over("transport error", true);
    if (type === "ping") {
      this.#newRound(now);
      return ["send pong", "heartbeat"];
    }
    const isAwaited = this.timers.has("pong");
    if (type === "pong") {
      if (isAwaited) this.#newRound(now);
      return ["heartbeat"];
    }
    if (isAwaited && !this.#wasExtended) {
      this.#wasExtended = true;
      this.timers.set("pong", now + this.#times.pingTimeout);
    }
    return [];
  }

  #candidate(isOpen: boolean, now: number): string[] {
    if (!isOpen || this.hasCandidate || this.isUpgraded) return ["closeCandidate"];
    this.hasCandidate = true;
    this.timers.set("upgrade", now + this.#times.upgradeTimeout);
    return [];
  }

  #candidatePacket({ type, data }: { type: string; data?: unknown }, now: number): string[] {
    if (type === "ping" && data === "probe") {
      if (!this.timers.has("release")) this.timers.set("release", now + 100);
      return ["sendToCandidate pong probe", "upgrading"];
    }
    if (type !== "upgrade") return [...this.#dropCandidate(), ...this.#finish()];
    this.#dropCandidate();
    this.isUpgraded = true;
    if (this.timers.has("pong") || this.timers.has("ping")) this.#newRound(now);
    return ["switchTransport", ...this.#finish()];
  }

  #dropCandidate(): string[] {
    const lines = this.hasCandidate ? ["closeCandidate"] : [];
    this.hasCandidate = false;
    this.timers.delete("upgrade");
    this.timers.delete("release");
    return lines;
  }

  #close(discard: boolean, isDrained: boolean): string[] {
    if (discard || !this.isGreeted) return this.#over("forced close", true);
    if (!this.isClosing) this.isDrained = isDrained;
    this.isClosing = true;
    return this.#finish();
  }

  #finish(): string[] {
    if (!this.isClosing || !this.isDrained || this.hasCandidate || this.isEnding) return [];
    this.isEnding = true;
    return ["closeTransport"];
  }

  #over(reason: string, closesTransport: boolean): string[] {
    const lines = this.#dropCandidate();
    if (closesTransport && !this.isEnding) lines.push("closeTransport");
    this.isOver = true;
    this.timers.clear();
    return [...lines, `closed ${reason}`];
  }

  #tick(now: number): string[] {
    const isDue = (name: "beat" | "pong" | "ping" | "upgrade" | "release"): boolean =>
      now >= (this.timers.get(name) ?? Infinity);
    if (isDue("pong") || isDue("ping")) return this.#over("ping timeout", true);
    const lines: string[] = [];
    if (isDue("beat")) {
      this.timers.delete("beat");
      this.timers.set("pong", now + this.#times.pingTimeout);
      if (!this.isClosing) lines.push("send ping");
    }
    if (isDue("upgrade")) {
      lines.push(...this.#dropCandidate(), ...this.#finish());
    } else if (isDue("release")) {
      this.timers.set("release", now + 100);
      lines.push("releasePoll");
    }
    return lines;
  }
}
