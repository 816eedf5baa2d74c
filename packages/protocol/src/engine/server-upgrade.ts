import type { Machine } from "../kernel/index.ts";
import type { EnginePacket } from "./packet.ts";
import type { ServerSessionEffect } from "./server-session-types.ts";

/** What the owner of an upgrade tells it. */
export type ServerUpgradeCommand =
  /** A second transport has come. */
  | { readonly type: "candidate" }
  | { readonly type: "candidatePacket"; readonly packet: EnginePacket }
  | { readonly type: "candidateLost" }
  | { readonly type: "tick" };

/** What comes of it. */
export type ServerUpgradeEffect = Extract<
  ServerSessionEffect,
  { type: "closeCandidate" | "sendToCandidate" | "upgrading" | "releasePoll" | "switchTransport" }
>;

type State =
  | { readonly name: "none" }
  /** A candidate is there and has not probed. */
  | { readonly name: "waiting"; readonly until: number }
  /** It has probed; the client is leaving the old transport. */
  | { readonly name: "probed"; readonly until: number; readonly releaseAt: number }
  | { readonly name: "upgraded" };

const NONE: State = Object.freeze({ name: "none" });
const UPGRADED: State = Object.freeze({ name: "upgraded" });

/** How often a waiting poll is released, in milliseconds. */
const RELEASE_INTERVAL = 100;

const NOTHING: readonly ServerUpgradeEffect[] = Object.freeze([]);
const CLOSE_CANDIDATE: readonly ServerUpgradeEffect[] = Object.freeze([{ type: "closeCandidate" }]);
const RELEASE_POLL: readonly ServerUpgradeEffect[] = Object.freeze([{ type: "releasePoll" }]);
const SWITCH_TRANSPORT: readonly ServerUpgradeEffect[] = Object.freeze([{ type: "switchTransport" }]);
const ANSWER_PROBE: readonly ServerUpgradeEffect[] = Object.freeze([
  { type: "sendToCandidate", packet: Object.freeze({ type: "pong", data: "probe" }) },
  { type: "upgrading" },
]);

/**
 * The server's side of moving a session to a better transport. Theory of operation:
 *
 * - One candidate at a time, and none after a session has been upgraded. It has `upgradeTimeout`, from its arrival to
 *   the end of the upgrade.
 * - The client probes (`2probe`, answered by `3probe`), lets its requests on the old transport come to an end, and says
 *   `5` on the new one. So that a waiting poll comes to an end, it is released every 100 ms from the probe on.
 * - Anything else from the candidate is its end, not the session's.
 */
export class ServerUpgrade implements Machine<ServerUpgradeCommand, ServerUpgradeEffect> {
  readonly #timeout: number;
  #state: State = NONE;

  /** @param timeout - milliseconds that an upgrade may take */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Is there a candidate? */
  get isUnderWay(): boolean {
    return this.#state.name === "waiting" || this.#state.name === "probed";
  }

  /** Has the session moved? */
  get isDone(): boolean {
    return this.#state.name === "upgraded";
  }

  deadline(): number | undefined {
    switch (this.#state.name) {
      case "none":
      case "upgraded":
        return undefined;
      case "waiting":
        return this.#state.until;
      case "probed":
        return Math.min(this.#state.until, this.#state.releaseAt);
    }
  }

  handle(command: ServerUpgradeCommand, now: number): readonly ServerUpgradeEffect[] {
    switch (command.type) {
      case "candidate":
        if (this.#state.name !== "none") return CLOSE_CANDIDATE;
        this.#state = { name: "waiting", until: now + this.#timeout };
        return NOTHING;
      case "candidatePacket":
        return this.#onPacket(command.packet, now);
      case "candidateLost":
        return this.#giveUp();
      case "tick":
        return this.#onTick(now);
    }
  }

  #onPacket({ type, data }: EnginePacket, now: number): readonly ServerUpgradeEffect[] {
    const state = this.#state;
    if (state.name !== "waiting" && state.name !== "probed") return NOTHING;
    if (type === "ping" && data === "probe") {
      const releaseAt = state.name === "probed" ? state.releaseAt : now + RELEASE_INTERVAL;
      this.#state = { name: "probed", until: state.until, releaseAt };
      return ANSWER_PROBE;
    }
    // Without a probe, too, as the original has it: whoever knows the id may move the session.
    if (type === "upgrade") {
      this.#state = UPGRADED;
      return SWITCH_TRANSPORT;
    }
    return this.#giveUp();
  }

  #giveUp(): readonly ServerUpgradeEffect[] {
    if (!this.isUnderWay) return NOTHING;
    this.#state = NONE;
    return CLOSE_CANDIDATE;
  }

  #onTick(now: number): readonly ServerUpgradeEffect[] {
    const state = this.#state;
    if (state.name !== "waiting" && state.name !== "probed") return NOTHING;
    if (now >= state.until) return this.#giveUp();
    if (state.name === "waiting" || now < state.releaseAt) return NOTHING;
    this.#state = { name: "probed", until: state.until, releaseAt: now + RELEASE_INTERVAL };
    return RELEASE_POLL;
  }
}
