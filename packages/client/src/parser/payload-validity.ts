import { ACK, CONNECT_ERROR, DISCONNECT, EVENT, reservedEvents, type PacketType } from "./packet.ts";

/** May a packet of that type carry that? Binary packets count as what they become. */
export function isPayloadValid(type: PacketType, data: unknown): boolean {
  const isList = Array.isArray(data);
  if (type === ACK) return isList;
  if (type === EVENT) return isList && isEventName(data[0]);
  if (data === undefined) return type !== CONNECT_ERROR;
  if (type === CONNECT_ERROR && typeof data === "string") return true;
  return type !== DISCONNECT && typeof data === "object" && data !== null && !isList;
}

const isEventName = (name: unknown): boolean =>
  typeof name === "number" || (typeof name === "string" && !reservedEvents.includes(name));
