import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SlidingWindow } from "./sliding-window.ts";

describe("SlidingWindow", () => {
  it("is empty at first and after clear", () => {
    const window = new SlidingWindow(8);
    expect(window.toDictionary()).toBeUndefined();
    window.push(Buffer.alloc(0));
    expect(window.toDictionary()).toBeUndefined();
    window.push(Buffer.from("abc"));
    expect(window.toDictionary()).toEqual(Buffer.from("abc"));
    window.clear();
    expect(window.toDictionary()).toBeUndefined();
    window.push(Buffer.from("d"));
    expect(window.toDictionary()).toEqual(Buffer.from("d"));
  });

  it("keeps copies, not views", () => {
    const window = new SlidingWindow(8);
    const chunk = Buffer.from("abc");
    window.push(chunk);
    chunk.fill(0);
    expect(window.toDictionary()).toEqual(Buffer.from("abc"));
  });

  it("holds the last bytes, whatever the pieces that they came in", () => {
    const sizes = fc.array(fc.oneof(fc.nat(40), fc.nat(3000), fc.constantFrom(255, 256, 257, 512, 1024)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 11 }), sizes, (bits, lengths) => {
        const window = new SlidingWindow(bits);
        let next = 0;
        let all = Buffer.alloc(0);
        for (const length of lengths) {
          const chunk = Buffer.from(Array.from({ length }, () => next++ % 251));
          window.push(chunk);
          all = Buffer.concat([all, chunk]);
          expect((window.toDictionary() ?? Buffer.alloc(0)).equals(all.subarray(-(2 ** bits)))).toBe(true);
        }
      }),
      { seed: 0x1951, numRuns: 300 },
    );
  });
});
