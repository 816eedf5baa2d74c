import fc from "fast-check";
import { expect, test } from "vitest";
import { isTooDeep } from "./json-depth.ts";

/** By recursion, from the parsed value. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const spaces = " ".repeat(20);

test("finds the depth that parsing would give", () => {
  const text = fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.string().map((value) => JSON.stringify([value, `"[{\\${value}`])),
  );
  fc.assert(
    fc.property(text, fc.nat(6), (json, maxDepth) => {
      // Short texts are not scanned, so what may follow JSON is added.
      expect(isTooDeep(json + spaces, 0, maxDepth)).toBe(depthOf(JSON.parse(json)) > maxDepth);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["at the limit", "[".repeat(8) + "]".repeat(8), 8, false],
  ["above the limit", "[".repeat(9) + "]".repeat(9), 8, true],
  ["objects above the limit", '{"a":'.repeat(9) + "1" + "}".repeat(9), 8, true],
  ["many beside each other", `[${"[],{},".repeat(50)}1]`, 2, false],
  ["brackets in a text", `["${"[".repeat(50)}"]`, 2, false],
  ["brackets after a quote in a text", String.raw`["\"${"[".repeat(50)}"]`, 2, false],
  ["brackets after a text that ends in a backslash", String.raw`["\\",${"[".repeat(50)}`, 8, true],
  ["a text without an end", `["${"[".repeat(50)}`, 2, false],
  ["a text that ends in an escape", `["${"[".repeat(50)}\\`, 2, false],
  ["too short to be too deep", "[[[[", 2, false],
])("%s", (_name, text, maxDepth, expected) => {
  expect(isTooDeep(text, 0, maxDepth)).toBe(expected);
});

test("what comes before the JSON does not count", () => {
  expect(isTooDeep(`[[[[[[[[[${spaces}]`, 9, 0)).toBe(false);
});
