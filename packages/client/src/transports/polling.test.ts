import { expect, test } from "vitest";
import { PlainPolling } from "./testing/plain-polling.ts";
import { options, packetsOf, record, type Trace } from "./testing/record.ts";

function opened(answer: string | null = "0{}"): { transport: PlainPolling; trace: Trace } {
  const transport = new PlainPolling(options());
  const trace = record(transport);
  transport.open();
  if (answer !== null) transport.onData(answer);
  return { transport, trace };
}

test("is recognised by its class", () => {
  expect(PlainPolling.prototype.name).toBe("polling");
});

test.each([
  [{}, "http://host/engine.io/?EIO=4&t=T"],
  [{ secure: true, port: 443 }, "https://host/engine.io/?EIO=4&t=T"],
  [{ timestampRequests: true, timestampParam: "x" }, "http://host/engine.io/?EIO=4&x=T"],
  [{ timestampParam: undefined }, "http://host/engine.io/?EIO=4&t=T"],
  [{ timestampRequests: false }, "http://host/engine.io/?EIO=4"],
  [{ forceBase64: true }, "http://host/engine.io/?EIO=4&t=T&b64=1"],
])("the address with %j", (changes, uri) => {
  const transport = new PlainPolling(options({ timestampRequests: undefined, ...changes }));
  const [first, second] = [transport.nextUri, transport.nextUri];
  expect(first.replace(/([tx]=)[a-z0-9.-]+/, "$1T")).toBe(uri);
  expect(second === first).toBe(!uri.includes("T"));
});

test("what a subclass says of binary data counts", () => {
  const transport = new PlainPolling(options());
  transport.deny();
  expect([transport.nextUri, transport.query]).toEqual([
    "http://host/engine.io/?EIO=4&b64=1",
    { EIO: "4", b64: "1" },
  ]);
});

test("polls again after each answer", () => {
  const { transport, trace } = opened(null);
  expect([transport.state, trace.splice(0)]).toEqual(["opening", [["poll"]]]);
  transport.onData('0{"sid":"a"}\x1e4hi');
  expect(trace.splice(0)).toEqual([
    ["open"],
    ["packet", { type: "open", data: '{"sid":"a"}' }],
    ["packet", { type: "message", data: "hi" }],
    ["pollComplete"],
    ["poll"],
  ]);
  transport.onData("6");
  expect(trace).toEqual([["packet", { type: "noop" }], ["pollComplete"], ["poll"]]);
  expect(transport.polls).toBe(3);
});

test("does not poll before the open packet has come", () => {
  const { transport, trace } = opened("4a");
  expect([transport.state, transport.polls]).toEqual(["opening", 1]);
  expect(trace.at(-1)).toEqual(["pollComplete"]);
});

test.each([
  ["4a\x1e9\x1e4b", [{ type: "message", data: "a" }]],
  ["<html>", []],
  ["", []],
  ["\x1e", []],
  ["4a\x1e", [{ type: "message", data: "a" }]],
  ["4a\x1e\x1e4b", [{ type: "message", data: "a" }]],
])("garbage in %j", (answer, before) => {
  const { trace } = opened(answer);
  expect(packetsOf(trace)).toEqual([...before, { type: "error", data: "parser error" }]);
});

test("binary data is handed over as wanted", () => {
  const { trace } = opened("bAQ==\x1ebAg==");
  expect(packetsOf(trace)).toEqual([
    { type: "message", data: Uint8Array.of(1).buffer },
    { type: "message", data: Uint8Array.of(2).buffer },
  ]);
});

test("an answer of nothing but packets is not unpacked before they are taken", () => {
  const { transport } = opened();
  transport.once("packet", () => {
    throw new Error("taken");
  });
  expect(() => transport.onData("6\x1e".repeat(10_000_000))).toThrow("taken");
});

test("is closed by the server", () => {
  const { transport, trace } = opened();
  trace.length = 0;
  transport.onData("6\x1e1\x1e4late");
  expect(trace).toEqual([
    ["packet", { type: "noop" }],
    ["close", { description: "transport closed by the server" }],
  ]);
  expect(transport.polls).toBe(2);
});

test("ends polling when a listener closes it", () => {
  const { transport, trace } = opened();
  trace.length = 0;
  transport.once("packet", () => void transport.close());
  transport.onData("4a\x1e4b");
  expect(trace.map(([event]) => event)).toEqual(["packet", "close", "packet"]);
  expect([transport.polls, transport.written]).toEqual([2, ["1"]]);
});

test("tells the server when it closes, but not before it has a session", () => {
  const closed = opened().transport.close();
  expect([closed.state, closed.written]).toEqual(["closed", ["1"]]);
  const { transport, trace } = opened(null);
  transport.close();
  transport.onData("0{}");
  expect([transport.state, transport.written, transport.polls]).toEqual(["closed", [], 1]);
  expect(trace).toEqual([["poll"], ["close", undefined], ["packet", { type: "open", data: "{}" }]]);
});

test("sends packets in one payload, and no more until it has arrived", () => {
  const { transport, trace } = opened();
  trace.length = 0;
  transport.send([
    { type: "message", data: "a" },
    { type: "message", data: Uint8Array.of(1, 2) },
    { type: "pong" },
  ]);
  expect([transport.writable, transport.written, trace]).toEqual([false, ["4a\x1ebAQI=\x1e3"], []]);
  transport.arrive();
  expect([transport.writable, trace]).toEqual([true, [["drain"]]]);
});

test("reads a Blob before anything is sent", async () => {
  const { transport } = opened();
  transport.send([
    { type: "message", data: new Blob([Uint8Array.of(1, 2)]) },
    { type: "message", data: "a" },
  ]);
  expect(transport.written).toEqual([]);
  expect(await transport.nextWrite()).toBe("bAQI=\x1e4a");
});

test.each([
  ["nothing", []],
  ["a poll", ["poll"]],
  ["a payload", ["drain"]],
  ["a poll, then a payload", ["poll", "drain"]],
  ["a payload, then a poll", ["drain", "poll"]],
])("pausing waits for %s", (_name, pending) => {
  const { transport, trace } = opened();
  if (pending.includes("drain")) transport.send([{ type: "ping" }]);
  let paused = 0;
  const pause = (): void =>
    transport.pause(() => {
      paused++;
    });
  if (pending.includes("poll")) pause();
  else {
    // No poll is under way only in the moment between two.
    transport.once("pollComplete", pause);
    transport.onData("6");
  }
  for (const what of pending) {
    expect([transport.state, paused]).toEqual(["pausing", 0]);
    if (what === "poll") transport.onData("4a");
    else transport.arrive();
  }
  expect([transport.state, paused, transport.polls]).toEqual(["paused", 1, 2]);
  transport.emitReserved("drain");
  expect(paused).toBe(1);
  transport.close().send([{ type: "ping" }]);
  expect(trace.map(([event]) => event)).not.toContain("close");
});

test("an error while pausing leaves it there", () => {
  const { transport } = opened();
  transport.pause(() => expect.unreachable());
  transport.send([{ type: "ping" }]);
  expect([transport.state, transport.written]).toEqual(["pausing", []]);
});
