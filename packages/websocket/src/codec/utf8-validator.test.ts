import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chunksOf } from "./testing/recorder.ts";
import { firstBadByte, isWholeText } from "./testing/reference-codec.ts";
import { seed } from "./testing/seed.ts";
import { Utf8Validator } from "./utf8-validator.ts";

interface Verdict {
  /** The bytes up to the end of the first piece that was refused; -1 when none was. */
  readonly refusedAt: number;
  readonly isComplete: boolean;
}

function validate(bytes: Uint8Array, sizes: readonly number[]): Verdict {
  const validator = new Utf8Validator();
  let end = 0;
  for (const piece of chunksOf(bytes, sizes)) {
    // Surrounded by other bytes: only those between start and end count.
    const padded = Buffer.concat([Buffer.from([0xff, 0xff]), piece, Buffer.from([0xff])]);
    end += piece.length;
    if (!validator.push(padded, 2, 2 + piece.length)) return { refusedAt: end, isComplete: false };
  }
  return { refusedAt: -1, isComplete: validator.isComplete };
}

const isValid = ({ refusedAt, isComplete }: Verdict) => refusedAt === -1 && isComplete;

/** Whatever the pieces, the verdict is the platform's, and it comes with the piece that holds the first bad byte. */
function checkVerdict(bytes: Uint8Array, sizes: readonly number[]): void {
  const verdict = validate(bytes, sizes);
  const bad = firstBadByte(bytes);
  expect(isValid(verdict)).toBe(isWholeText(bytes));
  let end = 0;
  let expected = -1;
  for (const piece of chunksOf(bytes, sizes)) {
    end += piece.length;
    if (bad < end && expected === -1) expected = end;
  }
  expect(verdict.refusedAt).toBe(expected);
}

describe("Utf8Validator", () => {
  test("an empty text is complete", () => {
    const validator = new Utf8Validator();
    expect(validator.isComplete).toBe(true);
    expect(validator.push(Buffer.alloc(0), 0, 0)).toBe(true);
    expect(validator.isComplete).toBe(true);
  });

  test("accepts every code point, byte by byte, and is complete exactly between them", () => {
    const validator = new Utf8Validator();
    const bytes = Buffer.alloc(4);
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point === 0xd800) point = 0xe000;
      const length = bytes.write(String.fromCodePoint(point));
      for (let i = 0; i < length; i++) {
        if (!validator.push(bytes, i, i + 1) || validator.isComplete !== (i === length - 1)) {
          expect.fail(`U+${point.toString(16)}, byte ${i}`);
        }
      }
    }
  });

  test("refuses every surrogate at its second byte", () => {
    for (let point = 0xd800; point <= 0xdfff; point++) {
      const validator = new Utf8Validator();
      expect(validator.push(Buffer.from([0xed]), 0, 1)).toBe(true);
      const second = 0x80 | ((point >> 6) & 0x3f);
      expect(validator.push(Buffer.from([second]), 0, 1), `U+${point.toString(16)}`).toBe(false);
    }
  });

  test("agrees with the grammar of RFC 3629 on every pair of bytes, as the first and the second of a sequence", () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const bytes = Buffer.from([first, second]);
        const { refusedAt } = validate(bytes, [1]);
        const bad = firstBadByte(bytes);
        if (refusedAt !== (bad === 2 ? -1 : bad + 1)) expect.fail(bytes.toString("hex"));
      }
    }
  });

  test("agrees with it on every third and fourth byte", () => {
    for (const start of [
      "e0a0",
      "e1bf",
      "ed9f",
      "efbf",
      "f090",
      "f0bf80",
      "f48f",
      "f48fbf",
      "f3bfbf",
      "e2828241",
    ]) {
      for (let next = 0; next < 256; next++) {
        const bytes = Buffer.from([...Buffer.from(start, "hex"), next, 0x80]);
        for (const sizes of [[1], [2], [3], [bytes.length]]) checkVerdict(bytes, sizes);
      }
    }
  });

  test("a long piece may end anywhere in a sequence", () => {
    for (const character of ["a", "é", "€", "😀"]) {
      const bytes = Buffer.from("0123456789".repeat(5) + character.repeat(12));
      for (let cut = 0; cut <= bytes.length; cut++) checkVerdict(bytes, [Math.max(cut, 1), bytes.length]);
      // Left open at the end.
      for (let end = 50; end <= bytes.length; end++) checkVerdict(bytes.subarray(0, end), [end]);
    }
  });

  test("a long piece is refused for a bad byte anywhere in it", () => {
    const good = Buffer.from("ä€😀 ".repeat(6));
    for (let at = 0; at < good.length; at++) {
      for (const byte of [0x00, 0x80, 0xbf, 0xc0, 0xc1, 0xc3, 0xe0, 0xed, 0xf4, 0xf5, 0xff]) {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        checkVerdict(bytes, [bytes.length]);
        checkVerdict(bytes, [40, 5]);
      }
    }
  });

  test("a long piece of continuation bytes is refused", () => {
    checkVerdict(Buffer.alloc(64, 0x80), [64]);
    checkVerdict(Buffer.concat([Buffer.alloc(60, 0x61), Buffer.alloc(4, 0x80)]), [64]);
  });
});

describe(`Utf8Validator and TextDecoder (seed ${seed})`, () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 });
  const mixed = fc
    .array(
      fc.oneof(
        {
          weight: 20,
          arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map((text) => Buffer.from(text)),
        },
        {
          weight: 5,
          arbitrary: fc.constant(Buffer.from("plain ASCII that is long enough for the fast way")),
        },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)) },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom("c3", "e282", "f09f98", "eda080", "c080")
            .map((h) => Buffer.from(h, "hex")),
        },
      ),
      { maxLength: 12 },
    )
    .map((all) => Buffer.concat(all));

  test("agree on random bytes, cut anywhere", () => {
    const bytes = fc.uint8Array({ maxLength: 12 });
    fc.assert(fc.property(bytes, sizes, checkVerdict), { seed, numRuns: 3000 });
  });

  test("agree on text with some bad bytes in it, cut anywhere", () => {
    fc.assert(fc.property(mixed, sizes, checkVerdict), { seed, numRuns: 5000 });
  });
});
