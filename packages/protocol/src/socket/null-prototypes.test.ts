import fc from "fast-check";
import { expect, test } from "vitest";
import { removePrototypes } from "./null-prototypes.ts";

/** The prototypes of all objects within, arrays aside. */
function prototypesIn(data: unknown): Set<unknown> {
  const found = new Set<unknown>();
  JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      found.add(Object.getPrototypeOf(value));
    return value;
  });
  return found;
}

test("no object inherits anything; lists and values stay what they are", () => {
  const json = '["a",{"b":{"__proto__":{"c":[{"toString":1},null]},"constructor":2}},[[{}]],3,null]';
  const data = JSON.parse(json) as unknown[];
  removePrototypes(data);
  expect(prototypesIn(data)).toEqual(new Set([null]));
  expect(JSON.stringify(data)).toBe(json);
  expect([Array.isArray(data), Array.isArray(data[2])]).toEqual([true, true]);
  expect("hasOwnProperty" in (data[1] as object)).toBe(false);
  expect(({} as Record<string, unknown>)["c"]).toBeUndefined();
});

test.each([1, "a", null, true, undefined])("%s is left alone", (value) => {
  expect(() => removePrototypes(value)).not.toThrow();
});

test("whatever JSON brings, and however deep", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const data: unknown = JSON.parse(json);
      removePrototypes(data);
      expect([...prototypesIn(data)].filter((prototype) => prototype !== null)).toEqual([]);
      expect(JSON.stringify(data)).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
  let deep: { a?: object } = {};
  const innermost = deep;
  for (let level = 0; level < 200_000; level++) deep = { a: deep };
  removePrototypes(deep);
  expect([Object.getPrototypeOf(deep), Object.getPrototypeOf(innermost)]).toEqual([null, null]);
});
