import { Emitter } from "../emitter/index.ts";
import { isBinary } from "./binary.ts";
import type { Packet, PacketType } from "./packet.ts";
import { isPayloadValid } from "./payload-validity.ts";

/** As the second argument of `JSON.parse`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
export type Reviver = (this: any, key: string, value: any) => any;

/** How a {@link Decoder} is to decode. */
export interface DecoderOptions {
  /** As the second argument of `JSON.parse`. */
  reviver?: Reviver | undefined;
  /** Binary attachments of a packet. @default 10 */
  maxAttachments?: number | undefined;
}

/** What users may listen to besides: nothing. */
type NoEvents = Readonly<Record<string, never>>;

/** Where an attachment goes that has not come; null where no placeholder has been found for it. */
type Slot = ((attachment: unknown) => void) | null;

/**
 * Type, number of attachments and a dash, namespace and a comma, number of the acknowledgement, JSON. A number is taken with
 * as many digits as can be counted exactly; more are left to JSON, which finds no list there.
 */
const grammar = /^(?:[0-4]|[56]0*([1-9]\d*)-)(?:(\/[^,]*),?)?(\d{0,15})(.*)/s;

/**
 * Decodes packets as `socket.io-parser` does: takes texts and binary values in the order in which they were sent, and emits
 * `decoded` for each packet. It holds one packet at most, and of that no more attachments than it may have.
 */
export class Decoder extends Emitter<NoEvents, NoEvents, { decoded: (packet: Packet) => void }> {
  readonly #options: DecoderOptions;
  /** A packet that waits for attachments. */
  #packet: Packet | undefined;
  #slots: Slot[] = [];

  constructor(options: DecoderOptions | Reviver = {}) {
    super();
    this.#options = typeof options === "function" ? { reviver: options } : options;
  }

  /** Takes what came. Throws an error when it is not what the protocol allows: the connection is to be closed then. */
  add(chunk: unknown): void {
    let packet = this.#packet;
    if (typeof chunk === "string") {
      if (packet) throw new Error("got plaintext data when reconstructing a packet");
      packet = this.#decode(chunk);
    } else if (!isBinary(chunk)) throw new Error(`Unknown type: ${String(chunk)}`);
    else if (!packet) throw new Error("got binary data when not reconstructing a packet");
    else this.#slots.shift()?.(chunk);
    this.#packet = packet;
    if (this.#slots.length > 0) return;
    // First, as a listener may go on with the next chunk.
    this.destroy();
    this.emitReserved("decoded", packet);
  }

  /** Forgets a packet whose attachments have not all come. */
  destroy(): void {
    this.#packet = undefined;
  }

  #decode(text: string): Packet {
    const { reviver, maxAttachments = 10 } = this.#options;
    const type = parseInt(text[0]!);
    const parts = grammar.exec(text);
    if (!parts) throw new Error(type > 4 && type < 7 ? "Illegal attachments" : `unknown packet type ${type}`);
    const [, digits = 0, nsp = "/", id, json] = parts;
    const attachments = +digits;
    if (attachments > maxAttachments) throw new Error("too many attachments");
    // Whether it was binary on its way matters to nobody else.
    const packet: Packet = { type: (attachments ? type - 3 : type) as PacketType, nsp };
    if (id) packet.id = +id;
    try {
      if (json) packet.data = JSON.parse(json, reviver) as unknown;
    } catch {
      packet.data = Number.NaN; // which no packet may carry
    }
    if (!isPayloadValid(packet.type, packet.data)) throw new Error("invalid payload");
    this.#slots = new Array<Slot>(attachments).fill(null);
    if (attachments) findPlaceholders(packet.data as Container, this.#slots);
    return packet;
  }
}

type Container = Record<string, unknown>;

/** Each is to name an attachment, and no two the same. Data too deep for the stack is refused by that. */
function findPlaceholders(container: Container, slots: Slot[]): void {
  for (const [key, value] of Object.entries(container) as [string, Container | null][]) {
    if (typeof value !== "object" || value === null) continue;
    const { _placeholder, num } = value;
    if (_placeholder !== true) findPlaceholders(value, slots);
    else if (typeof num === "number" && slots[num] === null)
      slots[num] = (attachment) => (container[key] = attachment);
    else throw new Error("illegal attachments");
  }
}
