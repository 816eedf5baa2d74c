import type { CloseReason, EnginePacket, PacketData } from "@sockeye/protocol/engine";

/**
 * What has gone through all sessions of a server since it was made; whoever wants rates looks twice. Messages only: no
 * heartbeats, no handshakes. A text counts its characters and binary data its bytes, before compression and without what
 * transports wrap around them.
 */
export interface Traffic {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Counts for all sessions of a server, always: an addition or two per message, and nothing is allocated. */
export class SessionCounts {
  #messagesIn = 0;
  #messagesOut = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  readonly #closes = new Map<CloseReason, number>();

  /** A message has come. */
  noteReceived(data: PacketData | undefined): void {
    this.#messagesIn += 1;
    if (data !== undefined) this.#bytesIn += data.length;
  }

  /** A packet is to be sent. */
  noteSent({ type, data }: EnginePacket): void {
    if (type !== "message") return;
    this.#messagesOut += 1;
    if (data !== undefined) this.#bytesOut += data.length;
  }

  /** A session is over. */
  noteClosed(reason: CloseReason): void {
    this.#closes.set(reason, (this.#closes.get(reason) ?? 0) + 1);
  }

  /** The traffic up to now. */
  traffic(): Traffic {
    return {
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
  }

  /** The ends of sessions up to now. */
  closes(): ReadonlyMap<CloseReason, number> {
    return new Map(this.#closes);
  }
}
