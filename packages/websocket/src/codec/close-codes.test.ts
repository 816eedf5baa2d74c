import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import {
  CLOSE_CODE,
  encodeClosePayload,
  isValidCloseCode,
  MAX_CLOSE_REASON,
  parseClosePayload,
} from "./close-codes.ts";

/** RFC 6455, section 7.4, with the codes that the IANA registry added later. */
const VALID_RANGES = [
  [1000, 1003],
  [1007, 1014],
  [3000, 4999],
] as const;

const isInRange = (code: number) => VALID_RANGES.some(([first, last]) => code >= first && code <= last);

describe("isValidCloseCode", () => {
  test("is true for exactly the codes that may stand in a frame", () => {
    for (let code = -1; code <= 65_536; code++) {
      if (isValidCloseCode(code) !== isInRange(code)) expect.fail(`code ${code}`);
    }
  });

  test("is false for what is no number of a code", () => {
    expect(isValidCloseCode(NaN)).toBe(false);
    expect(isValidCloseCode(Infinity)).toBe(false);
    expect(isValidCloseCode(-Infinity)).toBe(false);
  });

  test("the named codes are the RFC's, and only those for local use are not valid on the wire", () => {
    expect(CLOSE_CODE).toEqual({
      normal: 1000,
      goingAway: 1001,
      protocolError: 1002,
      noStatus: 1005,
      abnormal: 1006,
      invalidData: 1007,
      policyViolation: 1008,
      tooBig: 1009,
      tryAgainLater: 1013,
    });
    const local = Object.values(CLOSE_CODE).filter((code) => !isValidCloseCode(code));
    expect(local).toEqual([CLOSE_CODE.noStatus, CLOSE_CODE.abnormal]);
  });
});

describe("encodeClosePayload", () => {
  test.each([[5], [null], [{}], [[1, 2]], [{ buffer: 100 }]])(
    "refuses a reason that is neither text nor bytes: %j",
    (reason) => {
      expect(() => encodeClosePayload(1000, reason as never)).toThrow(TypeError);
    },
  );

  test("without a code is empty", () => {
    expect(encodeClosePayload()).toHaveLength(0);
    expect(encodeClosePayload(undefined, "")).toHaveLength(0);
    expect(encodeClosePayload(undefined, new Uint8Array())).toHaveLength(0);
  });

  test("a reason without a code throws", () => {
    expect(() => encodeClosePayload(undefined, "why")).toThrow(TypeError);
    expect(() => encodeClosePayload(undefined, Buffer.from("why"))).toThrow(/needs a close code/);
  });

  test("puts the code first, the highest byte leading", () => {
    expect(encodeClosePayload(1000).toString("hex")).toBe("03e8");
    expect(encodeClosePayload(4999, "").toString("hex")).toBe("1387");
  });

  test("appends the reason as UTF-8", () => {
    expect(encodeClosePayload(1001, "ö€").toString("hex")).toBe("03e9c3b6e282ac");
    expect(encodeClosePayload(1001, Buffer.from("bye")).toString("hex")).toBe("03e9627965");
  });

  test("takes the bytes of any view, not its numbers, and nothing else (CVE-2026-45736)", () => {
    const memory = Uint8Array.from([9, 9, 9, 9, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 9, 9, 9, 9]);
    const floats = new Float32Array(memory.buffer, 4, 2) as unknown as Uint8Array;
    expect(encodeClosePayload(1000, floats).toString("hex")).toBe("03e80000803f00000040");
    expect(encodeClosePayload(1000, memory.subarray(6, 8)).toString("hex")).toBe("03e8803f");
  });

  test("a code that may not be sent throws", () => {
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_536, -1, NaN]) {
      expect(() => encodeClosePayload(code), `code ${code}`).toThrow(TypeError);
    }
    expect(() => encodeClosePayload("1000" as unknown as number)).toThrow(/valid error code/);
    expect(() => encodeClosePayload(null as unknown as number)).toThrow(TypeError);
  });

  test("the reason may have 123 bytes, counted in UTF-8", () => {
    expect(MAX_CLOSE_REASON).toBe(123);
    expect(encodeClosePayload(1000, "x".repeat(123))).toHaveLength(125);
    expect(encodeClosePayload(1000, Buffer.alloc(123))).toHaveLength(125);
    expect(() => encodeClosePayload(1000, "x".repeat(124))).toThrow(RangeError);
    expect(() => encodeClosePayload(1000, Buffer.alloc(124))).toThrow(RangeError);
    expect(() => encodeClosePayload(1000, "ö".repeat(62))).toThrow(/123 bytes/);
  });

  test("a view of numbers that are larger than a byte is measured in bytes", () => {
    const floats = new Float32Array(31) as unknown as Uint8Array;
    expect(() => encodeClosePayload(1000, floats)).toThrow(RangeError);
  });
});

describe("parseClosePayload", () => {
  test("an empty one stands for 1005", () => {
    expect(parseClosePayload(Buffer.alloc(0))).toEqual({ ok: true, code: 1005, reason: Buffer.alloc(0) });
  });

  test("one byte is no code", () => {
    expect(parseClosePayload(Buffer.from([3]))).toEqual({
      ok: false,
      rule: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
      detail: 1,
    });
  });

  test("a code that may not be sent is refused, whatever the reason", () => {
    expect(parseClosePayload(Buffer.from([0x03, 0xed, 0xff]))).toEqual({
      ok: false,
      rule: "WS_ERR_INVALID_CLOSE_CODE",
      detail: 1005,
    });
  });

  test("a reason that is not UTF-8 is refused", () => {
    expect(parseClosePayload(Buffer.from([0x03, 0xe8, 0xc3]))).toEqual({
      ok: false,
      rule: "WS_ERR_INVALID_UTF8",
    });
  });

  test("reads back what was encoded", () => {
    for (const reason of ["", "bye", "ö€😀", "x".repeat(123)]) {
      const parsed = parseClosePayload(encodeClosePayload(3000, reason));
      expect(parsed).toEqual({ ok: true, code: 3000, reason: Buffer.from(reason) });
    }
  });
});
