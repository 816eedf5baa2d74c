import type { PacketShape } from "./namespace-shape.ts";
import type { BroadcastOptions } from "./types.ts";

/** The packet type of an event, in the protocol and in every parser. */
const EVENT = 2;

/** An event that a client may miss and be given later: it wants no answer, and is worth waiting for. */
export interface RecoverablePacket extends PacketShape {
  data: unknown[];
}

/** Is this an event that gets an offset as its last argument? */
export function isRecoverable(packet: PacketShape, opts: BroadcastOptions): packet is RecoverablePacket {
  return isEventWithoutAck(packet) && opts.flags?.volatile !== true;
}

/** What the stock client takes for the offset of an event that has none: its last item, which may be its name. */
export function textTakenForOffset(packet: PacketShape): string | undefined {
  // Of an event with an acknowledgement the last argument is the function that answers.
  if (!isEventWithoutAck(packet)) return undefined;
  const last: unknown = packet.data.at(-1);
  return typeof last === "string" ? last : undefined;
}

function isEventWithoutAck(packet: PacketShape): packet is RecoverablePacket {
  return packet.type === EVENT && packet.id === undefined && Array.isArray(packet.data);
}
