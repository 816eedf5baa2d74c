import { findPayloadProblem, PacketType, type SocketPacket } from "../socket/index.ts";

/** Is it a packet that a custom decoder may hand on? The text or the bytes that it came in do not matter. */
export function isPacketValid(packet: SocketPacket): boolean {
  const { type, nsp, id } = packet as {
    readonly type: unknown;
    readonly nsp: unknown;
    readonly id?: unknown;
  };
  if (typeof nsp !== "string") return false;
  if (id !== undefined && !Number.isInteger(id)) return false;
  // Binary is what a packet becomes on its way; here it has arrived.
  if (type === PacketType.BINARY_EVENT || type === PacketType.BINARY_ACK) return false;
  return findPayloadProblem(packet.type, packet.data, { maxEventNameLength: Infinity }) === undefined;
}
