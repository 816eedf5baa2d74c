import type { EnginePacket, PayloadReader } from "@sockeye/protocol/engine";
import { createProtocolError, type ProtocolError } from "@sockeye/protocol/kernel";
import type { PollingContext } from "./polling-context.ts";

/** Who gets what a payload holds. */
export interface PacketReceiver {
  /** Are packets wanted? Asked before each. */
  readonly takesPackets: boolean;
  onPacket(packet: EnginePacket): void;
  onGarbage(error: ProtocolError): void;
  /** A slice of a payload is about to be handed out, or, with `false`, has been: what it has brought about can go out. */
  onSlice(isRunning: boolean): void;
}

/** How long one payload may keep the event loop before others get their turn, in milliseconds. */
const SLICE = 5;

/** Who has a payload handed out. */
export interface DeliveryOwner {
  readonly receiver: PacketReceiver;
  /** The last packet has been handled. Called once. */
  onDelivered(isWithinLimits: boolean): void;
}

/**
 * Takes one payload apart and hands out its packets, a slice of time per turn: one request may bring a hundred thousand.
 */
export class PacketDelivery {
  readonly #reader: PayloadReader;
  readonly #context: PollingContext;
  readonly #owner: DeliveryOwner;
  #packets = 0;
  #controlPackets = 0;

  constructor(reader: PayloadReader, context: PollingContext, owner: DeliveryOwner) {
    this.#reader = reader;
    this.#context = context;
    this.#owner = owner;
  }

  /** Hands out what fits into this turn, and goes on in the next. The owner may hear of the end before this returns. */
  run(): void {
    const { clock } = this.#context;
    const { receiver } = this.#owner;
    const startedAt = clock.now();
    receiver.onSlice(true);
    while (this.#deliverNext(receiver)) {
      if (clock.now() - startedAt < SLICE) continue;
      clock.afterTurn(() => {
        this.run();
      });
      break;
    }
    receiver.onSlice(false);
  }

  /** Is there, perhaps, more? */
  #deliverNext(receiver: PacketReceiver): boolean {
    const decoded = receiver.takesPackets ? this.#reader.next() : undefined;
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
    this.#owner.onDelivered(isWithinLimits);
    return false;
  }
}
