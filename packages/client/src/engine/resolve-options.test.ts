import { afterEach, expect, test, vi } from "vitest";
import { resolveOptions } from "./resolve-options.ts";
import type { SocketOptions } from "./socket-options.ts";

afterEach(() => void vi.unstubAllGlobals());

type Row = [
  uri: string | SocketOptions | null | undefined,
  options: SocketOptions | undefined,
  address: string,
];

const address = (uri: Row[0], options: Row[1]): string => {
  const { secure, hostname, port, path } = resolveOptions(uri, options);
  return [secure ? "secure" : "plain", hostname, port, path].join(" ");
};

test.each<Row>([
  ["http://h:1234/ignored", {}, "plain h 1234 /engine.io/"],
  ["https://h", {}, "secure h 443 /engine.io/"],
  ["wss://h:99", {}, "secure h 99 /engine.io/"],
  ["ws://h", {}, "plain h 80 /engine.io/"],
  ["h:12", {}, "plain h 12 /engine.io/"],
  ["ws://[fe80::1]:8080", {}, "plain fe80::1 8080 /engine.io/"],
  ["http://h:1", { host: "z", port: 2, secure: true }, "plain h 1 /engine.io/"],
  ["http://h", { path: "/foo/" }, "plain h 80 /foo/"],
  ["http://h", { path: "/foo", addTrailingSlash: false }, "plain h 80 /foo"],
  ["http://h", { path: "/foo/", addTrailingSlash: false }, "plain h 80 /foo"],
  [undefined, undefined, "plain localhost 80 /engine.io/"],
  [null, { port: 5 }, "plain localhost 5 /engine.io/"],
  ["", { port: 5 }, "plain localhost 5 /engine.io/"],
  [{ host: "h", port: 5 }, undefined, "plain h 5 /engine.io/"],
  [{ host: "h:7" }, undefined, "plain h 80 /engine.io/"],
  [{ hostname: "hh", secure: true }, undefined, "secure hh 443 /engine.io/"],
])("%j with %j", (uri, options, expected) => {
  expect(address(uri, options)).toBe(expected);
});

test.each<Row>([
  [{}, undefined, "secure page 8443 /engine.io/"],
  [{ port: 5 }, undefined, "secure page 5 /engine.io/"],
  [{ secure: false }, undefined, "plain page 8443 /engine.io/"],
  [{ hostname: "z" }, undefined, "secure z 443 /engine.io/"],
  ["http://h", {}, "plain h 80 /engine.io/"],
  ["/x", {}, "plain page 8443 /engine.io/"],
])("in a page: %j", (uri, options, expected) => {
  vi.stubGlobal("location", { protocol: "https:", hostname: "page", port: "8443" });
  expect(address(uri, options)).toBe(expected);
});

test.each([
  ["http://h", undefined, {}],
  ["http://h", { a: 1 }, { a: 1 }],
  ["http://h", "a=b&c=%20d", { a: "b", c: " d" }],
  ["http://h?x=1", { x: 2, y: 3 }, { x: "1" }],
])("the query of %s with %j", (uri, query, expected) => {
  expect(resolveOptions(uri, { query: query as never }).query).toEqual(expected);
});

test("does not change what it is given", () => {
  const given = Object.freeze({ query: Object.freeze({ a: 1 }), path: "/x" });
  resolveOptions("http://h?b=1", given);
  expect(resolveOptions("http://h", given).query).not.toBe(given.query);
});

test("knows what platforms expect", () => {
  expect(resolveOptions("http://h", {})).toMatchObject({
    agent: false,
    upgrade: true,
    perMessageDeflate: { threshold: 1024 },
  });
  expect(resolveOptions("http://h", { upgrade: false, perMessageDeflate: { threshold: 1 } })).toMatchObject({
    upgrade: false,
    perMessageDeflate: { threshold: 1 },
  });
});
