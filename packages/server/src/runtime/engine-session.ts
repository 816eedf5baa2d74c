import {
  ServerSession,
  type CloseReason,
  type EnginePacket,
  type PacketData,
  type ServerSessionCommand,
  type ServerSessionEffect,
} from "@sockeye/protocol/engine";
import { createProtocolError, type ProtocolError } from "@sockeye/protocol/kernel";
import type { Deadline, ServerTransport, TransportOwner } from "../ports/index.ts";
import { Outbox, type OutboxOwner } from "./outbox.ts";
import type { Debtor } from "./output-budget.ts";
import type { SessionContext } from "./session-context.ts";
import type { SessionListener } from "./session-listener.ts";
import { callSafely, throwOutside } from "./throw-outside.ts";

/** What a session begins with. */
export interface SessionParts {
  readonly id: string;
  readonly transport: ServerTransport;
  readonly context: SessionContext;
  /** What all its requests have in common, where sessions are bound to something. */
  readonly binding?: unknown;
}

const NOBODY: SessionListener = Object.freeze({
  watchesOutput: false,
  wantsDrain: false,
  onMessage() {},
  onPacket() {},
  onHeartbeat() {},
  onQueued() {},
  onFlush() {},
  onDrain() {},
  onUpgrading() {},
  onUpgraded() {},
  onClosed() {},
});

/**
 * Drives one session: carries out what its machine (`ServerSession`) wants done on its transport, and its candidate
 * while it is being upgraded.
 *
 * Messages go past the machine, both ways: it sees what opens, keeps alive, upgrades and closes. What is to be sent goes
 * through the outbox.
 */
export class EngineSession implements TransportOwner, Deadline, Debtor, OutboxOwner {
  readonly id: string;
  readonly protocol: 3 | 4;
  readonly binding: unknown;
  listener: SessionListener = NOBODY;
  queueIndex = -1;
  dueAt = 0;

  readonly #context: SessionContext;
  readonly #machine: ServerSession;
  readonly #outbox: Outbox;
  #transport: ServerTransport;
  #candidate: ServerTransport | undefined;
  /** What the transport is to be closed with, once whoever closed the session has said it. */
  #closeCode: number | undefined;
  // What the data path asks of the machine, kept here: a message need not touch it.
  #readyState: ServerSession["readyState"] = "opening";
  #isPongAwaited = false;
  #receivesMessages = false;
  /** What is still to be carried out, while something is. */
  #effects: ServerSessionEffect[] | undefined;

  constructor({ id, transport, context, binding }: SessionParts) {
    this.id = id;
    this.protocol = transport.dialect.protocol;
    this.binding = binding;
    this.#context = context;
    this.#transport = transport;
    this.#outbox = new Outbox(this, context);
    this.#machine = new ServerSession({
      handshake: context.handshakeFor(id, transport.name),
      upgradeTimeout: context.upgradeTimeout,
      dialect: transport.dialect,
      initialPacket: context.initialPacket,
    });
    transport.owner = this;
  }

  get transport(): ServerTransport {
    return this.#transport;
  }

  get readyState(): "opening" | "open" | "closing" | "closed" {
    return this.#readyState;
  }

  get isOver(): boolean {
    return this.#readyState === "closed";
  }

  get isUpgrading(): boolean {
    return this.#machine.isUpgrading;
  }

  get isUpgraded(): boolean {
    return this.#machine.isUpgraded;
  }

  /** What waits to be handed to the transport. */
  get waitingPackets(): readonly EnginePacket[] {
    return this.#outbox.packets;
  }

  get bookedBytes(): number {
    return this.#outbox.bytes;
  }

  /** May a second transport join, to take over? */
  get takesCandidate(): boolean {
    const isOnFirst = this.#transport.name === "polling" && !this.isUpgraded;
    return this.readyState === "open" && isOnFirst && this.#candidate === undefined;
  }

  /** Greets the client. The listener is there by now. */
  open(): void {
    this.#handle({ type: "open" });
  }

  /** Sends a message. Without effect once the session is closing. */
  send(packet: EnginePacket, onSent?: () => void): void {
    if (this.#readyState !== "open" && this.#readyState !== "opening") return;
    this.#context.counts.noteSent(packet);
    this.#outbox.push(packet, onSent);
  }

  /** The same for packets that many sessions are sent. */
  sendAll(packets: readonly EnginePacket[]): void {
    if (this.#readyState !== "open" && this.#readyState !== "opening") return;
    for (const packet of packets) this.#context.counts.noteSent(packet);
    this.#outbox.pushAll(packets);
  }

  /**
   * Closes the session, when everything was handed over; `discard` drops what waits.
   *
   * @param code - why, where the transport can say it; the first one to close decides
   */
  close(discard = false, code?: number): void {
    if (this.#readyState === "open" || this.#readyState === "opening") this.#closeCode = code;
    this.#handle({ type: "close", discard, isDrained: this.#outbox.isEmpty });
  }

  /** A second transport has come with the id of this session. */
  addCandidate(transport: ServerTransport): void {
    transport.owner = this;
    if (this.takesCandidate) {
      this.#candidate = transport;
      this.#handle({ type: "candidate" });
    } else {
      transport.close();
    }
  }

  /** Ends a session whose client does not read what it is sent. */
  cutOff(): void {
    const description = createProtocolError("EIO_SLOW_CONSUMER");
    const transport = this.#transport;
    this.#handle({ type: "transportClosed", reason: "transport error", description });
    // The end may have to wait for its turn; the others must not have to pay for these bytes meanwhile.
    this.#outbox.writeOff();
    transport.terminate();
  }

  onMessage(data: PacketData | undefined, transport: ServerTransport): void {
    if (transport !== this.#transport) {
      this.#handle({ type: "candidatePacket", packet: { type: "message", data } });
      return;
    }
    if (this.#isPongAwaited) this.#handle({ type: "activity" });
    if (!this.#receivesMessages) return;
    this.#context.counts.noteReceived(data);
    try {
      this.listener.onMessage(data);
    } catch (error) {
      throwOutside(error);
    }
  }

  onPacket(packet: EnginePacket, transport: ServerTransport): void {
    if (transport !== this.#transport) {
      this.#handle({ type: "candidatePacket", packet });
      return;
    }
    // Over polling a close is the end of the transport. Elsewhere the end of the connection says it, and the packet is
    // ignored, as in the original.
    const isPolling = transport.name === "polling";
    if (packet.type !== "close" || !isPolling) callSafely(() => this.listener.onPacket(packet));
    if (packet.type !== "close" || isPolling) this.#handle({ type: "packet", packet });
  }

  onGarbage(error: ProtocolError, transport: ServerTransport): void {
    if (transport !== this.#transport) {
      this.#handle({ type: "candidateLost" });
      return;
    }
    callSafely(() => this.listener.onPacket(GARBAGE));
    this.#handle({ type: "garbage", error });
  }

  onReady(transport: ServerTransport): void {
    if (transport === this.#transport) this.#outbox.flush();
  }

  onClosed(
    reason: "transport close" | "transport error",
    description: unknown,
    transport: ServerTransport,
  ): void {
    if (transport === this.#transport) this.#handle({ type: "transportClosed", reason, description });
    else if (transport === this.#candidate) this.#handle({ type: "candidateLost" });
  }

  onDue(): void {
    this.#handle({ type: "tick" });
  }

  onHandedOver(): void {
    if (this.readyState === "closing") this.#handle({ type: "drained" });
  }

  /** Commands that user code gives meanwhile wait their turn: effects are carried out in the order they were decided. */
  #handle(command: ServerSessionCommand): void {
    const machine = this.#machine;
    const effects = machine.handle(command, this.#context.deadlines.now());
    this.#readyState = machine.readyState;
    this.#isPongAwaited = machine.isPongAwaited;
    this.#receivesMessages = machine.receivesMessages;
    this.#setDeadline();
    if (effects.length === 0) return;
    if (this.#effects !== undefined) {
      this.#effects.push(...effects);
      return;
    }
    const queue = [...effects];
    this.#effects = queue;
    for (const effect of queue) this.#apply(effect);
    this.#effects = undefined;
  }

  /** Also takes a session that is over out of the queue: its machine waits for nothing any more. */
  #setDeadline(): void {
    const due = this.#machine.deadline();
    if (due === undefined) this.#context.deadlines.remove(this);
    else if (due !== this.dueAt || this.queueIndex === -1) this.#context.deadlines.set(this, due);
  }

  #apply(effect: ServerSessionEffect): void {
    switch (effect.type) {
      case "send":
        this.#context.counts.noteSent(effect.packet);
        this.#outbox.push(effect.packet);
        return;
      case "opened":
        // The greeting goes out alone, as every client expects it.
        this.#outbox.flush();
        callSafely(() => this.#context.onOpened(this.id));
        return;
      case "heartbeat":
        callSafely(() => this.listener.onHeartbeat());
        return;
      case "sendToCandidate":
        if (this.#candidate?.isReady === true) this.#candidate.send([effect.packet]);
        return;
      case "upgrading":
        callSafely(() => this.listener.onUpgrading(this.#candidate!));
        return;
      case "releasePoll":
        this.#transport.releasePoll?.();
        return;
      case "closeCandidate":
        this.#dropCandidate();
        return;
      case "switchTransport":
        this.#switchTransport();
        return;
      case "closeTransport":
        this.#closeTransport();
        return;
      case "closed":
        this.#end(effect.reason, effect.description);
        return;
      default:
        effect satisfies never;
    }
  }

  /**
   * Only polling may have to wait, for a client that is between two polls. A connection that was told to close counts as
   * closed, so that an application hears of its own `close` within the call.
   */
  #closeTransport(): void {
    const transport = this.#transport;
    const ended = (): void => this.#handle({ type: "transportClosed", reason: "transport close" });
    transport.close(ended, this.#closeCode);
    if (transport.name !== "polling" || transport.readyState === "closed") ended();
  }

  #dropCandidate(): void {
    const candidate = this.#candidate;
    this.#candidate = undefined;
    candidate?.close();
  }

  #switchTransport(): void {
    const old = this.#transport;
    this.#transport = this.#candidate!;
    this.#candidate = undefined;
    this.#outbox.onSwitched();
    old.discard();
    callSafely(() => this.listener.onUpgraded(this.#transport));
    this.#outbox.flush();
  }

  #end(reason: CloseReason, description: unknown): void {
    this.#dropCandidate();
    this.#letGoOfTransport();
    this.#outbox.writeOff();
    this.#context.counts.noteClosed(reason);
    this.#context.onClosed(this.id, description);
    callSafely(() => this.listener.onClosed(reason, description));
    // Still there while listeners are told, so that they can see what did not get through.
    queueMicrotask(() => this.#outbox.clear());
  }

  #letGoOfTransport(): void {
    const transport = this.#transport;
    if (transport.readyState === "open") transport.discard();
    // Its requests do not find it any more, so there is no poll to wait for.
    else if (transport.readyState === "closing" && transport.name === "polling") transport.terminate();
  }
}

/** How applications see what cannot be decoded. */
const GARBAGE = Object.freeze({ type: "error", data: "parser error" } as const);
