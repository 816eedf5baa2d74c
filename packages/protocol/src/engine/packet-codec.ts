import { createProtocolError, type ProtocolError } from "../kernel/index.ts";
import type { Decoded } from "./dialect.ts";
import { packetTypes, type EnginePacket, type PacketType } from "./packet.ts";

/*
 * What both revisions have in common: a text packet is the digit of its type, then its data. Messages are nearly all of
 * the traffic, so they are told apart first. All packets that decoding makes have the same two properties in the same
 * order, which keeps the code that reads them monomorphic.
 */

const digits: Readonly<Record<PacketType, string>> = {
  open: "0",
  close: "1",
  ping: "2",
  pong: "3",
  message: "4",
  upgrade: "5",
  noop: "6",
};

const ZERO = 0x30;
const MESSAGE = 0x34;

/** Is this frame a message with text? It is its data behind the digit, in both revisions: no packet has to be made to see it. */
export function isTextMessage(frame: string | Uint8Array): frame is string {
  return typeof frame === "string" && frame.length > 1 && frame.charCodeAt(0) === MESSAGE;
}

/** `b`: what follows is base64. */
export const BASE64_MARK = 0x62;

/** A `parse error`, with what is wrong as its description. */
export function createParseError(description: string): ProtocolError {
  return createProtocolError("EIO_PARSE_ERROR", description);
}

/** The digit that stands for a type. */
export function digitOf(type: PacketType): string {
  return type === "message" ? "4" : digits[type];
}

/** A text packet. An empty text is not appended, so that it cannot be told from none. */
export function encodeText(type: PacketType, data: string | undefined): string {
  return data === undefined ? digitOf(type) : digitOf(type) + data;
}

/** The same of a packet, which may have its text already. */
export function encodePacketText({ type, data, text }: EnginePacket): string {
  return text ?? encodeText(type, data as string | undefined);
}

/** The reverse of {@link encodeText}. */
export function decodeText(text: string): Decoded {
  const first = text.charCodeAt(0);
  const type = first === MESSAGE ? "message" : packetTypes[first - ZERO];
  if (type === undefined) return createParseError(text === "" ? "empty packet" : "unknown packet type");
  return { type, data: text.length === 1 ? undefined : text.slice(1) };
}
