import { ACK, CONNECT_ERROR, DISCONNECT, EVENT, reservedEvents, type PacketType } from "./packet.ts";

/** Is it an object as JSON has them, and no list? */
const isRecord = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** May a packet of that type carry that? Binary packets count as what they become. */
export function isPayloadValid(type: PacketType, data: unknown): boolean {
  if (type === EVENT || type === ACK) return Array.isArray(data) && (type === ACK || isEventName(data[0]));
  if (type !== CONNECT_ERROR && data === undefined) return true;
  return type !== DISCONNECT && (isRecord(data) || (type === CONNECT_ERROR && typeof data === "string"));
}

const isEventName = (name: unknown): boolean =>
  typeof name === "number" || (typeof name === "string" && !reservedEvents.includes(name));
