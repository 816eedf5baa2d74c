import fc from "fast-check";
import { expect, test } from "vitest";
import { packetsWithin } from "./write-limit.ts";

const three = new Uint8Array(3); // counts as 4

test.each<[limit: number, messages: unknown[], count: number]>([
  [11, ["aaaa", "bbb", "cc"], 2],
  [10, ["aaaa", "bbb", "cc"], 2],
  [9, ["aaaa", "bbb", "cc"], 1],
  [14, ["aaaa", "bbb", "cc"], 3],
  [13, ["aaaa", "bbb", "cc"], 2],
  [10, ["a".repeat(20), "b"], 1],
  [10, ["éé", "éé"], 1],
  [11, ["éé", "éé"], 2],
  [11, [three, three], 2],
  [10, [three, three], 1],
  [10, [three.buffer, three.buffer], 1],
  [11, [three.buffer, new Blob([three])], 2],
  [10, [three.buffer, new Blob([three])], 1],
  [7, [undefined, "aa", null], 3],
  [6, [undefined, "aa", null], 2],
  [1, ["", ""], 1],
  [3, ["", ""], 2],
  [0.5, [""], 1],
])("of a limit of %j for %j: %j", (limit, messages, count) => {
  const packets = messages.map((data) => ({ type: "message" as const, data }));
  expect(packetsWithin(packets, limit)).toEqual(packets.slice(0, count));
});

/** Any UTF-16 unit, halves of surrogate pairs included. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test("the length of a text is that in UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1 }), (data) => {
      const packets = [{ type: "message" as const, data }, { type: "ping" as const }];
      // The type of the first, a separator, the type of the second.
      const size = Buffer.byteLength(data) + 3;
      expect([size, size - 1].map((limit) => packetsWithin(packets, limit).length)).toEqual([2, 1]);
    }),
  );
});
