import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./testing/fake-websocket.ts";
import { once, options, record, settled, type Trace } from "./testing/record.ts";
import { WS } from "./websocket.ts";

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeWebSocket);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(changes: object = {}): { transport: WS; trace: Trace; ws: FakeWebSocket } {
  const transport = new WS(options(changes));
  const trace = record(transport);
  transport.open();
  return { transport, trace, ws: FakeWebSocket.last };
}

test("is recognised by its class", () => {
  expect(WS.prototype.name).toBe("websocket");
});

test.each([
  [{}, "ws://host/engine.io/?EIO=4"],
  [{ secure: true, port: "443" }, "wss://host/engine.io/?EIO=4"],
  [{ query: { sid: "s" }, forceBase64: true }, "ws://host/engine.io/?sid=s&b64=1"],
  [{ timestampRequests: true, timestampParam: "x" }, "ws://host/engine.io/?EIO=4&x=T"],
  [{ timestampRequests: true, timestampParam: undefined }, "ws://host/engine.io/?EIO=4&t=T"],
  [{ timestampRequests: undefined }, "ws://host/engine.io/?EIO=4"],
])("the address with %j", (changes, uri) => {
  expect((open(changes).ws.args[0] as string).replace(/([tx]=)[a-z0-9.-]+/, "$1T")).toBe(uri);
});

// Browsers take an empty list for none, and no third argument; React Native takes headers from it.
test.each([
  [{}, [], {}],
  [{ protocols: "" }, [], {}],
  [{ protocols: "p" }, "p", {}],
  [{ protocols: ["p"], extraHeaders: { a: "1" } }, ["p"], { headers: { a: "1" } }],
])("the arguments with %j", (changes, protocols, opts) => {
  expect(open(changes).ws.args.slice(1)).toEqual([protocols, opts]);
});

test("takes what comes", () => {
  const { transport, trace, ws } = open();
  expect([ws.binaryType, transport.writable]).toEqual(["arraybuffer", false]);
  ws.onopen();
  expect(transport.writable).toBe(true);
  ws.onmessage({ data: "0{}" });
  ws.onmessage({ data: Uint8Array.of(1).buffer });
  ws.onmessage({ data: "bAQ==" });
  ws.onmessage({ data: "" });
  ws.onclose({ code: 1006 });
  const binary = { type: "message", data: Uint8Array.of(1).buffer };
  expect(trace).toEqual([
    ["open"],
    ["packet", { type: "open", data: "{}" }],
    ["packet", binary],
    ["packet", binary],
    ["packet", { type: "error", data: "parser error" }],
    ["close", { description: "websocket connection closed", context: { code: 1006 } }],
  ]);
});

test("sends packet by packet, and no more until the next tick", async () => {
  const { transport, trace, ws } = open();
  ws.onopen();
  trace.length = 0;
  const [bytes, view, blob] = [new ArrayBuffer(1), Uint8Array.of(1, 2).subarray(1), new Blob(["a"])];
  transport.send([
    { type: "message", data: "throw" },
    { type: "message", data: "a" },
    { type: "message", data: bytes },
    { type: "message", data: view },
    { type: "message", data: blob },
    { type: "pong" },
  ]);
  expect([ws.sent, transport.writable, trace]).toEqual([["4a", bytes, view, blob, "3"], false, []]);
  expect(ws.sent[2]).toBe(view);
  await settled();
  expect([transport.writable, trace]).toEqual([true, [["drain"]]]);
});

test("sends base64 if it must, in order", async () => {
  const { transport, trace, ws } = open({ forceBase64: true });
  ws.onopen();
  transport.send([
    { type: "message", data: new Blob(["a"]) },
    { type: "message", data: Uint8Array.of(1, 2) },
    { type: "message", data: "a" },
  ]);
  expect(ws.sent).toEqual([]);
  await once(transport, "drain");
  expect([ws.sent, trace.at(-1)]).toEqual([["bYQ==", "bAQI=", "4a"], ["drain"]]);
});

test("errors", () => {
  const { trace, ws } = open();
  ws.onerror({ type: "error" });
  expect(trace).toEqual([
    ["error", expect.objectContaining({ message: "websocket error", description: { type: "error" } })],
  ]);
});

test("what the browser refuses is an error, later", async () => {
  const { transport, trace } = open({ hostname: "refused" });
  expect(trace).toEqual([]);
  await once(transport, "error");
  expect(trace).toEqual([["error", new SyntaxError("refused")]]);
});

test("closes", () => {
  const { transport, trace, ws } = open();
  transport.close();
  expect([ws.isClosed, trace]).toEqual([true, [["close", undefined]]]);
});

test("closes although there is no socket", () => {
  const { transport, trace } = open({ hostname: "refused" });
  transport.close();
  expect(trace).toEqual([["close", undefined]]);
});
