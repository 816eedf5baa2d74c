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
  readonly #buffer = new OutgoingBuffer();
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
    return this.#buffer.packets;
  }

  /** Has everything been handed over? */
  get isEmpty(): boolean {
    return this.#buffer.isEmpty && !this.#isTelling;
  }

  get bytes(): number {
    return this.#buffer.bytes;
  }

  push(packet: EnginePacket, onSent?: () => void): void {
    const { listener } = this.#owner;
    const { watchesOutput } = listener;
    if (watchesOutput) {
      callSafely(() => listener.onQueued(packet));
      if (this.#owner.isOver) return;
    }
    const { transport } = this.#owner;
    const { isReady } = transport;
    if (isReady && !transport.sendsBatches && this.isEmpty) {
      if (onSent === undefined && !watchesOutput) transport.send([packet]);
      else this.#handOver([packet], onSent === undefined ? NO_CALLBACKS : [onSent]);
    } else {
      this.#keep(packet, onSent, isReady);
    }
  }

  /** Hands over what waits, if the transport takes it. */
  flush(): void {
    this.#isFlushQueued = false;
    if (this.#buffer.isEmpty) return;
    if (!this.#owner.transport.isReady) return this.#watchForStall();
    this.#context.budget.book(-this.#buffer.bytes);
    this.#stall?.disarm();
    const { packets, callbacks } = this.#buffer.take();
    this.#handOver(packets, callbacks);
  }

  /** The session has another transport: what the old one has not confirmed by now it never will. */
  onSwitched(): void {
    this.#batchesUnderWay = 0;
  }

  /** The session ends: what waits is still there to be looked at, but counts for nothing and nobody waits for it. */
  writeOff(): void {
    this.#stall?.end();
    this.#context.budget.book(-this.#buffer.unbook());
  }

  clear(): void {
    this.#buffer.clear();
  }

  #keep(packet: EnginePacket, onSent: (() => void) | undefined, isReady: boolean): void {
    const before = this.#buffer.bytes;
    this.#buffer.push(packet, onSent);
    if (!isReady) {
      if (before === 0) this.#watchForStall();
    } else if (this.#owner.transport.isDelivering !== true) {
      this.#flushThisTurn();
    }
    const { maxBufferedBytes, budget } = this.#context;
    budget.book(this.#buffer.bytes - before);
    if (before > 0 && this.#buffer.bytes > maxBufferedBytes) this.#owner.cutOff();
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
    if (this.#buffer.isEmpty) this.#owner.onHandedOver();
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
