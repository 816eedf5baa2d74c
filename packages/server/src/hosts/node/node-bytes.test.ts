import { portableBytes } from "@sockeye/protocol/kernel";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nodeBytes } from "./node-bytes.ts";

/** As bytes of no particular class. */
const plain = (bytes: Uint8Array): number[] => [...bytes];

it("does what the portable functions do, with texts", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(plain(nodeBytes.encodeUtf8(text))).toEqual(plain(portableBytes.encodeUtf8(text)));
      expect(nodeBytes.utf8Length(text)).toBe(portableBytes.utf8Length(text));
      expect(nodeBytes.decodeUtf8(new Uint8Array(nodeBytes.encodeUtf8(text)))).toBe(text);
    }),
  );
});

it("and with bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(3), (bytes, offset) => {
      const part = bytes.subarray(Math.min(offset, bytes.length));
      const base64 = nodeBytes.encodeBase64(part);
      expect(base64).toBe(portableBytes.encodeBase64(part));
      expect(plain(nodeBytes.decodeBase64(base64))).toEqual(plain(part));
      expect(nodeBytes.decodeUtf8(part)).toBe(portableBytes.decodeUtf8(part));
      expect(nodeBytes.decodeUtf8(Buffer.from(part))).toBe(portableBytes.decodeUtf8(part));
    }),
  );
});
