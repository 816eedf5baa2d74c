import type { ByteCodec } from "@sockeye/protocol/kernel";
import { packetTypes, type Decoded, type EnginePacket, type PayloadReader } from "@sockeye/protocol/engine";
import fc from "fast-check";
import type { PublishedPacket } from "./published-parsers.ts";

/** Node's functions, as our server passes them in. */
export const hostBytes: ByteCodec = {
  encodeUtf8: (text) => Buffer.from(text, "utf8"),
  decodeUtf8(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  },
  utf8Length: (text) => Buffer.byteLength(text, "utf8"),
  encodeBase64: (bytes) => Buffer.from(bytes).toString("base64"),
  decodeBase64: (text) => Buffer.from(text, "base64"),
};

/** A packet, ours or theirs, in a form that can be compared. */
export function describePacket(packet: Decoded | PublishedPacket): string {
  if ("code" in packet || packet.type === "error") return "error";
  const { type = "untyped", data } = packet;
  return data === undefined ? type : `${type} ${describeEncoded(data)}`;
}

/** Text or bytes, in a form that can be compared. */
export function describeEncoded(encoded: string | Uint8Array): string {
  return typeof encoded === "string"
    ? JSON.stringify(encoded)
    : `<${Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length).toString("hex")}>`;
}

/** All that a reader of ours says. */
export function readAll(reader: PayloadReader): Decoded[] {
  const all: Decoded[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) all.push(next);
  return all;
}

/** Why ours ended; the description of the last error. */
export function reasonOf(packets: readonly Decoded[]): string | undefined {
  const last = packets.at(-1);
  return last !== undefined && "code" in last ? String(last.description) : undefined;
}

/** What the published functions hand to their callback, which they call at once; nothing when they do not. */
export function encodedBy(
  encode: (onEncoded: (encoded: string | Buffer) => void) => void,
): string | undefined {
  let result: string | undefined;
  encode((encoded) => {
    result = describeEncoded(encoded);
  });
  return result;
}

/** Packets whose text survives UTF-8 and payloads. Buffers, for the published parser of revision 3 knows no other bytes. */
const type = fc.constantFrom(...packetTypes);
const text = fc.string({ unit: "binary", maxLength: 20 }).map((value) => value.replaceAll("\u001e", ""));
const bytes = fc.uint8Array({ maxLength: 20 }).map((value) => Buffer.from(value));

export const textPacket: fc.Arbitrary<EnginePacket & { data?: string }> = fc.oneof(
  fc.record({ type, data: text }),
  fc.record({ type }),
);
export const binaryPacket: fc.Arbitrary<EnginePacket & { data: Buffer }> = fc.record({ type, data: bytes });
export const binaryMessage: fc.Arbitrary<EnginePacket & { data: Buffer }> = fc.record({
  type: fc.constant("message"),
  data: bytes,
});
