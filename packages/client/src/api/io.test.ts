import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, default as byDefault, io, Manager, protocol, Socket } from "../index.ts";
import * as entry from "../index.ts";
import { type Lab, settle, useLab } from "./testing/lab.ts";

let lab: Lab;
beforeEach(() => void (lab = useLab()));
afterEach(() => void vi.useRealTimers().restoreAllMocks());

const closed = (more?: object): object => lab.options({ autoConnect: false, ...more });

test("exports", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "Fetch",
    "Manager",
    "NodeWebSocket",
    "NodeXHR",
    "Socket",
    "WebSocket",
    "WebTransport",
    "XHR",
    "connect",
    "default",
    "io",
    "module.exports",
    "protocol",
  ]);
  expect([
    connect,
    byDefault,
    (entry as Record<string, unknown>)["module.exports"],
    io.io,
    io.connect,
  ]).toEqual(Array(5).fill(io));
  expect([Object.keys(io), io.Manager, io.Socket, protocol]).toEqual([
    ["Manager", "Socket", "io", "connect"],
    Manager,
    Socket,
    5,
  ]);
});

/** Pairs of calls, and whether they share a connection. */
test.each([
  ["the same namespace", "http://a1", "http://a1", {}, {}, false],
  ["another namespace", "http://a2", "http://a2/x", {}, {}, true],
  ["first a namespace", "http://a3/x", "http://a3", {}, {}, true],
  ["the default port", "http://a4:80", "http://a4/x", {}, {}, true],
  ["the default port of https", "https://a5", "https://a5:443/x", {}, {}, true],
  ["another scheme", "ws://a6", "http://a6/x", {}, {}, false],
  ["another query", "http://a7", "http://a7/x?a=1", {}, {}, true],
  ["another path", "http://a8", "http://a8/x", {}, { path: "/other" }, false],
  ["forceNew", "http://a9", "http://a9/x", {}, { forceNew: true }, false],
  ["forceNew first", "http://b1", "http://b1/x", { forceNew: true }, {}, false],
  ["the old name", "http://b2", "http://b2/x", {}, { "force new connection": true }, false],
  ["multiplex", "http://b3", "http://b3/x", {}, { multiplex: false }, false],
  ["upper case", "http://B4", "http://b4/x", {}, {}, false],
] as const)("sharing: %s", (_, first, second, firstOptions, secondOptions, shares) => {
  const a = io(first, closed(firstOptions));
  const b = io(second, closed(secondOptions));
  expect(a === b).toBe(false);
  expect(a.io === b.io).toBe(shares);
});

test("a Manager that has closed is shared again", async () => {
  const first = io("http://c1", lab.options());
  await settle();
  first.disconnect();
  expect(io("http://c1", closed()).io).not.toBe(first.io);
  expect(io("http://c1/x", lab.options()).io).toBe(first.io);
  expect(first.io._readyState).toBe("opening");
  first.io._close();
});

test("not all servers are remembered for ever", () => {
  const first = io("http://many", closed());
  expect(io("http://many/x", closed()).io).toBe(first.io);
  for (let server = 0; server < 1000; server++) io(`http://many${server}`, closed());
  expect(io("http://many/y", closed()).io).not.toBe(first.io);
});

test.each([
  ["http://q1/x?b=2&a=9", { a: "1" }, { b: "2", a: "9" }],
  ["http://q2/x", { a: "1" }, { a: "1" }],
  ["http://q3/x", "d=4&b=3", { d: "4", b: "3" }],
])("the query of the URI counts more: %s", async (uri, query, expected) => {
  const socket = io(uri, lab.options({ query: query as never }));
  const sent = lab.wire.query;
  expect(sent).toEqual({ ...expected, EIO: 4, transport: "fake" });
  socket.disconnect();
  await settle();
});

test("options", () => {
  const options = lab.options({ autoConnect: false, auth: { token: 1 } });
  const socket = io("http://d1/x?a=1", options);
  expect(socket.io.opts).toBe(options);
  expect([socket.nsp, socket.io.uri, socket.io.opts.path, socket.io.opts.query, socket.auth]).toEqual([
    "/x",
    "http://d1/x?a=1",
    "/socket.io",
    { a: "1" },
    { token: 1 },
  ]);
  const without = io(lab.options({ autoConnect: false, forceNew: true }));
  expect([without.nsp, without.io.uri]).toEqual(["/", "http://localhost"]);
  expect(io(null as never, closed()).io.uri).toBe("http://localhost");
});
