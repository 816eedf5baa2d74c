import { createProtocolError, type ProtocolError, type ProtocolErrorCode } from "../kernel/index.ts";
import { isTooDeep } from "./json-depth.ts";
import { removePrototypes } from "./null-prototypes.ts";
import { PacketType, type SocketPacket } from "./packet.ts";
import { findPayloadProblem } from "./packet-payload.ts";
import type { SocketLimits } from "./socket-limits.ts";

/*
 * The text of a packet: its type; the number of attachments and a dash, if it has any; the namespace and a comma, unless it is
 * the root; the number of the acknowledgement, if there is one; JSON, if it carries something.
 *
 *     2["chat","hi"]     51-/admin,7["file",{"_placeholder":true,"num":0}]
 *
 * All of it comes from strangers. Every part is read once, from left to right, and nothing of it is echoed in an error but the digit
 * of an unknown type.
 */

/** As the second argument of `JSON.parse`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
export type Reviver = (this: any, key: string, value: any) => any;

/**
 * Decodes the text of a packet. One with `attachments` is not complete: its type is a binary one, and its data has
 * placeholders.
 */
export function decodeText(
  text: string,
  limits: SocketLimits,
  reviver?: Reviver,
): SocketPacket | ProtocolError {
  const type = text.charCodeAt(0) - ZERO;
  if (!isPacketType(type)) return createTypeError(text);
  // Nearly all that comes: an event of the root namespace that wants no answer has no header but its type.
  if (type === PacketType.EVENT && text.charCodeAt(1) === OPENING_BRACKET) {
    const data = decodeData(type, text.slice(1), { limits, reviver });
    return data instanceof Error ? (data as ProtocolError) : { type, nsp: "/", data };
  }
  if (type === PacketType.CONNECT && text.length > limits.maxConnectBytes)
    return createProtocolError("SIO_CONNECT_TOO_LARGE");
  const header: Header = { nsp: "/", id: undefined, attachments: undefined, end: 1 };
  const problem = readHeader(type, text, { header, limits });
  if (problem !== undefined) return createProtocolError(problem);
  const { nsp, id, attachments, end } = header;
  const data = decodeData(type, text.slice(end), { limits, reviver });
  if (data instanceof Error) return data as ProtocolError;
  const packet: SocketPacket = { type, nsp };
  // Those who look at keys know a packet without those that it does not need.
  if (attachments !== undefined) packet.attachments = attachments;
  if (id !== undefined) packet.id = id;
  if (data !== undefined) packet.data = data;
  return packet;
}

/** How the data of a packet is decoded. */
interface DataRules {
  readonly limits: SocketLimits;
  readonly reviver: Reviver | undefined;
}

/** What a packet carries; nothing, where there is no JSON. */
function decodeData(type: PacketType, json: string, { limits, reviver }: DataRules): unknown {
  let data: unknown;
  if (json !== "") {
    if (isTooDeep(json, 0, limits.maxJsonDepth)) return createProtocolError("SIO_PAYLOAD_TOO_DEEP");
    data = parseJson(json, reviver);
    if (data === undefined) return createProtocolError("SIO_INVALID_PAYLOAD");
    if (limits.nullPrototypes && reviver === undefined) removePrototypes(data);
  }
  const problem = findPayloadProblem(type, data, limits);
  return problem === undefined ? data : createProtocolError(problem);
}

/** What comes before the JSON. */
interface Header {
  nsp: string;
  id: number | undefined;
  attachments: number | undefined;
  /** Where it ends. */
  end: number;
}

interface Reading {
  readonly header: Header;
  readonly limits: SocketLimits;
}

const ZERO = 0x30;
const NINE = 0x39;
const DASH = 0x2d;
const SLASH = 0x2f;
const OPENING_BRACKET = 0x5b;

/** As many as the largest number has that is exact. */
const MAX_ID_DIGITS = 16;

function isPacketType(type: number): type is PacketType {
  return type >= PacketType.CONNECT && type <= PacketType.BINARY_ACK;
}

/** The text that users know: with the digit, or with NaN if it is none. */
function createTypeError(text: string): ProtocolError {
  const digit = text === "" ? Number.NaN : Number.parseInt(text[0] as string, 10);
  return createProtocolError("SIO_UNKNOWN_PACKET_TYPE", undefined, `unknown packet type ${digit}`);
}

function readHeader(type: PacketType, text: string, reading: Reading): ProtocolErrorCode | undefined {
  if (type >= PacketType.BINARY_EVENT) {
    const problem = readAttachments(text, reading);
    if (problem !== undefined) return problem;
  }
  if (text.charCodeAt(reading.header.end) === SLASH) {
    const problem = readNamespace(text, reading);
    if (problem !== undefined) return problem;
  }
  return readId(text, reading);
}

function readAttachments(text: string, { header, limits }: Reading): ProtocolErrorCode | undefined {
  const end = endOfDigits(text, header.end);
  if (end === header.end || text.charCodeAt(end) !== DASH) return "SIO_ILLEGAL_ATTACHMENTS";
  if (hasLeadingZero(text, header.end, end) && !limits.allowLeadingZeros) return "SIO_ILLEGAL_ATTACHMENTS";
  const attachments = Number(text.slice(header.end, end));
  if (attachments === 0) return "SIO_ILLEGAL_ATTACHMENTS";
  if (attachments > limits.maxAttachments) return "SIO_TOO_MANY_ATTACHMENTS";
  header.attachments = attachments;
  header.end = end + 1;
  return undefined;
}

function readNamespace(text: string, { header, limits }: Reading): ProtocolErrorCode | undefined {
  const comma = text.indexOf(",", header.end);
  const end = comma === -1 ? text.length : comma;
  const nsp = text.slice(header.end, end);
  const query = limits.maxNamespaceQueryLength === 0 ? -1 : nsp.indexOf("?");
  const nameLength = query === -1 ? nsp.length : query;
  if (nameLength > limits.maxNamespaceLength) return "SIO_NAMESPACE_TOO_LONG";
  if (nsp.length - nameLength > limits.maxNamespaceQueryLength) return "SIO_NAMESPACE_TOO_LONG";
  header.nsp = nsp;
  header.end = Math.min(end + 1, text.length);
  return undefined;
}

function readId(text: string, { header, limits }: Reading): ProtocolErrorCode | undefined {
  const end = endOfDigits(text, header.end);
  const digits = end - header.end;
  if (digits === 0) return undefined;
  if (digits > MAX_ID_DIGITS) return "SIO_INVALID_ACK_ID";
  if (hasLeadingZero(text, header.end, end) && !limits.allowLeadingZeros) return "SIO_INVALID_ACK_ID";
  const id = Number(text.slice(header.end, end));
  if (id > Number.MAX_SAFE_INTEGER) return "SIO_INVALID_ACK_ID";
  header.id = id;
  header.end = end;
  return undefined;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  for (let code = text.charCodeAt(end); code >= ZERO && code <= NINE; code = text.charCodeAt(end)) end++;
  return end;
}

/** A single zero is a number like any other. */
function hasLeadingZero(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start) === ZERO && end - start > 1;
}

/** JSON never is `undefined`, so that says that it is none. A reviver that throws takes the text for none. */
function parseJson(text: string, reviver: Reviver | undefined): unknown {
  try {
    return JSON.parse(text, reviver) as unknown;
  } catch {
    return undefined;
  }
}
