import { toText } from "../text.ts";
import { SOCKET_TYPES, type SocketType } from "./packet-types.ts";

/** What stands before the data of a Socket.IO packet: `5` `1-` `/admin,` `7`. Offsets say where each of them ends. */
export interface Header {
  readonly type: SocketType;
  readonly typeEnd: number;
  /** How many attachments follow; `undefined`, if a number should be there and is not. */
  readonly attachments: number | undefined;
  readonly attachmentsEnd: number;
  readonly namespace: string;
  readonly namespaceEnd: number;
  /** Digits. */
  readonly id: string | undefined;
  readonly end: number;
}

const ZERO = 0x30;
const NINE = 0x39;
const DASH = 0x2d;
const SLASH = 0x2f;
const COMMA = 0x2c;

/** Reads it from left to right; nothing, if the type is unknown. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  const type = SOCKET_TYPES[(bytes[0] ?? 0) - ZERO];
  if (type === undefined) return undefined;
  const typeEnd = 1;
  const { attachments, attachmentsEnd } = type.isBinary
    ? readAttachments(bytes, typeEnd)
    : { attachments: 0, attachmentsEnd: typeEnd };
  const { namespace, namespaceEnd } = readNamespace(bytes, attachmentsEnd);
  const end = endOfDigits(bytes, namespaceEnd);
  const id = end === namespaceEnd ? undefined : toText(bytes.subarray(namespaceEnd, end));
  return { type, typeEnd, attachments, attachmentsEnd, namespace, namespaceEnd, id, end };
}

function readAttachments(bytes: Uint8Array, start: number): Pick<Header, "attachments" | "attachmentsEnd"> {
  const dash = endOfDigits(bytes, start);
  if (dash === start || bytes[dash] !== DASH) return { attachments: undefined, attachmentsEnd: start };
  return { attachments: Number(toText(bytes.subarray(start, dash))), attachmentsEnd: dash + 1 };
}

function readNamespace(bytes: Uint8Array, start: number): Pick<Header, "namespace" | "namespaceEnd"> {
  if (bytes[start] !== SLASH) return { namespace: "/", namespaceEnd: start };
  const comma = bytes.indexOf(COMMA, start);
  const end = comma === -1 ? bytes.length : comma;
  return { namespace: toText(bytes.subarray(start, end)), namespaceEnd: Math.min(end + 1, bytes.length) };
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end]! >= ZERO && bytes[end]! <= NINE) end++;
  return end;
}
