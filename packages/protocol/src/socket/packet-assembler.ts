import { createProtocolError, type ProtocolError } from "../kernel/index.ts";
import type { Attachment } from "./attachments.ts";
import { PacketType, type SocketPacket } from "./packet.ts";
import { decodeText, type Reviver } from "./packet-decoder.ts";
import { findSlots, type Slot } from "./placeholders.ts";
import type { SocketLimits } from "./socket-limits.ts";

/**
 * Makes packets of the messages of a session, in their order. What it holds is bounded by the limits: at most one packet
 * whose attachments have not all come.
 */
export class PacketAssembler {
  readonly #limits: SocketLimits;
  readonly #reviver: Reviver | undefined;
  #half: HalfPacket | undefined;

  constructor(limits: SocketLimits, reviver?: Reviver) {
    this.#limits = limits;
    this.#reviver = reviver;
  }

  /** The packet whose attachments have not all come, as {@link decodeText} gave it: so one can refuse it before they do. */
  get pending(): SocketPacket | undefined {
    return this.#half?.packet;
  }

  /** Is it waiting for attachments? */
  get isPending(): boolean {
    return this.#half !== undefined;
  }

  /** Bytes of the attachments that have come for a packet that is not complete. */
  get pendingBytes(): number {
    return this.#half?.bytes ?? 0;
  }

  /** Takes a message, and gives the packet that it completes, if it does. */
  add(chunk: string | Attachment): SocketPacket | ProtocolError | undefined {
    return typeof chunk === "string" ? this.#addText(chunk) : this.#addAttachment(chunk);
  }

  /** Drops a packet that is not complete. */
  clear(): void {
    this.#half = undefined;
  }

  #addText(text: string): SocketPacket | ProtocolError | undefined {
    if (this.#half !== undefined) return createProtocolError("SIO_UNEXPECTED_TEXT");
    const packet = decodeText(text, this.#limits, this.#reviver);
    if (!("attachments" in packet) || packet.attachments === undefined) return packet;
    const slots = findSlots(packet.data, packet.attachments, {
      allowUnused: this.#limits.allowUnusedAttachments,
      canBeCyclic: this.#reviver !== undefined,
    });
    if (slots === undefined) return createProtocolError("SIO_ILLEGAL_PLACEHOLDER");
    this.#half = { packet, slots, received: 0, bytes: 0 };
    return undefined;
  }

  #addAttachment(attachment: Attachment): SocketPacket | ProtocolError | undefined {
    const half = this.#half;
    if (half === undefined) return createProtocolError("SIO_UNEXPECTED_BINARY");
    half.bytes += "byteLength" in attachment ? attachment.byteLength : attachment.size;
    if (half.bytes > this.#limits.maxPendingAttachmentBytes) {
      this.#half = undefined;
      return createProtocolError("SIO_ATTACHMENTS_TOO_LARGE");
    }
    const slot = half.slots[half.received++];
    if (slot !== undefined) slot.container[slot.key] = attachment;
    if (half.received < half.slots.length) return undefined;
    this.#half = undefined;
    return completed(half.packet);
  }
}

/** A packet without some of its attachments. */
interface HalfPacket {
  readonly packet: SocketPacket;
  readonly slots: readonly (Slot | undefined)[];
  received: number;
  bytes: number;
}

/** With all attachments in their places, it is a packet like any other. */
function completed({ type, nsp, id, data }: SocketPacket): SocketPacket {
  const packet: SocketPacket = {
    type: type === PacketType.BINARY_EVENT ? PacketType.EVENT : PacketType.ACK,
    nsp,
  };
  if (id !== undefined) packet.id = id;
  packet.data = data as unknown;
  return packet;
}
