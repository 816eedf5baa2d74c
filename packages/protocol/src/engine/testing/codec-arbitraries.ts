import fc from "fast-check";
import {
  packetTypes,
  type Decoded,
  type EnginePacket,
  type PacketType,
  type PayloadReader,
} from "../index.ts";

/** Any UTF-16 units, lone surrogates included. */
export const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.nat(0x7f)), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

/** Text that survives UTF-8. */
export const unicodeText = fc.string({ unit: "binary", maxLength: 40 });

const anyType = fc.constantFrom(...packetTypes);
const someBytes = fc.uint8Array({ maxLength: 40 });

/** Packets as decoding makes them: an empty text is none. */
export function textPacket(text: fc.Arbitrary<string>): fc.Arbitrary<EnginePacket> {
  return fc.record({ type: anyType, data: text.map((data) => (data === "" ? undefined : data)) });
}

/** Packets with binary data. */
export function binaryPacket(type: fc.Arbitrary<PacketType> = anyType): fc.Arbitrary<EnginePacket> {
  return fc.record({ type, data: someBytes });
}

/** Text that is nearly a packet or a payload of either revision. */
export const nearlyPayload = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\u001e",
        "b",
        "4",
        "0",
        "1",
        "2",
        ":",
        "6",
        "9",
        "AQ==",
        "4a",
        "2:4a",
        "6:b4AQ==",
        "é",
      ),
      anyText,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** Bytes that are nearly a binary payload. */
export const nearlyBinaryPayload = fc
  .array(
    fc.oneof(
      fc.constantFrom([0, 1, 0xff, 0x34], [1, 2, 0xff, 4, 9], [0, 0, 3, 0xff], [0], [1], [0xff], [0x34], [4]),
      fc.array(fc.nat(0xff), { maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

/** Reads to the end; more packets than the payload has characters cannot be. */
export function readAll(reader: PayloadReader, limit = Number.POSITIVE_INFINITY): Decoded[] {
  const all: Decoded[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) {
    if (all.push(next) > limit) throw new Error("more packets than could be");
  }
  return all;
}

/** Something to compare: bytes as hexadecimal digits, an error as its code and description. */
export function describePacket(decoded: Decoded): string {
  if ("code" in decoded) return `${decoded.code}: ${String(decoded.description)}`;
  const { type, data } = decoded;
  return typeof data === "object"
    ? `${type} <${Buffer.from(data).toString("hex")}>`
    : `${type} ${data ?? "-"}`;
}

/** Is this one of the answers that decoding may give? */
export function isDefinedAnswer(decoded: Decoded): boolean {
  if ("code" in decoded) return decoded.code === "EIO_PARSE_ERROR";
  const { type, data } = decoded;
  return packetTypes.includes(type) && (data === undefined || data instanceof Uint8Array || data.length > 0);
}
