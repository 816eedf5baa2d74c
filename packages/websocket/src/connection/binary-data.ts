import { Buffer } from "node:buffer";

/** Bytes in any of their usual forms. */
export type BinaryData = ArrayBufferView | ArrayBufferLike;

/** A view of the argument's bytes, whatever kind of view or buffer it is. */
export function toBuffer(data: BinaryData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return Buffer.from(data);
  throw new TypeError(
    "Binary data must be a Buffer, a typed array, a DataView, an ArrayBuffer or a SharedArrayBuffer",
  );
}
