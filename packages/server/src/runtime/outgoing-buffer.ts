import type { EnginePacket } from "@sockeye/protocol/engine";

/** What a session has been given to send and has not handed to its transport. */
export class OutgoingBuffer {
  // Most sessions have nothing to send most of the time: then there is nothing of their own.
  #packets: EnginePacket[] = NO_PACKETS;
  #callbacks: (() => void)[] = NO_CALLBACKS;
  #bytes = 0;

  /** In the order of sending. Replaced, not emptied, by `take`. */
  get packets(): readonly EnginePacket[] {
    return this.#packets;
  }

  get isEmpty(): boolean {
    return this.#packets.length === 0;
  }

  /** About how much memory the packets hold. */
  get bytes(): number {
    return this.#bytes;
  }

  push(packet: EnginePacket, onSent: (() => void) | undefined): void {
    if (this.#packets.length === 0) this.#packets = [packet];
    else this.#packets.push(packet);
    if (onSent !== undefined) {
      if (this.#callbacks.length === 0) this.#callbacks = [onSent];
      else this.#callbacks.push(onSent);
    }
    this.#bytes += sizeOf(packet);
  }

  /** Everything at once, as one batch. */
  take(): { packets: readonly EnginePacket[]; callbacks: readonly (() => void)[] } {
    const batch = { packets: this.#packets, callbacks: this.#callbacks };
    this.clear();
    return batch;
  }

  /** Counts the packets for nothing any more, but keeps them; returns what they counted for. */
  unbook(): number {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return bytes;
  }

  clear(): void {
    this.#packets = NO_PACKETS;
    this.#callbacks = NO_CALLBACKS;
    this.#bytes = 0;
  }
}

/** Never added to: applications can reach them, so they cannot be, either. */
const NO_PACKETS = Object.freeze<EnginePacket[]>([]) as EnginePacket[];
const NO_CALLBACKS = Object.freeze<(() => void)[]>([]) as (() => void)[];

/** A text counts one byte per character, which is what V8 keeps for most of them; and a packet is an object, too. */
export function sizeOf({ data }: EnginePacket): number {
  return (data?.length ?? 0) + PACKET_OVERHEAD;
}

const PACKET_OVERHEAD = 64;
