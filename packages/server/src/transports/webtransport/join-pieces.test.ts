import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { joinPieces } from "./join-pieces.ts";

const KIB = 1_024;

describe("joinPieces", () => {
  it.each([
    { name: "nothing", sizes: [], chunks: [] },
    { name: "one", sizes: [5], chunks: [5] },
    { name: "small ones", sizes: [1, 20, 3], chunks: [24] },
    { name: "up to the limit", sizes: [32 * KIB, 32 * KIB], chunks: [64 * KIB] },
    { name: "beyond the limit", sizes: [32 * KIB, 32 * KIB, 1], chunks: [64 * KIB, 1] },
    { name: "a large one between small ones", sizes: [1, 2, 100 * KIB, 3, 4], chunks: [3, 100 * KIB, 7] },
  ])("joins $name", ({ sizes, chunks }) => {
    const joined = joinPieces(sizes.map((size) => new Uint8Array(size)));
    expect(joined.map(({ length }) => length)).toEqual(chunks);
  });

  it("does not copy what stands alone", () => {
    const piece = new Uint8Array(100 * KIB);
    expect(joinPieces([piece])[0]).toBe(piece);
  });

  it("keeps every byte in its place", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (pieces) => {
        expect(Buffer.concat(joinPieces(pieces))).toEqual(Buffer.concat(pieces));
      }),
    );
  });
});
