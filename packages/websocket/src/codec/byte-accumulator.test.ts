import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteAccumulator } from "./byte-accumulator.ts";
import { countCopiedBytes } from "./testing/count-copied-bytes.ts";
import { seed } from "./testing/seed.ts";

/** The accumulator allocates memory of its own, so the memory behind the result is its capacity. */
const capacityOf = (bytes: Buffer) => bytes.buffer.byteLength;

describe(`ByteAccumulator (seed ${seed})`, () => {
  test("joins pieces in order and starts afresh after take", () => {
    const accumulator = new ByteAccumulator();
    const source = Buffer.from("..Hello..");
    accumulator.append(source, 2, 4, Infinity);
    accumulator.append(source, 4, 7, Infinity);
    expect(accumulator.length).toBe(5);
    expect(accumulator.take().toString()).toBe("Hello");
    expect(accumulator.length).toBe(0);
    accumulator.append(source, 0, 1, Infinity);
    expect(accumulator.take().toString()).toBe(".");
  });

  test("is empty when nothing, or only empty pieces, came in", () => {
    const accumulator = new ByteAccumulator();
    expect(accumulator.take()).toEqual(Buffer.alloc(0));
    accumulator.append(Buffer.alloc(4), 2, 2, 0);
    expect(accumulator.take()).toEqual(Buffer.alloc(0));
  });

  test("copies: what happens to the source later does not matter", () => {
    const accumulator = new ByteAccumulator();
    const source = Buffer.from("ab");
    accumulator.append(source, 0, 2, 2);
    source.fill(0);
    expect(accumulator.take().toString()).toBe("ab");
  });

  test("what was handed over is not written to again", () => {
    const accumulator = new ByteAccumulator();
    accumulator.append(Buffer.from("first"), 0, 5, Infinity);
    const first = accumulator.take();
    accumulator.append(Buffer.from("second"), 0, 6, Infinity);
    expect(first.toString()).toBe("first");
  });

  test("does not allocate what was only announced", () => {
    const accumulator = new ByteAccumulator();
    accumulator.append(Buffer.from("x"), 0, 1, 256 * 1024 * 1024);
    expect(capacityOf(accumulator.take())).toBeLessThanOrEqual(256);
  });

  test("leaves no slack when the expected length was reached", () => {
    const accumulator = new ByteAccumulator();
    const source = Buffer.alloc(700, 1);
    for (let at = 0; at < 5000; at += 500) accumulator.append(source, 0, 500, 5000);
    const bytes = accumulator.take();
    expect(bytes).toHaveLength(5000);
    expect(capacityOf(bytes)).toBe(5000);
  });

  test("takes more than was expected", () => {
    const accumulator = new ByteAccumulator();
    accumulator.append(Buffer.from("abc"), 0, 3, 2);
    accumulator.append(Buffer.from("def"), 0, 3, 2);
    expect(accumulator.take().toString()).toBe("abcdef");
  });

  test("holds the bytes that came in, in memory of at most twice their number", () => {
    const piece = fc.uint8Array({ maxLength: 600 });
    const expected = fc.constantFrom(Infinity, 0, 100, 3000);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), expected, (pieces, expected) => {
        const accumulator = new ByteAccumulator();
        let length = 0;
        for (const bytes of pieces) {
          const padded = Buffer.concat([Buffer.from([1, 2]), bytes, Buffer.from([3])]);
          accumulator.append(padded, 2, 2 + bytes.length, expected);
          length += bytes.length;
          expect(accumulator.length).toBe(length);
        }
        const taken = accumulator.take();
        expect(taken.equals(Buffer.concat(pieces))).toBe(true);
        if (pieces.length > 0) expect(capacityOf(taken)).toBeLessThanOrEqual(2 * length + 256);
      }),
      { seed, numRuns: 1000 },
    );
  });

  test("copies each byte about twice at most, however small the pieces are", () => {
    const accumulator = new ByteAccumulator();
    const source = Buffer.alloc(1, 7);
    const total = 1_000_000;
    const copied = countCopiedBytes(() => {
      for (let i = 0; i < total; i++) accumulator.append(source, 0, 1, Infinity);
    });
    const taken = accumulator.take();
    expect(taken).toHaveLength(total);
    expect(taken.every((byte) => byte === 7)).toBe(true);
    expect(capacityOf(taken)).toBeLessThanOrEqual(2 * total + 256);
    // Once on arrival, and while growing by doubling less than the final length once more.
    expect(copied).toBeGreaterThanOrEqual(total);
    expect(copied).toBeLessThanOrEqual(2.1 * total);
  });
});
