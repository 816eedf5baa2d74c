import type { ProtocolError } from "../kernel/index.ts";
import { createParseError } from "./packet-codec.ts";

/** What the server tells a client in its open packet. */
export interface Handshake {
  readonly sid: string;
  /** The transports that the client may move on to. */
  readonly upgrades: readonly string[];
  /** Milliseconds. */
  readonly pingInterval: number;
  /** Milliseconds. */
  readonly pingTimeout: number;
  /** The largest payload that the server accepts, in bytes; servers of revision 3 do not say. */
  readonly maxPayload?: number | undefined;
}

/** Longer ones would not fit into the request targets that servers and proxies accept. */
export const MAX_SID_LENGTH = 1024;

/** What timers can wait for; a longer time makes them fire at once. */
const MAX_WAIT = 0x7fff_ffff;

/** The data of an open packet. The order of the keys is part of the protocol as clients know it. */
export function encodeHandshake(handshake: Handshake): string {
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = handshake;
  return JSON.stringify({ sid, upgrades, pingInterval, pingTimeout, maxPayload });
}

/**
 * Checks the data of an open packet, field by field: a client acts on nothing else that a server says before this.
 * Other keys are left out, names that stand more than once in `upgrades` are taken once.
 */
export function parseHandshake(data: unknown): Handshake | ProtocolError {
  const fields = parseObject(data);
  if (fields === undefined) return createParseError("The data of the open packet is not a JSON object");
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = fields;
  if (typeof sid !== "string" || sid === "" || sid.length > MAX_SID_LENGTH) return refuse("sid");
  if (!isListOfTexts(upgrades)) return refuse("upgrades");
  if (!isPositive(pingInterval) || pingInterval > MAX_WAIT) return refuse("pingInterval");
  // A client waits for both together.
  if (!isPositive(pingTimeout) || pingInterval + pingTimeout > MAX_WAIT) return refuse("pingTimeout");
  // JSON has no Infinity: a server that was configured with it says null.
  if (maxPayload !== undefined && maxPayload !== null && !isPositive(maxPayload)) return refuse("maxPayload");
  return {
    sid,
    upgrades: [...new Set(upgrades)],
    pingInterval,
    pingTimeout,
    maxPayload: maxPayload ?? undefined,
  };
}

function refuse(field: keyof Handshake): ProtocolError {
  return createParseError(`The open packet has no valid ${field}`);
}

function parseObject(data: unknown): Partial<Record<keyof Handshake, unknown>> | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isListOfTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

const isPositive = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 1;
