import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { applyMask } from "./mask.ts";

const KEY = [0x37, 0xfa, 0x21, 0x9d] as const;
/** The same key as a number whose lowest byte goes first; its sign bit is set. */
const MASK = 0x9d21fa37;

/** RFC 6455, section 5.3, word for word. */
const naive = (byte: number, position: number) => byte ^ KEY[position % 4]!;

/** The loop goes by words from this length on; what follows tries every length well beyond it. */
const LONGEST = 600;
const MARGIN = 16;

/** Memory in which a payload begins `alignment` bytes after a multiple of 8. */
function area(alignment: number): Buffer {
  return Buffer.from(new ArrayBuffer(LONGEST + 2 * MARGIN + 8), alignment, LONGEST + 2 * MARGIN);
}

describe("applyMask", () => {
  test("equals the loop of the RFC for every length, alignment and phase, and touches nothing else", () => {
    const bytes = Array.from({ length: LONGEST + 2 * MARGIN }, (_, i) => (i * 151 + 13) & 0xff);
    for (let alignment = 0; alignment < 8; alignment++) {
      const buffer = area(alignment);
      for (let phase = 0; phase < 4; phase++) {
        const expected = bytes.map((byte, i) => naive(byte, i + phase));
        for (let length = 0; length <= LONGEST; length++) {
          buffer.set(bytes);
          applyMask(buffer, MARGIN, MARGIN + length, MASK, phase);
          const wanted = Buffer.from([
            ...bytes.slice(0, MARGIN),
            ...expected.slice(MARGIN, MARGIN + length),
            ...bytes.slice(MARGIN + length),
          ]);
          if (!buffer.equals(wanted)) {
            expect.fail(`length ${length}, alignment ${alignment}, phase ${phase}`);
          }
        }
      }
    }
  });

  test("the start need not be a multiple of 4 either", () => {
    for (let start = 0; start < 8; start++) {
      const buffer = Buffer.alloc(300, 0x55);
      applyMask(buffer, start, 299, MASK, 1);
      const expected = Array.from({ length: 300 }, (_, i) =>
        i < start || i === 299 ? 0x55 : naive(0x55, i - start + 1),
      );
      expect(Array.from(buffer), `start ${start}`).toEqual(expected);
    }
  });

  test("takes the key as a signed or an unsigned number", () => {
    for (const length of [7, 300]) {
      const signed = Buffer.alloc(length, 1);
      const unsigned = Buffer.alloc(length, 1);
      applyMask(signed, 0, length, MASK | 0, 0);
      applyMask(unsigned, 0, length, MASK, 0);
      expect(signed).toEqual(unsigned);
    }
  });

  test("masking in pieces, each with its phase, equals masking at once", () => {
    const whole = Buffer.alloc(1000, 0x42);
    applyMask(whole, 0, 1000, MASK, 0);
    for (const size of [1, 2, 3, 5, 191, 193, 333]) {
      const pieces = Buffer.alloc(1000, 0x42);
      for (let at = 0; at < 1000; at += size) {
        applyMask(pieces, at, Math.min(at + size, 1000), MASK, at);
      }
      expect(pieces, `pieces of ${size}`).toEqual(whole);
    }
  });

  test("twice is as good as never", () => {
    const buffer = Buffer.from("any text of any length will do".repeat(20));
    const before = Buffer.from(buffer);
    applyMask(buffer, 0, buffer.length, MASK, 2);
    expect(buffer).not.toEqual(before);
    applyMask(buffer, 0, buffer.length, MASK, 2);
    expect(buffer).toEqual(before);
  });

  test("answers 0 when the result is all ASCII", () => {
    for (let alignment = 0; alignment < 4; alignment++) {
      for (let length = 0; length <= LONGEST; length++) {
        const buffer = area(alignment);
        for (let i = 0; i < length; i++) buffer[MARGIN + i] = naive(i & 0x7f, i);
        // What lies outside is not ASCII and must not matter.
        buffer.fill(0xff, 0, MARGIN).fill(0xff, MARGIN + length);
        if (applyMask(buffer, MARGIN, MARGIN + length, MASK, 0) !== 0) {
          expect.fail(`length ${length}, alignment ${alignment}`);
        }
      }
    }
  });

  test("answers something else when a single byte of the result is not ASCII, wherever it is", () => {
    const lengths = [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199, 255, 256,
    ];
    for (const length of lengths) {
      for (let alignment = 0; alignment < 4; alignment++) {
        for (let at = 0; at < length; at++) {
          const buffer = area(alignment);
          for (let i = 0; i < length; i++) buffer[MARGIN + i] = naive(i === at ? 0x80 : 0x7f, i);
          if (applyMask(buffer, MARGIN, MARGIN + length, MASK, 0) === 0) {
            expect.fail(`byte ${at} of ${length}, alignment ${alignment}`);
          }
        }
      }
    }
  });
});
