import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBase64 } from "./base64.ts";

describe("readBase64", () => {
  it("tells size and beginning as Node's decoder does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const decoded = readBase64(Buffer.from(bytes).toString("base64"))!;
        expect(decoded.size).toBe(bytes.length);
        expect([...decoded.start]).toEqual([...bytes.subarray(0, decoded.start.length)]);
      }),
    );
  });

  it("takes nothing else for Base64", () => {
    expect(readBase64("a-b_")).toBeUndefined();
    expect(readBase64("é")).toBeUndefined();
  });
});
