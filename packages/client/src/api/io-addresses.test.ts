import { afterEach, expect, test, vi } from "vitest";
import { io } from "./io.ts";

afterEach(() => void vi.unstubAllGlobals());

/** Where the Manager connects to, the namespace, and what is found of the query. */
const target = (uri: string | undefined): string => {
  const socket = io(uri, { autoConnect: false, forceNew: true });
  return [socket.io.uri, socket.nsp, JSON.stringify(socket.io.opts.query)].join(" ");
};

/** Do both share a connection? */
const isShared = (one: string, other: string): boolean =>
  io(`${one}/1`, { autoConnect: false }).io === io(`${other}/2`, { autoConnect: false }).io;

test.each([
  [undefined, "https://page.example:8443 / "],
  ["/", "https://page.example:8443/ / "],
  ["/x?a=1", 'https://page.example:8443/x?a=1 /x {"a":"1"}'],
  ["localhost", "https://localhost / "],
  ["localhost:3000/x", "https://localhost:3000/x /x "],
  ["//host:1/x", "https://host:1/x /x "],
  ["", "https:// / "],
  ["http://host", "http://host / "],
])("on a page: %s", (uri, expected) => {
  vi.stubGlobal("location", { protocol: "https:", host: "page.example:8443" });
  expect(target(uri)).toBe(expected);
});

test.each([
  [undefined, "http://localhost / "],
  ["/x", "http://localhost/x /x "],
  ["localhost:3000", "http://localhost:3000 / "],
  ["//host", "http://host / "],
  ["https://host/a/b?q=1#f", 'https://host/a/b?q=1#f /a/b {"q":"1"}'],
  ["ws://host", "ws://host / "],
  ["wss://host/x", "wss://host/x /x "],
  ["http://[::1]:3000/x", "http://[::1]:3000/x /x "],
  ["http://user:password@host/x", "http://user:password@host/x /x "],
  ["http://host/x/", "http://host/x/ /x/ "],
  ["http://host//x", "http://host//x //x "],
  ["http://host?x=/1", 'http://host?x=/1 / {"x":"/1"}'],
  ["http://host#a/b", "http://host#a/b / "],
])("without a page: %s", (uri, expected) => {
  expect(target(uri)).toBe(expected);
});

test("a URI has an end", () => {
  expect(() => io(`http://host/${"a".repeat(8000)}`)).toThrow("URI too long");
});

test.each([
  ["http://a.example", "http://a.example:80", true],
  ["https://b.example", "https://b.example:443", true],
  ["ws://c.example", "ws://c.example:80", true],
  ["wss://d.example", "wss://d.example:443", true],
  ["https://e.example", "https://e.example:80", false],
  ["http://f.example", "ws://f.example", false],
  ["http://g.example", "http://h.example", false],
  ["http://[::1]:1", "http://[::1]:1", true],
  ["http://[::2]:1", "http://[::2]:2", false],
  ["i.example:3000", "//i.example:3000", true],
])("%s and %s share a connection: %s", (one, other, expected) => {
  expect(isShared(one, other)).toBe(expected);
});
