import { expect, test } from "vitest";
import { parse, parseQuery } from "./parse-uri.ts";

test.each([
  ["http://a/b?c=d#e", { protocol: "http", host: "a", path: "/b", query: "c=d", anchor: "e" }],
  [
    "https://u:p@a.b:123/x/y.z?q=1",
    { protocol: "https", host: "a.b", port: "123", path: "/x/y.z", query: "q=1" },
  ],
  ["http://u@h", { protocol: "http", host: "h" }],
  ["a", { host: "a" }],
  ["a:1", { host: "a", port: "1" }],
  ["h/p?", { host: "h", path: "/p" }],
  ["/x", { path: "/x" }],
  ["", {}],
  ["?a=b", { query: "a=b" }],
  ["#x", { anchor: "x" }],
  ["[::1]", { host: "::1" }],
  ["http://[::1]:3/x", { protocol: "http", host: "::1", port: "3", path: "/x" }],
  ["ws://[fe80::1%25en0]:3", { protocol: "ws", host: "fe80::1%25en0", port: "3" }],
  ["http://h?x=http://y:1/z", { protocol: "http", host: "h", query: "x=http://y:1/z" }],
  ["http://h:/a", { protocol: "http", host: "h", path: "/a" }],
  ["http://h/a@b", { protocol: "http", host: "h", path: "/a@b" }],
  ["http://[x", { protocol: "http", host: "[x" }],
  ["http://h/a\nb#c\nd", { protocol: "http", host: "h", path: "/a\nb", anchor: "c\nd" }],
])("%s", (uri, parts) => {
  const missing = { protocol: "", host: "", port: "", path: "", query: "", anchor: "" };
  expect(parse(uri)).toEqual({ source: uri, ...missing, ...parts });
});

test("refuses what is longer than 8,000 characters", () => {
  expect(parse("a".repeat(8000)).host).toHaveLength(8000);
  expect(() => parse("a".repeat(8001))).toThrow("URI too long");
});

test.each(["a", "a:", "@", "[", "[a", "/", "?", "a@", "a://", "#", "\n"])(
  "reads many %j without looking back",
  (piece) => {
    const uri = piece.repeat(Math.floor(8000 / piece.length));
    for (let i = 0; i < 200; i++) parse(uri);
  },
);

test.each([
  ["", {}],
  ["a=b=c", { a: "b=c" }],
  ["a", { a: "" }],
  ["&a=1&&b=%20+", { a: "1", b: " +" }],
  ["a=1&a=2", { a: "2" }],
  ["__proto__=1", {}],
])("query %j", (query, values) => {
  expect(parseQuery(query)).toEqual(values);
});
