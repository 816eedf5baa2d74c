import { createProtocolError, type Machine } from "../kernel/index.ts";
import type { CloseReason } from "./close-reason.ts";
import { earlier } from "./earlier.ts";
import { encodeHandshake } from "./handshake.ts";
import { Heartbeat, type HeartbeatCommand } from "./heartbeat.ts";
import type { EnginePacket } from "./packet.ts";
import type {
  ServerSessionCommand,
  ServerSessionEffect,
  ServerSessionOptions,
} from "./server-session-types.ts";
import { ServerUpgrade, type ServerUpgradeCommand } from "./server-upgrade.ts";

type State =
  /** The client has not been greeted. */
  | { readonly name: "opening" }
  | { readonly name: "open" }
  /** The application has closed the session: what waits goes out first, and an upgrade comes to its end. */
  | { readonly name: "draining"; readonly isDrained: boolean }
  /** The transport was told to close, and has not ended yet: a client may be between two polls. */
  | { readonly name: "ending" }
  | { readonly name: "closed" };

/** How a session ends. */
interface End {
  readonly reason: CloseReason;
  readonly description?: unknown;
  /** Has the peer ended it? Then there is nobody left to say it to. */
  readonly isPeerGone?: boolean;
}

const OPENING: State = Object.freeze({ name: "opening" });
const OPEN: State = Object.freeze({ name: "open" });
const DRAINING: State = Object.freeze({ name: "draining", isDrained: false });
const DRAINED: State = Object.freeze({ name: "draining", isDrained: true });
const ENDING: State = Object.freeze({ name: "ending" });
const CLOSED: State = Object.freeze({ name: "closed" });

const NOTHING: readonly ServerSessionEffect[] = Object.freeze([]);
const CLOSE_CANDIDATE: ServerSessionEffect = Object.freeze({ type: "closeCandidate" });
const CLOSE_TRANSPORT: ServerSessionEffect = Object.freeze({ type: "closeTransport" });
const PING: ServerSessionEffect = Object.freeze({ type: "send", packet: Object.freeze({ type: "ping" }) });
const PONG: ServerSessionEffect = Object.freeze({ type: "send", packet: Object.freeze({ type: "pong" }) });
const HEARTBEAT: ServerSessionEffect = Object.freeze({ type: "heartbeat" });

/**
 * One session on the server. Theory of operation:
 *
 * - `opening`, `open`, `draining`, `ending`, `closed`, in this order; a step may be left out, none is gone back.
 *   Applications see `draining` and `ending` as `closing`.
 * - The heartbeat (see {@link Heartbeat}) and the upgrade (see {@link ServerUpgrade}) are machines of their own; this one
 *   passes them what concerns them and turns what they find into effects.
 * - Closed by the application, a session hands over what waits, lets an upgrade come to its end, closes the transport
 *   and waits until that has ended. All the while packets count for nothing, except the client's own close: no ping is
 *   sent and no pong counts, so that the heartbeat ends a session whose client does not take what waits.
 * - Whatever happens, `closed` comes once, as the last effect of all.
 *
 * @example
 * ```ts
 * const session = new ServerSession({ handshake, upgradeTimeout: 10_000, dialect: dialectV4 });
 * for (const effect of session.handle({ type: "open" }, clock.now())) apply(effect);
 * ```
 */
export class ServerSession implements Machine<ServerSessionCommand, ServerSessionEffect> {
  /** What the session begins with: let go of when it has. */
  #greeting: Pick<ServerSessionOptions, "handshake" | "initialPacket"> | undefined;
  readonly #heartbeat: Heartbeat;
  readonly #upgradeTimeout: number;
  /** Made when a candidate comes: for most sessions of a WebSocket none ever does. */
  #upgrade: ServerUpgrade | undefined;
  #state: State = OPENING;

  constructor(options: ServerSessionOptions) {
    const { handshake, dialect, upgradeTimeout } = options;
    this.#greeting = options;
    this.#heartbeat = new Heartbeat({
      role: dialect.pinger === "server" ? "pinging" : "answering",
      pingInterval: handshake.pingInterval,
      pingTimeout: handshake.pingTimeout,
    });
    this.#upgradeTimeout = upgradeTimeout;
  }

  /** The state, as applications see it. */
  get readyState(): "opening" | "open" | "closing" | "closed" {
    const { name } = this.#state;
    return name === "draining" || name === "ending" ? "closing" : name;
  }

  /** Is there a candidate for the place of the transport? */
  get isUpgrading(): boolean {
    return this.#state !== CLOSED && this.#upgrade?.isUnderWay === true;
  }

  /** Has the session moved to a better transport? */
  get isUpgraded(): boolean {
    return this.#upgrade?.isDone === true;
  }

  /** Does the command `activity` make a difference now? */
  get isPongAwaited(): boolean {
    return this.#state === OPEN && this.#heartbeat.isExtensible;
  }

  /** Are messages for the application? What comes after it has closed the session is dropped. */
  get receivesMessages(): boolean {
    return this.#state === OPEN;
  }

  deadline(): number | undefined {
    if (this.#state === CLOSED) return undefined;
    return earlier(this.#heartbeat.deadline(), this.#upgrade?.deadline());
  }

  handle(command: ServerSessionCommand, now: number): readonly ServerSessionEffect[] {
    if (this.#state === CLOSED) return NOTHING;
    switch (command.type) {
      case "open":
        return this.#open(now);
      case "packet":
        return this.#onPacket(command.packet, now);
      case "garbage":
        return this.#state === OPEN
          ? this.#end({ reason: "parse error", description: command.error })
          : NOTHING;
      case "activity":
        return this.#state === OPEN ? this.#beat(command, now) : NOTHING;
      case "candidate":
        if (this.#state !== OPEN) return [CLOSE_CANDIDATE];
        this.#upgrade ??= new ServerUpgrade(this.#upgradeTimeout);
        return this.#upgrade.handle(command, now);
      case "candidatePacket":
      case "candidateLost":
        return this.#onUpgradeCommand(command, now);
      case "close":
        return this.#close(command.discard, command.isDrained);
      case "drained":
        if (this.#state === DRAINING) this.#state = DRAINED;
        return this.#endWhenReady();
      case "transportClosed":
        return this.#onTransportClosed(command.reason, command.description);
      case "tick":
        return this.#onTick(now);
    }
  }

  #open(now: number): readonly ServerSessionEffect[] {
    if (this.#state !== OPENING) return NOTHING;
    this.#state = OPEN;
    this.#heartbeat.handle({ type: "start" }, now);
    const { handshake, initialPacket } = this.#greeting!;
    this.#greeting = undefined;
    const greeting: ServerSessionEffect[] = [
      { type: "send", packet: { type: "open", data: encodeHandshake(handshake) } },
    ];
    if (initialPacket !== undefined) {
      greeting.push({ type: "send", packet: { type: "message", data: initialPacket } });
    }
    greeting.push({ type: "opened" });
    return greeting;
  }

  #onPacket({ type }: EnginePacket, now: number): readonly ServerSessionEffect[] {
    if (type === "close") return this.#end({ reason: "transport close", isPeerGone: true });
    if (this.#state !== OPEN) return NOTHING;
    return this.#beat({ type: type === "ping" || type === "pong" ? type : "activity" }, now);
  }

  #beat(command: HeartbeatCommand, now: number): readonly ServerSessionEffect[] {
    const effects: ServerSessionEffect[] = [];
    for (const effect of this.#heartbeat.handle(command, now)) {
      switch (effect.type) {
        case "sendPing":
          if (this.#state === OPEN) effects.push(PING);
          break;
        case "sendPong":
          effects.push(PONG);
          break;
        case "alive":
          effects.push(HEARTBEAT);
          break;
        case "misdirected":
          effects.push(...this.#end(misdirected()));
          break;
        case "expired":
          effects.push(...this.#end({ reason: "ping timeout" }));
          break;
      }
    }
    return effects;
  }

  #onUpgradeCommand(command: ServerUpgradeCommand, now: number): readonly ServerSessionEffect[] {
    const wasUpgraded = this.isUpgraded;
    const effects = this.#upgrade?.handle(command, now) ?? NOTHING;
    if (!wasUpgraded && this.isUpgraded) this.#heartbeat.handle({ type: "switched" }, now);
    const ending = this.#endWhenReady();
    return ending.length === 0 ? effects : [...effects, ...ending];
  }

  #close(discard: boolean, isDrained: boolean): readonly ServerSessionEffect[] {
    if (discard || this.#state === OPENING) return this.#end({ reason: "forced close" });
    if (this.#state === OPEN) this.#state = isDrained ? DRAINED : DRAINING;
    return this.#endWhenReady();
  }

  /** Closes the transport, when nothing waits and no upgrade is under way: the candidate may have to carry the rest. */
  #endWhenReady(): readonly ServerSessionEffect[] {
    if (this.#state !== DRAINED || this.isUpgrading) return NOTHING;
    this.#state = ENDING;
    return [CLOSE_TRANSPORT];
  }

  #onTransportClosed(reason: CloseReason, description: unknown): readonly ServerSessionEffect[] {
    if (this.#state === ENDING) return this.#end({ reason: "forced close", isPeerGone: true });
    return this.#end({ reason, description, isPeerGone: true });
  }

  #onTick(now: number): readonly ServerSessionEffect[] {
    const effects = this.#beat({ type: "tick" }, now);
    if (this.readyState === "closed") return effects;
    return [...effects, ...this.#onUpgradeCommand({ type: "tick" }, now)];
  }

  #end({ reason, description, isPeerGone = false }: End): readonly ServerSessionEffect[] {
    const effects: ServerSessionEffect[] = [];
    if (this.isUpgrading) effects.push(CLOSE_CANDIDATE);
    if (!isPeerGone && this.#state !== ENDING) effects.push(CLOSE_TRANSPORT);
    effects.push({ type: "closed", reason, description });
    this.#state = CLOSED;
    return effects;
  }
}

function misdirected(): End {
  return { reason: "transport error", description: createProtocolError("EIO_HEARTBEAT_DIRECTION") };
}
