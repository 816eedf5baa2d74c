import { expect, test } from "vitest";
import { earlier } from "./earlier.ts";

test.for<[number | undefined, number | undefined, number | undefined]>([
  [undefined, undefined, undefined],
  [1, undefined, 1],
  [undefined, 1, 1],
  [1, 2, 1],
  [2, 1, 1],
  [1, 1, 1],
])("of %s and %s, %s is the earlier deadline", ([one, other, expected]) => {
  expect(earlier(one, other)).toBe(expected);
});
