import type { Buffer } from "node:buffer";

/** The forms in which a binary message can be had. */
export type BinaryType = "nodebuffer" | "arraybuffer" | "fragments" | "blob";

/** A message as the `message` event delivers it; with the binary type `blob`, also a Blob. */
export type RawData = Buffer | ArrayBuffer | Buffer[];

/** A message as a `MessageEvent` delivers it; with the binary type `blob`, also a Blob. */
export type MessageData = string | RawData;

const BINARY_TYPES: ReadonlySet<unknown> = new Set<BinaryType>([
  "nodebuffer",
  "arraybuffer",
  "fragments",
  "blob",
]);

export function isBinaryType(value: unknown): value is BinaryType {
  return BINARY_TYPES.has(value);
}

/** Gives a binary message its form. */
export function toBinaryType(data: Buffer, type: BinaryType): RawData {
  switch (type) {
    case "nodebuffer":
      return data;
    case "arraybuffer":
      return toArrayBuffer(data);
    case "fragments":
      // The fragments have been joined as they came in, so that many small ones cost no more than one large one.
      return data.length === 0 ? [] : [data];
    case "blob":
      return new Blob([data]) as unknown as RawData;
  }
}

/** The bytes as a whole ArrayBuffer; copied only when they are a part of a larger one. */
function toArrayBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  if (byteOffset === 0 && byteLength === buffer.byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
