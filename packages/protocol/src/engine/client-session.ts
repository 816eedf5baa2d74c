import type { Machine } from "../kernel/index.ts";
import type {
  ClientSessionCommand,
  ClientSessionEffect,
  ClientSessionOptions,
} from "./client-session-types.ts";
import { ClientUpgrade, type ClientUpgradeCommand } from "./client-upgrade.ts";
import type { CloseReason } from "./close-reason.ts";
import { earlier } from "./earlier.ts";
import { parseHandshake, type Handshake } from "./handshake.ts";
import { Heartbeat, type HeartbeatCommand } from "./heartbeat.ts";
import type { EnginePacket } from "./packet.ts";
import { isTransportName, type TransportName } from "./transport-name.ts";

type State =
  /** The server has not greeted us. */
  | { readonly name: "opening" }
  | { readonly name: "open"; readonly heartbeat: Heartbeat }
  /** The application has closed the session: what waits goes out first, and a move that has begun comes to its end. */
  | { readonly name: "draining"; readonly heartbeat: Heartbeat; readonly isDrained: boolean }
  | { readonly name: "closed" };

/** How a session ends. */
interface End {
  readonly reason: CloseReason;
  readonly description?: unknown;
  /** Has the server ended it? Then there is nobody left to say it to. */
  readonly isPeerGone?: boolean;
}

const OPENING: State = Object.freeze({ name: "opening" });
const CLOSED: State = Object.freeze({ name: "closed" });

const NOTHING: readonly ClientSessionEffect[] = Object.freeze([]);
const PING: ClientSessionEffect = Object.freeze({ type: "send", packet: Object.freeze({ type: "ping" }) });
const PONG: ClientSessionEffect = Object.freeze({ type: "send", packet: Object.freeze({ type: "pong" }) });
const HEARTBEAT: ClientSessionEffect = Object.freeze({ type: "heartbeat" });

/**
 * One session on the client. Theory of operation:
 *
 * - `opening` until the open packet has come, `open`, `draining` (which applications see as `closing`), `closed`.
 * - The heartbeat (see {@link Heartbeat}) and the upgrade (see {@link ClientUpgrade}) are machines of their own; this one
 *   passes them what concerns them and turns what they find into effects.
 * - Closed by the application, a session sends what waits and, if the old transport is being left at that time, makes
 *   the move first: what was kept back has to go over the new one. Messages are still received. Nothing more is sent,
 *   pongs neither, and the heartbeat still ends a session that has gone silent.
 * - Of what a server may say wrongly, only what cannot be decoded and a bad open packet end the session. The rest, a
 *   second open packet too, is ignored.
 * - Whatever happens, `closed` comes once, as the last effect of all.
 *
 * @example
 * ```ts
 * const session = new ClientSession({ dialect, transport: "polling", upgrades: ["websocket"], upgradeTimeout: 20_000 });
 * for (const effect of session.handle({ type: "packet", packet }, clock.now())) apply(effect);
 * ```
 */
export class ClientSession implements Machine<ClientSessionCommand, ClientSessionEffect> {
  readonly #options: ClientSessionOptions;
  readonly #upgrade: ClientUpgrade;
  #state: State = OPENING;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
    this.#upgrade = new ClientUpgrade(options.upgradeTimeout);
  }

  /** The state, as applications see it. */
  get readyState(): "opening" | "open" | "closing" | "closed" {
    const { name } = this.#state;
    return name === "draining" ? "closing" : name;
  }

  /** Has the server answered a candidate, and is the old transport being left? */
  get isUpgrading(): boolean {
    return this.#state !== CLOSED && this.#upgrade.isUnderWay;
  }

  /** Has the session moved to a better transport? */
  get isUpgraded(): boolean {
    return this.#upgrade.isDone;
  }

  /** Does the command `activity` make a difference now? */
  get isPongAwaited(): boolean {
    return this.#state.name === "open" && this.#state.heartbeat.isExtensible;
  }

  /** Are messages for the application? They are until the session is closed. */
  get receivesMessages(): boolean {
    return this.#state.name === "open" || this.#state.name === "draining";
  }

  deadline(): number | undefined {
    const state = this.#state;
    switch (state.name) {
      case "opening":
      case "closed":
        return undefined;
      case "open":
      case "draining":
        return earlier(state.heartbeat.deadline(), this.#upgrade.deadline());
    }
  }

  handle(command: ClientSessionCommand, now: number): readonly ClientSessionEffect[] {
    if (this.#state === CLOSED) return NOTHING;
    switch (command.type) {
      case "packet":
        return this.#onPacket(command.packet, now);
      case "garbage":
        // Not `parse error`: to applications, that is what they cannot decode in the messages.
        return this.#end({ reason: "transport error", description: command.error });
      case "activity":
        return this.#beat(command, now);
      case "candidateOpen":
      case "candidatePacket":
      case "candidateLost":
      case "paused":
        return this.#onUpgradeCommand(command, now);
      case "close":
        return this.#close(command.isDrained);
      case "drained":
        return this.#onDrained();
      case "transportClosed":
        return this.#end({ reason: command.reason, description: command.description, isPeerGone: true });
      case "tick":
        return this.#onTick(now);
    }
  }

  #onPacket(packet: EnginePacket, now: number): readonly ClientSessionEffect[] {
    const { type } = packet;
    if (type === "close") return this.#end({ reason: "transport close", isPeerGone: true });
    if (type === "open") return this.#open(packet.data, now);
    return this.#beat({ type: type === "ping" || type === "pong" ? type : "activity" }, now);
  }

  #open(data: unknown, now: number): readonly ClientSessionEffect[] {
    if (this.#state !== OPENING) return NOTHING;
    const handshake = parseHandshake(data);
    if ("code" in handshake) return this.#end({ reason: "transport error", description: handshake });
    const heartbeat = new Heartbeat({
      role: this.#options.dialect.pinger === "client" ? "pinging" : "answering",
      pingInterval: handshake.pingInterval,
      pingTimeout: handshake.pingTimeout,
    });
    heartbeat.handle({ type: "start" }, now);
    this.#state = { name: "open", heartbeat };
    const probes = this.#upgrade.handle({ type: "start", names: this.#destinations(handshake) }, now);
    return [{ type: "opened", handshake }, ...probes];
  }

  /** In the server's order. */
  #destinations({ upgrades }: Handshake): readonly TransportName[] {
    const { transport, upgrades: ours } = this.#options;
    return upgrades.filter(isTransportName).filter((name) => name !== transport && ours.includes(name));
  }

  #beat(command: HeartbeatCommand, now: number): readonly ClientSessionEffect[] {
    const state = this.#state;
    if (state.name !== "open" && state.name !== "draining") return NOTHING;
    const effects: ClientSessionEffect[] = [];
    for (const effect of state.heartbeat.handle(command, now)) {
      switch (effect.type) {
        case "sendPing":
          if (state.name === "open") effects.push(PING);
          break;
        case "sendPong":
          if (state.name === "open") effects.push(PONG);
          break;
        case "alive":
          effects.push(HEARTBEAT);
          break;
        case "misdirected":
          break;
        case "expired":
          effects.push(...this.#end({ reason: "ping timeout" }));
          break;
      }
    }
    return effects;
  }

  #onUpgradeCommand(command: ClientUpgradeCommand, now: number): readonly ClientSessionEffect[] {
    const effects = this.#upgrade.handle(command, now);
    return [...effects, ...this.#endWhenReady()];
  }

  #close(isDrained: boolean): readonly ClientSessionEffect[] {
    if (this.#state.name === "opening") return this.#end({ reason: "forced close" });
    if (this.#state.name === "open") this.#state = { ...this.#state, name: "draining", isDrained };
    return this.#endWhenReady();
  }

  #onDrained(): readonly ClientSessionEffect[] {
    if (this.#state.name === "draining") this.#state = { ...this.#state, isDrained: true };
    return this.#endWhenReady();
  }

  #endWhenReady(): readonly ClientSessionEffect[] {
    const state = this.#state;
    if (state.name !== "draining" || !state.isDrained || this.#upgrade.isUnderWay) return NOTHING;
    return this.#end({ reason: "forced close" });
  }

  #onTick(now: number): readonly ClientSessionEffect[] {
    const effects = this.#beat({ type: "tick" }, now);
    if (this.readyState === "closed") return effects;
    return [...effects, ...this.#onUpgradeCommand({ type: "tick" }, now)];
  }

  #end({ reason, description, isPeerGone = false }: End): readonly ClientSessionEffect[] {
    const abandoned = this.#upgrade.openCandidates;
    this.#state = CLOSED;
    const effects: ClientSessionEffect[] = abandoned.map((name) => ({ type: "closeCandidate", name }));
    if (!isPeerGone) effects.push({ type: "closeTransport" });
    effects.push({ type: "closed", reason, description, abandoned });
    return effects;
  }
}
