import type { Transport } from "@sockeye/client/engine";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFakeNetwork } from "../testing/fake-network.ts";
import { traceTransports } from "./traced-transports.ts";

/** A session whose other end is the test. */
class FakeSession {
  static last: FakeSession | undefined;
  readonly ready = Promise.resolve();
  readonly closed: Promise<void>;
  readonly written: string[] = [];
  isClosed = false;
  receive: (text: string) => void = () => {};
  #end: () => void = () => {};

  constructor() {
    FakeSession.last = this;
    this.closed = new Promise((resolve) => (this.#end = resolve));
  }

  createBidirectionalStream(): Promise<object> {
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const encoder = new TextEncoder();
        this.receive = (text) => controller.enqueue(Uint8Array.of(text.length, ...encoder.encode(text)));
      },
    });
    const writable = new WritableStream<Uint8Array>({
      write: (chunk) => void this.written.push(new TextDecoder().decode(chunk)),
    });
    return Promise.resolve({ readable, writable });
  }

  close(): void {
    this.isClosed = true;
    this.#end();
  }
}

let lab: ReturnType<typeof createFakeNetwork>;
let told: unknown[];
beforeEach(() => {
  vi.stubGlobal("WebTransport", FakeSession);
  lab = createFakeNetwork();
  told = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  FakeSession.last = undefined;
});

function open(): Transport {
  const [TracedWebTransport] = traceTransports(lab.network, ["webtransport"]);
  const transport = new TracedWebTransport!({
    socket: { binaryType: "arraybuffer" },
    query: { sid: "a" },
    hostname: "host",
    secure: true,
    port: "443",
    path: "/socket.io/",
  });
  transport.on("open", () => told.push("open"));
  transport.on("packet", ({ type, data }) => told.push(`${type} ${String(data)}`));
  transport.on("error", ({ message }) => told.push(message));
  transport.on("close", () => told.push("close"));
  return transport.open();
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 5 });
const records = (): unknown[] => lab.recorder.lines.peek().map(({ record }) => record);

test("passes packets, and writes them down", async () => {
  const transport = open();
  expect([transport.name, lab.probes]).toEqual(["webtransport", ["webtransport"]]);
  await until(() => expect(told).toEqual(["open"]));
  const session = FakeSession.last!;
  transport.send([
    { type: "ping", data: "probe" },
    { type: "message", data: Uint8Array.of(65) },
  ]);
  session.receive("3probe");
  await until(() => expect(told).toEqual(["open", "pong probe"]));
  await until(() => expect(session.written.slice(-3)).toEqual(["2probe", "\uFFFD", "A"]));
  transport.close();
  await until(() =>
    expect(records()).toEqual([
      expect.objectContaining({ kind: "opening", transport: "webtransport", state: "open" }),
      expect.objectContaining({ kind: "frame", direction: "out", data: "2probe" }),
      expect.objectContaining({ kind: "frame", direction: "out", data: Uint8Array.of(65) }),
      expect.objectContaining({ kind: "frame", direction: "in", data: "3probe" }),
      expect.objectContaining({ kind: "note" }),
    ]),
  );
});

test("when the network is cut, it breaks off, and no other can be opened", async () => {
  open();
  await until(() => expect(told).toEqual(["open"]));
  lab.faults.setCut(true);
  await until(() => expect(told).toEqual(["open", "webtransport error", "close"]));
  expect(FakeSession.last!.isClosed).toBe(true);
  FakeSession.last = undefined;
  open();
  await until(() => expect(told.slice(3)).toEqual(["webtransport error"]));
  expect(FakeSession.last).toBeUndefined();
  await until(() => expect(records().at(-1)).toMatchObject({ kind: "opening", state: "failed" }));
});

test("a deaf network holds back", async () => {
  lab.faults.setDeaf(true);
  open();
  expect(FakeSession.last).toBeUndefined();
  lab.faults.setDeaf(false);
  await until(() => expect(told).toEqual(["open"]));
});

test("a browser that does not have it", async () => {
  vi.stubGlobal("WebTransport", undefined);
  open();
  await until(() => expect(told).toEqual(["webtransport error"]));
});
