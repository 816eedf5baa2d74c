import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseStroke } from "../board/drawing.ts";
import { decodeStrokes, encodeStroke, MAX_POINTS } from "./stroke.js";

const coordinate = fc.nat(65_535);
const stroke = fc.record({
  colour: fc.nat(5),
  width: fc.nat(2),
  points: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: MAX_POINTS }),
});

describe("strokes", () => {
  it("are the same after the way over the wire, and the server takes them", () => {
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 5 }), (strokes) => {
        const encoded = strokes.map((one) => encodeStroke(one));
        for (const bytes of encoded) expect(parseStroke(bytes)).toBe(bytes);
        expect(decodeStrokes(Buffer.concat(encoded))).toEqual(strokes);
      }),
      { numRuns: 30 },
    );
  });

  it("are little-endian: colour, width, number of points, points", () => {
    const bytes = encodeStroke({ colour: 1, width: 2, points: [[0x0304, 0xffff]] });
    expect([...bytes]).toEqual([1, 2, 1, 0, 0x04, 0x03, 0xff, 0xff]);
  });
});
