import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLegacyNamespace, toLegacyError } from "./legacy.ts";

describe("a namespace with a query", () => {
  const cases: [string, string, Record<string, string>][] = [
    ["/a", "/a", {}],
    ["/a?", "/a", {}],
    ["/?x=1", "/", { x: "1" }],
    ["/a?t=1&u%20v=x%3Dy%26z&arr=1%2C2", "/a", { t: "1", "u v": "x=y&z", arr: "1,2" }],
    ["/a?a=1&a=2", "/a", { a: "2" }],
    ["/a?x", "/a", { x: "" }],
    ["/a?a[b]=1", "/a", { "a[b]": "1" }],
    ["/a?=", "/a", { "": "" }],
    ["/a?&&", "/a", {}],
    ["/a?a=%zz%41", "/a", { a: "%zzA" }],
    ["/a?a=%ff", "/a", { a: "%ff" }],
    ["/a?a+b=c+d", "/a", { "a b": "c d" }],
    ["/a?%61=%62%20c", "/a", { a: "b c" }],
    ["/a?a=1?b=2&c=3", "/a", { a: "1?b=2", c: "3" }],
    ["/a?a=1=2", "/a", { a: "1=2" }],
    ["/a?a=1#b=2", "/a", { a: "1" }],
    ["/a?a=%C3%BC", "/a", { a: "ü" }],
  ];
  test.each(cases)("%s", (nsp, name, query) => {
    const split = splitLegacyNamespace(nsp);
    expect(split.name).toBe(name);
    expect({ ...split.query }).toEqual(query);
  });

  test("names on every object are only keys", () => {
    const { query } = splitLegacyNamespace("/a?__proto__=1&constructor=2");
    expect(Object.getPrototypeOf(query)).toBeNull();
    expect(Object.entries(query)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    expect(query["toString"]).toBeUndefined();
  });

  test("whatever comes, nothing is thrown", () => {
    fc.assert(fc.property(fc.string(), (text) => splitLegacyNamespace(`/a?${text}`).name === "/a"));
  });
});

test.each([
  ["data", Object.assign(new Error("no"), { data: { x: 1 } }), { x: 1 }],
  ["a message", new Error("no"), "no"],
  ["data that is empty", Object.assign(new Error("no"), { data: "" }), "no"],
  ["no error", "text", undefined],
  ["null", null, undefined],
])("the error of a middleware: %s", (_name, error, payload) => {
  expect(toLegacyError(error)).toEqual(payload);
});
