import { Buffer } from "node:buffer";
import type { ByteCodec } from "../byte-codec.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A codec of Node's own functions: what the portable one is measured against, and what a host would pass in. */
export const nodeBytes: ByteCodec = {
  encodeUtf8: (text) => Buffer.from(text, "utf8"),
  decodeUtf8(bytes) {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  },
  utf8Length: (text) => Buffer.byteLength(text, "utf8"),
  encodeBase64: (bytes) => Buffer.from(bytes).toString("base64"),
  decodeBase64: (text) => Buffer.from(text, "base64"),
};
