import { Buffer, isUtf8 } from "node:buffer";
import type { ByteCodec } from "@sockeye/protocol/kernel";

/** The byte functions of Node. */
export const nodeBytes: ByteCodec = {
  encodeUtf8: (text) => Buffer.from(text, "utf8"),
  decodeUtf8: (bytes) => (isUtf8(bytes) ? viewOf(bytes).toString("utf8") : undefined),
  utf8Length: (text) => Buffer.byteLength(text, "utf8"),
  encodeBase64: (bytes) => viewOf(bytes).toString("base64"),
  decodeBase64: (text) => Buffer.from(text, "base64"),
};

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
