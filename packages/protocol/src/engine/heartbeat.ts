import type { Machine } from "../kernel/index.ts";

/** What the owner of a heartbeat tells it. */
export type HeartbeatCommand =
  /** The session is open. */
  | { readonly type: "start" }
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  /** Any other packet came. */
  | { readonly type: "activity" }
  /** The session has moved to another transport. */
  | { readonly type: "switched" }
  | { readonly type: "tick" };

/** What comes of it. */
export type HeartbeatEffect =
  | { readonly type: "sendPing" }
  | { readonly type: "sendPong" }
  /** The packet that the other side owes us has come. */
  | { readonly type: "alive" }
  /** This packet is ours to send, not the peer's. */
  | { readonly type: "misdirected" }
  /** The peer has been silent for too long. */
  | { readonly type: "expired" };

/** How a heartbeat beats. */
export interface HeartbeatOptions {
  /** `pinging`: a server of protocol 4, a client of protocol 3. `answering`: the other side. */
  readonly role: "pinging" | "answering";
  /** Milliseconds between a pong and the next ping. */
  readonly pingInterval: number;
  /** Milliseconds that an answer may take. */
  readonly pingTimeout: number;
}

type State =
  | { readonly name: "idle" }
  | { readonly name: "resting"; readonly pingAt: number }
  | { readonly name: "awaitingPong"; readonly until: number; readonly wasExtended: boolean }
  | { readonly name: "awaitingPing"; readonly until: number };

const IDLE: State = Object.freeze({ name: "idle" });

const NOTHING: readonly HeartbeatEffect[] = Object.freeze([]);
const SEND_PING: readonly HeartbeatEffect[] = Object.freeze([{ type: "sendPing" }]);
const ANSWER: readonly HeartbeatEffect[] = Object.freeze([{ type: "sendPong" }, { type: "alive" }]);
const ALIVE: readonly HeartbeatEffect[] = Object.freeze([{ type: "alive" }]);
const MISDIRECTED: readonly HeartbeatEffect[] = Object.freeze([{ type: "misdirected" }]);
const EXPIRED: readonly HeartbeatEffect[] = Object.freeze([{ type: "expired" }]);

/**
 * The heartbeat of one side. Theory of operation:
 *
 * - The pinging side rests for `pingInterval`, pings, and awaits the pong for `pingTimeout`; then it rests again. While
 *   it waits, the first other packet starts the wait anew, once: a pong may be queued behind a long message, but a peer
 *   that talks and never answers must not live forever.
 * - A pong that nobody asked for changes nothing, or a flood of them would put off every ping. It is reported all the
 *   same, as applications know it.
 * - The answering side awaits a ping for `pingInterval + pingTimeout`; nothing but a ping counts.
 * - When the session moves to another transport, a pong may be lost with the old one, so what was awaited is forgiven
 *   and the side begins a new round. It does begin one: forgetting the wait altogether would leave a silent peer alive.
 */
export class Heartbeat implements Machine<HeartbeatCommand, HeartbeatEffect> {
  // Not the options as they are: each session would keep an object of its own.
  readonly #role: HeartbeatOptions["role"];
  readonly #pingInterval: number;
  readonly #pingTimeout: number;
  #state: State = IDLE;

  constructor({ role, pingInterval, pingTimeout }: HeartbeatOptions) {
    this.#role = role;
    this.#pingInterval = pingInterval;
    this.#pingTimeout = pingTimeout;
  }

  /** Would `activity` make a difference? */
  get isExtensible(): boolean {
    return this.#state.name === "awaitingPong" && !this.#state.wasExtended;
  }

  deadline(): number | undefined {
    switch (this.#state.name) {
      case "idle":
        return undefined;
      case "resting":
        return this.#state.pingAt;
      case "awaitingPong":
      case "awaitingPing":
        return this.#state.until;
    }
  }

  handle(command: HeartbeatCommand, now: number): readonly HeartbeatEffect[] {
    switch (command.type) {
      case "start":
        return this.#beginRound(now);
      case "ping":
        return this.#onPing(now);
      case "pong":
        return this.#onPong(now);
      case "activity":
        if (this.isExtensible) this.#awaitPong(now, true);
        return NOTHING;
      case "switched":
        return this.#onSwitched(now);
      case "tick":
        return this.#onTick(now);
    }
  }

  #beginRound(now: number): readonly HeartbeatEffect[] {
    const pingAt = now + this.#pingInterval;
    this.#state =
      this.#role === "pinging"
        ? { name: "resting", pingAt }
        : { name: "awaitingPing", until: pingAt + this.#pingTimeout };
    return NOTHING;
  }

  #awaitPong(now: number, wasExtended: boolean): void {
    this.#state = { name: "awaitingPong", until: now + this.#pingTimeout, wasExtended };
  }

  #onPing(now: number): readonly HeartbeatEffect[] {
    if (this.#role === "pinging") return MISDIRECTED;
    this.#beginRound(now);
    return ANSWER;
  }

  #onPong(now: number): readonly HeartbeatEffect[] {
    if (this.#role === "answering") return MISDIRECTED;
    if (this.#state.name === "awaitingPong") this.#beginRound(now);
    return ALIVE;
  }

  #onSwitched(now: number): readonly HeartbeatEffect[] {
    const { name } = this.#state;
    return name === "awaitingPong" || name === "awaitingPing" ? this.#beginRound(now) : NOTHING;
  }

  #onTick(now: number): readonly HeartbeatEffect[] {
    if (now < (this.deadline() ?? Infinity)) return NOTHING;
    if (this.#state.name === "resting") {
      this.#awaitPong(now, false);
      return SEND_PING;
    }
    this.#state = IDLE;
    return EXPIRED;
  }
}
