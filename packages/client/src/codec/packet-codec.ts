// oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-argument -- data may be anything, as published
import { fromBase64, toBase64, toBinaryType } from "#bytes";
import { type BinaryType, isBinary } from "../bytes/bytes.ts";
import type { Packet, PacketType, RawData } from "./packet.ts";

/** The types in the order of their digits. */
const types: readonly PacketType[] = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/**
 * Encodes a packet for a transport that sends texts and, if it supports that, binary data as they are. The callback is
 * called at once, unless a Blob has to be read before.
 */
export function encodePacket(
  { type, data }: Packet,
  supportsBinary: boolean,
  callback: (encoded: RawData) => void,
): void {
  if (!isBinary(data)) callback(`${types.indexOf(type)}${data || ""}`);
  else if (supportsBinary) callback(data);
  else toBase64(data, (text) => callback(`b${text}`));
}

/** Encodes packets. The callback is called once for all, so that those behind a Blob do not overtake it. */
export function encodePackets(
  packets: readonly Packet[],
  supportsBinary: boolean,
  callback: (encoded: RawData[]) => void,
): void {
  const encoded: RawData[] = [];
  let missing = packets.length;
  packets.forEach((packet, index) =>
    encodePacket(packet, supportsBinary, (data) => {
      encoded[index] = data;
      if (!--missing) callback(encoded);
    }),
  );
}

/** Decodes a text or binary data as a transport has received it. What is not a packet becomes one of type `error`. */
export function decodePacket(encoded: RawData, binaryType?: BinaryType): Packet {
  if (typeof encoded === "string") {
    const data = encoded.slice(1);
    const type = types[encoded[0] as unknown as number];
    if (type) return data ? { type, data } : { type };
    encoded = encoded[0] === "b" && fromBase64(data);
  }
  if (encoded) return { type: "message", data: toBinaryType(encoded, binaryType) };
  return { type: "error", data: "parser error" };
}
