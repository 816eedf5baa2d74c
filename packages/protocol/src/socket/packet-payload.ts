import type { ProtocolErrorCode } from "../kernel/index.ts";
import { PacketType, reservedEventNames } from "./packet.ts";
import type { PacketRules } from "./packet-rules.ts";
import type { SocketLimits } from "./socket-limits.ts";

/** What the payload of a packet may be. */
export type PayloadRules = Pick<SocketLimits, "maxEventNameLength"> &
  Partial<Pick<PacketRules, "allowErrorEvent">>;

/** What is wrong with the decoded payload of a packet, if anything is. */
export function findPayloadProblem(
  type: PacketType,
  data: unknown,
  { maxEventNameLength, allowErrorEvent }: PayloadRules,
): ProtocolErrorCode | undefined {
  switch (type) {
    case PacketType.EVENT:
    case PacketType.BINARY_EVENT: {
      const name: unknown = Array.isArray(data) ? data[0] : undefined;
      if (typeof name !== "string") return typeof name === "number" ? undefined : "SIO_INVALID_PAYLOAD";
      if (name.length > maxEventNameLength) return "SIO_EVENT_NAME_TOO_LONG";
      if (allowErrorEvent === false && name === "error") return "SIO_INVALID_PAYLOAD";
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
