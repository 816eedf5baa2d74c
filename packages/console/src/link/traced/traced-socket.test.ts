import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFakeNetwork, type FakeSocket } from "../testing/fake-network.ts";
import { TracedSocket } from "./traced-socket.ts";

let lab: ReturnType<typeof createFakeNetwork>;
let told: unknown[];
beforeEach(() => {
  vi.useFakeTimers();
  lab = createFakeNetwork();
  told = [];
});
afterEach(() => void vi.useRealTimers());

function create(url = "ws://host/socket.io/?EIO=4"): TracedSocket {
  const socket = new TracedSocket(lab.network, url, undefined);
  socket.onopen = () => told.push("open");
  socket.onmessage = ({ data }) => told.push(data);
  socket.onerror = () => told.push("error");
  socket.onclose = ({ code }) => told.push(`close ${code}`);
  return socket;
}

function open(): { socket: TracedSocket; real: FakeSocket } {
  const socket = create();
  const real = lab.sockets.at(-1)!;
  real.onopen?.();
  return { socket, real };
}

function records(): unknown[] {
  vi.advanceTimersByTime(20);
  return lab.recorder.lines.peek().map(({ record }) => record);
}

test("passes what is said, and writes it down", () => {
  const { socket, real } = open();
  socket.send("2probe");
  real.onmessage?.({ data: "3probe" });
  real.onmessage?.({ data: Uint8Array.of(1, 2).buffer });
  real.onclose?.({ code: 1001, reason: "bye", wasClean: true });
  expect(real.binaryType).toBe("arraybuffer");
  expect(real.sent).toEqual(["2probe"]);
  expect(told).toEqual(["open", "3probe", Uint8Array.of(1, 2).buffer, "close 1001"]);
  expect(records()).toEqual([
    expect.objectContaining({ kind: "opening", state: "open", extensions: "permessage-deflate" }),
    expect.objectContaining({ kind: "frame", direction: "out", data: "2probe" }),
    expect.objectContaining({ kind: "frame", direction: "in", data: "3probe" }),
    expect.objectContaining({ kind: "frame", direction: "in", data: Uint8Array.of(1, 2) }),
    expect.objectContaining({ kind: "closing", code: 1001, reason: "bye" }),
  ]);
  socket.send("too late");
  expect(real.sent).toHaveLength(1);
});

test("one that cannot be opened", () => {
  create();
  lab.sockets[0]!.onerror?.({});
  lab.sockets[0]!.onclose?.({ code: 1006, reason: "", wasClean: false });
  expect(told).toEqual(["error", "close 1006"]);
  expect(records()).toEqual([expect.objectContaining({ kind: "opening", state: "failed" })]);
});

test("an address that the browser refuses", () => {
  create("wrong:");
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(["error", "close 1006"]);
});

test.each(["setCut", "setBlocksWebSocket"] as const)("%s breaks off, and lets nothing be opened", (fault) => {
  const { socket, real } = open();
  lab.faults[fault](true);
  expect(told).toEqual(["open"]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(["open", "error", "close 1006"]);
  expect(real.isClosed).toBe(true);
  expect(records().at(-1)).toMatchObject({ kind: "closing", code: 1006 });
  socket.send("nowhere");
  create();
  vi.advanceTimersByTime(1);
  expect(told.slice(3)).toEqual(["error", "close 1006"]);
  expect(lab.sockets).toHaveLength(1);
  lab.faults[fault](false);
  create();
  expect(lab.sockets).toHaveLength(2);
});

test("a deaf network holds back both directions, an ending included, and delivers late", () => {
  const { socket, real } = open();
  lab.faults.setDeaf(true);
  socket.send("out");
  real.onmessage?.({ data: "in" });
  real.onclose?.({ code: 1000, reason: "", wasClean: true });
  vi.advanceTimersByTime(1e6);
  expect([real.sent, told]).toEqual([[], ["open"]]);
  lab.faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect([real.sent, told]).toEqual([["out"], ["open", "in", "close 1000"]]);
});

test("a deaf network keeps the other side from hearing of the end", () => {
  const { socket, real } = open();
  lab.faults.setDeaf(true);
  socket.close();
  real.onmessage?.({ data: "too late" });
  vi.advanceTimersByTime(1e6);
  expect(real.isClosed).toBe(false);
  lab.faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect(real.isClosed).toBe(true);
  expect(told).toEqual(["open"]);
});

test("is closed by the page", () => {
  const { socket, real } = open();
  socket.close();
  socket.close();
  expect(real.isClosed).toBe(true);
  real.onclose?.({ code: 1005, reason: "", wasClean: true });
  expect(told).toEqual(["open", "close 1005"]);
  expect(records().at(-1)).toMatchObject({ kind: "closing", code: 1005 });
});

test("is closed by the page before it is open", () => {
  const socket = create();
  socket.close();
  lab.sockets[0]!.onopen?.();
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(["error", "close 1006"]);
  expect(lab.sockets[0]!.isClosed).toBe(true);
});
