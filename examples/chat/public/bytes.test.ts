import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatHex, formatSize, parseHex } from "./bytes.js";

describe("parseHex", () => {
  it.each(["48656c", "48 65 6C", "0x48,0x65,0x6c", "48:65\n6c"])("reads %j", (text) => {
    expect(parseHex(text)).toEqual({ bytes: Uint8Array.of(0x48, 0x65, 0x6c) });
  });

  it("says what is wrong", () => {
    expect(parseHex("4g")).toEqual({ problem: '"g" is no hexadecimal digit.' });
    expect(parseHex("486")).toEqual({ problem: "Two digits make a byte; the last one stands alone." });
  });

  it("reads what formatHex writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        expect(parseHex(formatHex(bytes))).toEqual({ bytes: Uint8Array.from(bytes) });
      }),
    );
  });
});

describe("formatSize", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KB"],
    [1536, "1.5 KB"],
    [65_536, "64 KB"],
    [1_048_576, "1 MB"],
  ])("%i is %s", (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});
