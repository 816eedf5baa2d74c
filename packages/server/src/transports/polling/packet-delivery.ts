import type { EnginePacket, PayloadReader } from "@sockeye/protocol/engine";
import { createProtocolError, type ProtocolError } from "@sockeye/protocol/kernel";
import type { PollingContext } from "./polling-context.ts";

/** Who gets what a payload holds. */
export interface PacketReceiver {
  /** Are packets wanted? Asked before each. */
  readonly takesPackets: boolean;
  onPacket(packet: EnginePacket): void;
  onGarbage(error: ProtocolError): void;
}

/** How long one payload may keep the event loop before others get their turn, in milliseconds. */
const SLICE = 5;

/**
 * Takes a payload apart and hands out its packets, a slice of time per turn: one request may bring a hundred thousand.
 * Before the next payload this one is to be done.
 */
export class PacketDelivery {
  readonly #context: PollingContext;
  readonly #receiver: PacketReceiver;
  readonly #onDone: (isWithinLimits: boolean) => void;
  readonly #continue = () => this.#run();
  #reader: PayloadReader | undefined;
  #packets = 0;
  #controlPackets = 0;

  /** @param onDone - called once per payload, perhaps before `start` returns, and not before the last packet was handled */
  constructor(context: PollingContext, receiver: PacketReceiver, onDone: (isWithinLimits: boolean) => void) {
    this.#context = context;
    this.#receiver = receiver;
    this.#onDone = onDone;
  }

  start(reader: PayloadReader): void {
    this.#reader = reader;
    this.#packets = 0;
    this.#controlPackets = 0;
    this.#run();
  }

  #run(): void {
    const { clock } = this.#context;
    const startedAt = clock.now();
    while (this.#deliverNext()) {
      if (clock.now() - startedAt < SLICE) continue;
      clock.afterTurn(this.#continue);
      return;
    }
  }

  /** Is there, perhaps, more? */
  #deliverNext(): boolean {
    const receiver = this.#receiver;
    const decoded = receiver.takesPackets ? this.#reader?.next() : undefined;
    if (decoded === undefined) return this.#end(true);
    if ("code" in decoded) {
      receiver.onGarbage(decoded);
      return this.#end(true);
    }
    if (!this.#isWithinLimits(decoded)) {
      receiver.onGarbage(createProtocolError("EIO_TOO_MANY_PACKETS"));
      return this.#end(false);
    }
    receiver.onPacket(decoded);
    return true;
  }

  #isWithinLimits({ type }: EnginePacket): boolean {
    this.#packets++;
    if (type === "noop" || type === "ping" || type === "pong") this.#controlPackets++;
    const { maxControlPerPayload, maxPacketsPerPayload } = this.#context;
    return this.#controlPackets <= maxControlPerPayload && this.#packets <= maxPacketsPerPayload;
  }

  #end(isWithinLimits: boolean): false {
    this.#reader = undefined;
    this.#onDone(isWithinLimits);
    return false;
  }
}
