import type { ProtocolErrorCode } from "../kernel/index.ts";
import { PacketType, reservedEventNames } from "./packet.ts";
import type { SocketLimits } from "./socket-limits.ts";

/** What is wrong with the decoded payload of a packet, if anything is. */
export function findPayloadProblem(
  type: PacketType,
  data: unknown,
  { maxEventNameLength }: Pick<SocketLimits, "maxEventNameLength">,
): ProtocolErrorCode | undefined {
  switch (type) {
    case PacketType.EVENT:
    case PacketType.BINARY_EVENT: {
      const name: unknown = Array.isArray(data) ? data[0] : undefined;
      if (typeof name !== "string") return typeof name === "number" ? undefined : "SIO_INVALID_PAYLOAD";
      if (name.length > maxEventNameLength) return "SIO_EVENT_NAME_TOO_LONG";
      return reservedEventNames.has(name) ? "SIO_INVALID_PAYLOAD" : undefined;
    }
    case PacketType.ACK:
    case PacketType.BINARY_ACK:
      return Array.isArray(data) ? undefined : "SIO_INVALID_PAYLOAD";
    case PacketType.CONNECT:
      return data === undefined || isRecord(data) ? undefined : "SIO_INVALID_PAYLOAD";
    case PacketType.CONNECT_ERROR:
      return typeof data === "string" || isRecord(data) ? undefined : "SIO_INVALID_PAYLOAD";
    case PacketType.DISCONNECT:
      return data === undefined ? undefined : "SIO_INVALID_PAYLOAD";
    default:
      return "SIO_UNKNOWN_PACKET_TYPE";
  }
}

function isRecord(data: unknown): boolean {
  return Object.prototype.toString.call(data) === "[object Object]";
}
