import { extractAttachments } from "./attachment-extraction.ts";
import { hasAttachment } from "./attachment-search.ts";
import type { Attachment } from "./attachments.ts";
import { PacketType, type SocketPacket } from "./packet.ts";

/** What is sent for a packet, in this order: its text, then its attachments, which are the caller's values. */
export type EncodedPacket = readonly [text: string, ...attachments: Attachment[]];

/** As the second argument of `JSON.stringify`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
export type Replacer = (this: any, key: string, value: any) => any;

/**
 * Encodes a packet, which is not changed. Throws what `JSON.stringify` throws: a `TypeError` for cycles and for values that
 * JSON cannot write, a `RangeError` for data that is nested too deeply.
 */
export function encodePacket(packet: SocketPacket, replacer?: Replacer): EncodedPacket {
  const data: unknown = packet.data;
  const type = basicType(packet.type);
  if ((type !== PacketType.EVENT && type !== PacketType.ACK) || !hasAttachment(data)) {
    return [`${type}${encodeAddress(packet)}${encodeJson(data, replacer)}`];
  }
  const { data: rest, attachments } = extractAttachments(data);
  const binaryType = type === PacketType.EVENT ? PacketType.BINARY_EVENT : PacketType.BINARY_ACK;
  const header = `${binaryType}${attachments.length}-${encodeAddress(packet)}`;
  return [header + encodeJson(rest, replacer), ...attachments];
}

/** Whether a packet is binary follows from its data, whatever the caller calls it. */
function basicType(type: PacketType): PacketType {
  if (type === PacketType.BINARY_EVENT) return PacketType.EVENT;
  return type === PacketType.BINARY_ACK ? PacketType.ACK : type;
}

/** Namespace and number. Callers without types leave out the one, and set the other to null. */
function encodeAddress(packet: { readonly nsp: string; readonly id?: number | null | undefined }): string {
  const { nsp, id } = packet;
  const namespace = nsp === "/" || !nsp ? "" : `${nsp},`;
  return id === undefined || id === null ? namespace : `${namespace}${id}`;
}

function encodeJson(data: unknown, replacer: Replacer | undefined): string {
  return data === undefined || data === null ? "" : JSON.stringify(data, replacer);
}
