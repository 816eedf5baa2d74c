import { expect, test } from "vitest";
import { weighPayload } from "./payload-weight.ts";

test.each<[number, unknown]>([
  [8, 1],
  [8, null],
  [11, "abc"],
  [108, new ArrayBuffer(100)],
  [108, new Uint8Array(100)],
  [108, new Blob(["x".repeat(100)])],
  [8 + 1 + 11 + 1 + 8, ["abc", true]],
  [8 + 4 + 11, { name: "abc" }],
])("%d for %o", (weight, value) => expect(weighPayload(value)).toBe(weight));

test("what is nested deeper than functions can call each other", () => {
  let value: unknown = [];
  for (let depth = 0; depth < 100_000; depth++) value = [value];
  expect(weighPayload(value)).toBe(9 * 100_000 + 8);
});
