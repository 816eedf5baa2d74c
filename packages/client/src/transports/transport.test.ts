import { expect, test } from "vitest";
import { PlainTransport } from "./testing/plain-transport.ts";
import { once, options, record } from "./testing/record.ts";
import { TransportError } from "./transport.ts";

test.each([
  [{}, "ab://host/engine.io/"],
  [{ port: 80 }, "ab://host/engine.io/"],
  [{ port: "" }, "ab://host/engine.io/"],
  [{ port: 0 }, "ab://host/engine.io/"],
  [{ port: "443" }, "ab://host:443/engine.io/"],
  [{ port: 3000 }, "ab://host:3000/engine.io/"],
  [{ secure: true, port: "443" }, "ab://host/engine.io/"],
  [{ secure: true, port: 443 }, "ab://host/engine.io/"],
  [{ secure: true, port: "80" }, "ab://host:80/engine.io/"],
  [{ hostname: "::1", port: 1 }, "ab://[::1]:1/engine.io/"],
  [{ path: "/x" }, "ab://host/x"],
])("the address with %j", (changes, uri) => {
  expect(new PlainTransport(options(changes)).uri("ab")).toBe(uri);
});

test("the query in the address", () => {
  const transport = new PlainTransport(options());
  expect(transport.uri("ab", {})).toBe("ab://host/engine.io/");
  expect(transport.uri("ab", { "a b": "c&d", x: undefined, z: [1, 2], e: "" })).toBe(
    "ab://host/engine.io/?a%20b=c%26d&x=undefined&z=1%2C2&e=",
  );
});

test("opens, sends, and closes once", () => {
  const transport = new PlainTransport(options());
  const trace = record(transport);
  transport.send([{ type: "ping" }]);
  expect([transport.open(), transport.writable]).toEqual([transport, false]);
  transport.send([{ type: "ping" }]);
  transport.finish();
  expect(transport.writable).toBe(true);
  transport.send([{ type: "pong" }]);
  expect(transport.close()).toBe(transport);
  transport.close().send([{ type: "ping" }]);
  expect(transport.calls).toEqual(["doOpen", [{ type: "pong" }], "doClose"]);
  expect(trace).toEqual([["open"], ["close", undefined]]);
});

test("closes while it opens", () => {
  const transport = new PlainTransport(options());
  const trace = record(transport);
  transport.open().close();
  expect([transport.calls, trace]).toEqual([["doOpen", "doClose"], [["close", undefined]]]);
});

test("what cannot be opened is an error, for those who listen after having opened it", async () => {
  const transport = new PlainTransport(options());
  transport.isRefused = true;
  transport.open();
  const trace = record(transport);
  await once(transport, "error");
  expect(trace).toEqual([["error", new Error("refused")]]);
});

test("errors say what and why", () => {
  const transport = new PlainTransport(options());
  const [[event, error]] = [record(transport)].map((trace) => (transport.fail(), trace[0]!)) as [unknown[]];
  expect(event).toBe("error");
  expect(error).toBeInstanceOf(TransportError);
  expect(error).toMatchObject({
    name: "Error",
    message: "failed",
    type: "TransportError",
    description: 5,
    context: "context",
  });
});

test("packets are decoded as the session wants them now", () => {
  const socket = { binaryType: "arraybuffer" };
  const transport = new PlainTransport(options({ socket }));
  const trace = record(transport);
  transport.receive("4a");
  transport.receive(Uint8Array.of(1));
  socket.binaryType = "nodebuffer";
  transport.receive(Uint8Array.of(1));
  transport.receive("9");
  expect(trace).toEqual([
    ["packet", { type: "message", data: "a" }],
    ["packet", { type: "message", data: Uint8Array.of(1).buffer }],
    ["packet", { type: "message", data: Buffer.of(1) }],
    ["packet", { type: "error", data: "parser error" }],
  ]);
});

test("what cannot pause does nothing", () => {
  const transport = new PlainTransport(options());
  transport.pause(() => expect.unreachable());
  expect(transport.calls).toEqual([]);
});
