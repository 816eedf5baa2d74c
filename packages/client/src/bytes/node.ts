import { Buffer } from "node:buffer";
import type { Bytes } from "./bytes.ts";

// Bytes where there is `Buffer`.

export const defaultBinaryType = "nodebuffer";

export const toBase64: Bytes["toBase64"] = (data, callback) => {
  const encode = (read: ArrayBuffer | ArrayBufferView): void => callback(toBuffer(read).toString("base64"));
  if (data instanceof Blob) void data.arrayBuffer().then(encode, () => callback(""));
  else encode(data);
};

export const fromBase64: Bytes["fromBase64"] = (text) => {
  const decoded = Buffer.from(text, "base64");
  // Node leaves out what is not base64. What is good gives three bytes for four characters, padded or not.
  const digits = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  const isGood = digits % 4 !== 1 && decoded.length === (digits * 3) >>> 2;
  return isGood ? decoded : undefined;
};

export const toBinaryType: Bytes["toBinaryType"] = (data, binaryType) => {
  if (data instanceof Blob) return data;
  if (binaryType !== "arraybuffer") return toBuffer(data);
  if (!ArrayBuffer.isView(data)) return data;
  const { buffer, byteLength, byteOffset } = data;
  return byteLength < buffer.byteLength ? buffer.slice(byteOffset, byteOffset + byteLength) : buffer;
};

function toBuffer(data: ArrayBuffer | ArrayBufferView): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
