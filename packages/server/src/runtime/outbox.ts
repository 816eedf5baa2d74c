import type { EnginePacket } from "@sockeye/protocol/engine";
import type { ServerTransport } from "../ports/index.ts";
import type { Flushable } from "./flush-queue.ts";
import { OutgoingBuffer } from "./outgoing-buffer.ts";
import type { SessionContext } from "./session-context.ts";
import type { SessionListener } from "./session-listener.ts";
import { StallGuard } from "./stall-guard.ts";
import { callSafely, throwOutside } from "./throw-outside.ts";

/** The session that an outbox belongs to. */
export interface OutboxOwner {
  readonly listener: SessionListener;
  readonly transport: ServerTransport;
  readonly isOver: boolean;
  /** What waited has been handed to the transport. */
  onHandedOver(): void;
  /** The client does not read what it is sent: the session has to end. */
  cutOff(): void;
}

/**
 * The way out of a session. A packet goes straight to a transport that takes one at a time. Where one `send` uses up the
 * readiness (polling), what a turn brings is gathered and handed over at its end. What the transport cannot take waits
 * here: within `maxBufferedBytes`, for `writeStallTimeout`, and counted against the budget of all sessions.
 */
export class Outbox implements Flushable {
  readonly #owner: OutboxOwner;
  readonly #context: SessionContext;
  /** Made when something has to wait for the first time: over a WebSocket that is never, for most. */
  #buffer: OutgoingBuffer | undefined;
  #isFlushQueued = false;
  /** Are listeners being told what goes out next? What they send meanwhile goes behind it. */
  #isTelling = false;
  /** Batches that were handed over and whose `onSent` is awaited, for the sake of `onDrain`. */
  #batchesUnderWay = 0;
  #stall: StallGuard | undefined;

  constructor(owner: OutboxOwner, context: SessionContext) {
    this.#owner = owner;
    this.#context = context;
  }

  /** What waits to be handed over. */
  get packets(): readonly EnginePacket[] {
    return this.#buffer?.packets ?? NO_PACKETS;
  }

  /** Has everything been handed over? */
  get isEmpty(): boolean {
    return !this.#isTelling && (this.#buffer === undefined || this.#buffer.isEmpty);
  }

  get bytes(): number {
    return this.#buffer?.bytes ?? 0;
  }

  push(packet: EnginePacket, onSent?: () => void): void {
    const { listener } = this.#owner;
    const { watchesOutput } = listener;
    if (watchesOutput) {
      callSafely(() => listener.onQueued(packet));
      if (this.#owner.isOver) return;
    }
    if (!this.#isClear) this.#keep(packet, onSent);
    else if (onSent === undefined && !watchesOutput) this.#owner.transport.send([packet]);
    else this.#handOver([packet], onSent === undefined ? NO_CALLBACKS : [onSent]);
  }

  /** The same for packets that many outboxes are given: the list is handed on as it is. */
  pushAll(packets: readonly EnginePacket[]): void {
    if (this.#isClear && !this.#owner.listener.watchesOutput) this.#owner.transport.send(packets);
    else for (const packet of packets) this.push(packet);
  }

  /** Hands over what waits, if the transport takes it. */
  flush(): void {
    this.#isFlushQueued = false;
    const buffer = this.#buffer;
    if (buffer === undefined || buffer.isEmpty) return;
    if (!this.#owner.transport.isReady) return this.#watchForStall();
    this.#context.budget.book(-buffer.bytes);
    this.#stall?.disarm();
    const { packets, callbacks } = buffer.take();
    this.#handOver(packets, callbacks);
  }

  /** The session has another transport: what the old one has not confirmed by now it never will. */
  onSwitched(): void {
    this.#batchesUnderWay = 0;
  }

  /** The session ends: what waits is still there to be looked at, but counts for nothing and nobody waits for it. */
  writeOff(): void {
    this.#stall?.end();
    if (this.#buffer !== undefined) this.#context.budget.book(-this.#buffer.unbook());
  }

  clear(): void {
    this.#buffer?.clear();
  }

  /** Can a packet go straight to the transport? */
  get #isClear(): boolean {
    const { transport } = this.#owner;
    return this.isEmpty && !transport.sendsBatches && transport.isReady;
  }

  #keep(packet: EnginePacket, onSent: (() => void) | undefined): void {
    const buffer = (this.#buffer ??= new OutgoingBuffer());
    const before = buffer.bytes;
    buffer.push(packet, onSent);
    const { transport } = this.#owner;
    if (!transport.isReady) {
      if (before === 0) this.#watchForStall();
    } else if (transport.isDelivering !== true) {
      this.#flushThisTurn();
    }
    const { maxBufferedBytes, budget } = this.#context;
    budget.book(buffer.bytes - before);
    if (before > 0 && buffer.bytes > maxBufferedBytes) this.#owner.cutOff();
  }

  #handOver(packets: readonly EnginePacket[], callbacks: readonly (() => void)[]): void {
    const { listener } = this.#owner;
    this.#isTelling = true;
    try {
      listener.onFlush(packets);
    } catch (error) {
      throwOutside(error);
    }
    this.#isTelling = false;
    if (this.#owner.isOver) return;
    this.#send(packets, callbacks);
    if (this.isEmpty) this.#owner.onHandedOver();
  }

  #send(packets: readonly EnginePacket[], callbacks: readonly (() => void)[]): void {
    const { listener, transport } = this.#owner;
    if (callbacks.length === 0 && !listener.wantsDrain) {
      transport.send(packets);
      return;
    }
    this.#batchesUnderWay++;
    transport.send(packets, () => {
      this.#batchesUnderWay--;
      if (this.#owner.isOver) return;
      for (const callback of callbacks) callSafely(callback);
      if (this.#batchesUnderWay === 0) callSafely(() => listener.onDrain());
    });
  }

  #flushThisTurn(): void {
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    this.#context.flushes.add(this);
  }

  #watchForStall(): void {
    this.#stall ??= new StallGuard(this.#owner, this.#context);
    this.#stall.arm();
  }
}

const NO_CALLBACKS: readonly (() => void)[] = [];
const NO_PACKETS: readonly EnginePacket[] = Object.freeze([]);
