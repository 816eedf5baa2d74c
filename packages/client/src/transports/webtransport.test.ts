import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebTransport } from "./testing/fake-webtransport.ts";
import { once, options, packetsOf, record, settled, type Trace } from "./testing/record.ts";
import { WT } from "./webtransport.ts";

beforeEach(() => {
  vi.stubGlobal("WebTransport", FakeWebTransport);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Opened {
  readonly transport: WT;
  readonly trace: Trace;
  readonly session: FakeWebTransport;
}

function open(changes: object = {}): Opened {
  const transport = new WT(options({ secure: true, port: 3000, ...changes }));
  const trace = record(transport);
  transport.open();
  return { transport, trace, session: FakeWebTransport.last };
}

async function opened(changes?: object): Promise<Opened> {
  const all = open(changes);
  all.session.becomeReady();
  await once(all.transport, "open");
  return all;
}

const text = (value: string): number[] => [...Buffer.from(value)];
const parserError = { type: "error", data: "parser error" };

test("is recognised by its class", () => {
  expect(WT.prototype.name).toBe("webtransport");
});

test.each([
  [{}, ["https://host:3000/engine.io/", undefined]],
  [{ transportOptions: { webtransport: { a: 1 } } }, ["https://host:3000/engine.io/", { a: 1 }]],
])("the session with %j", (changes, args) => {
  expect(open(changes).session.args).toEqual(args);
});

test.each([
  [{ EIO: "4" }, "0"],
  [{ sid: "abc" }, '0{"sid":"abc"}'],
])("begins with a packet that says who it is: %j", async (query, packet) => {
  const { trace, session } = await opened({ query });
  expect([trace, session.takeWritten()]).toEqual([[["open"]], [packet.length, ...text(packet)]]);
});

test("takes packets apart", async () => {
  const { trace, session } = await opened();
  session.receive(3, ...text("0{}"), 2, ...text("4a"), 0x82, 1, 2, 2);
  session.receive(...text("4b"));
  await settled();
  expect(packetsOf(trace)).toEqual([
    { type: "open", data: "{}" },
    { type: "message", data: "a" },
    { type: "message", data: Uint8Array.of(1, 2).buffer },
    { type: "message", data: "b" },
  ]);
});

test("a listener that throws loses no packet", async () => {
  const { transport, trace, session } = await opened();
  const thrown = new Promise((resolve) => {
    const [own] = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.once("unhandledRejection", (reason) => {
      if (own) process.on("unhandledRejection", own);
      resolve(reason);
    });
  });
  transport.once("packet", () => {
    throw new Error("listener");
  });
  session.receive(1, ...text("4"), 1, ...text("6"));
  expect(await thrown).toEqual(new Error("listener"));
  expect(packetsOf(trace)).toEqual([{ type: "message" }, { type: "noop" }]);
});

test("sends packets in order, and no more until they are written", async () => {
  const { transport, trace, session } = await opened({ forceBase64: true });
  session.takeWritten();
  trace.length = 0;
  transport.send([
    { type: "message", data: "é" },
    { type: "message", data: Uint8Array.of(1, 2, 3).subarray(1) },
    { type: "message", data: new Blob(["a"]) },
    { type: "message", data: new ArrayBuffer(2) },
    { type: "pong" },
  ]);
  expect([transport.writable, trace]).toEqual([false, []]);
  await once(transport, "drain");
  expect(transport.writable).toBe(true);
  expect(trace).toEqual([["drain"]]);
  expect(session.takeWritten()).toEqual([
    ...[3, ...text("4é")],
    ...[0x82, 2, 3],
    ...[0x81, ...text("a")],
    ...[0x82, 0, 0],
    ...[1, ...text("3")],
  ]);
});

test.each([
  ["length 0", [0]],
  ["length beyond the limit", [126, 0, 11]],
  ["top bit of the length", [127, 255, 0, 0, 0, 0, 0, 0, 1]],
])("%s is an error, and ends the session", async (_name, bytes) => {
  const { trace, session } = await opened({ maxPayload: 10 });
  session.receive(1, ...text("6"), ...bytes, 1, ...text("6"));
  session.receive(1, ...text("6"));
  await settled();
  expect(packetsOf(trace)).toEqual([{ type: "noop" }, parserError]);
  expect([session.closeCalls, trace.at(-1)]).toEqual([1, ["close", undefined]]);
});

test("what is no packet is told, and the session decides", async () => {
  const { trace, session } = await opened();
  session.receive(2, ...text("9x"));
  await settled();
  expect([packetsOf(trace), session.closeCalls]).toEqual([[parserError], 0]);
});

test("without an option there is a limit, too", async () => {
  const { trace, session } = await opened();
  session.receive(127, 0, 0, 0, 0, 6, 0, 0, 0);
  await settled();
  expect(packetsOf(trace)).toEqual([parserError]);
});

test("the server ends the stream", async () => {
  const { trace, session } = await opened();
  session.endStream();
  await settled();
  expect([session.closeCalls, trace]).toEqual([1, [["open"], ["close", undefined]]]);
});

test("the server ends the session", async () => {
  const { trace, session } = await opened();
  session.end();
  await settled();
  expect(trace).toEqual([["open"], ["close", undefined]]);
});

test("the session fails", async () => {
  const { trace, session } = await opened();
  session.end(new Error("lost"));
  await settled();
  expect(trace.at(-1)).toEqual([
    "error",
    expect.objectContaining({ message: "webtransport error", description: new Error("lost") }),
  ]);
});

test("the session is not ready", async () => {
  const { trace, session } = open();
  session.end(new Error("refused"));
  await settled();
  expect(trace).toEqual([
    ["error", expect.objectContaining({ message: "webtransport error", description: new Error("refused") })],
  ]);
});

test("what cannot be written is left to the end of the session", async () => {
  const { transport, trace, session } = await opened();
  session.failWrites();
  transport.send([{ type: "message", data: "a" }]);
  await settled();
  expect([transport.writable, trace]).toEqual([false, [["open"]]]);
});

test("closes while it opens, and afterwards", async () => {
  const early = open();
  early.transport.close();
  early.session.becomeReady();
  await settled();
  expect(early.trace.map(([event]) => event)).not.toContain("open");
  const late = await opened();
  late.transport.close();
  expect([late.session.closeCalls, late.trace.at(-1)]).toEqual([1, ["close", undefined]]);
});

test("the browser has none", async () => {
  vi.stubGlobal("WebTransport", undefined);
  const { transport, trace } = open();
  await once(transport, "error");
  transport.close();
  expect(trace).toEqual([
    ["error", expect.any(TypeError)],
    ["close", undefined],
  ]);
});
