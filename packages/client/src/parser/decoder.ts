import { Emitter } from "../emitter/index.ts";
import type { Packet, PacketType } from "./packet.ts";
import { isPayloadValid } from "./payload-validity.ts";

/** With one text for all: whoever reads it can see in the packets of the engine what the server has sent. */
const refuse: () => never = () => {
  throw new Error("invalid packet");
};

/** What users may listen to besides: nothing. */
type NoEvents = Readonly<Record<string, never>>;

/** Where an attachment goes that has not come; null where no placeholder has been found for it. */
type Slot = ((attachment: unknown) => void) | null;

/**
 * Type, number of attachments (ten at most) and a dash, namespace and a comma, number of the acknowledgement, JSON. That number
 * is taken with as many digits as can be counted exactly; more are left to JSON, which finds no list there.
 */
const grammar = /^(?:[0-4]|[56]0*([1-9]|10)-)(?:(\/[^,]*),?)?(\d{0,15})([^]*)/;

/**
 * Decodes packets as `socket.io-parser` does: takes texts and binary values in the order in which they were sent, and emits
 * `decoded` for each packet. It holds one packet at most, and of that no more attachments than it may have.
 */
export class Decoder extends Emitter<NoEvents, NoEvents, { decoded: (packet: Packet) => void }> {
  /** A packet that waits for attachments. */
  #packet: Packet | undefined;
  #slots: Slot[] = [];

  /** Takes what came. Throws an error when it is not what the protocol allows: the connection is to be closed then. */
  add(chunk: unknown): void {
    let packet = this.#packet;
    if (typeof chunk === "string" && !packet) packet = this.#decode(chunk);
    else if (typeof chunk === "object" && packet) this.#slots.shift()?.(chunk);
    // Out of turn, or an empty message, which is neither.
    else refuse();
    this.#packet = packet;
    if (!this.#slots.length) {
      // First, as a listener may go on with the next chunk.
      this.destroy();
      this._emit("decoded", packet);
    }
  }

  /** Forgets a packet whose attachments have not all come. */
  destroy(): void {
    this.#packet = undefined;
  }

  #decode(text: string): Packet {
    const [, digits = 0, nsp = "/", id, json] = grammar.exec(text) ?? refuse();
    const attachments = +digits;
    // Whether it was binary on its way matters to nobody else.
    const packet: Packet = { type: (+text[0]! - (attachments && 3)) as PacketType, nsp };
    if (id) packet.id = +id;
    const slots = (this.#slots = new Array<Slot>(attachments).fill(null));
    // Each placeholder is to name an attachment, and no two the same.
    const findPlaceholder = attachments
      ? function (this: Record<string, unknown>, key: string, value: Placeholder): unknown {
          if (value?._placeholder === true) {
            const { num } = value;
            if (typeof num !== "number" || slots[num] !== null) refuse();
            slots[num] = (attachment) => (this[key] = attachment);
          }
          return value;
        }
      : undefined;
    try {
      if (json) packet.data = JSON.parse(json, findPlaceholder) as unknown;
    } catch {
      packet.data = Number.NaN; // which no packet may carry
    }
    if (!isPayloadValid(packet.type, packet.data)) refuse();
    return packet;
  }
}

type Placeholder = { readonly _placeholder?: unknown; readonly num?: unknown } | null | undefined;
