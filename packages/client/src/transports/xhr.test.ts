import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeXHR } from "./testing/fake-xhr.ts";
import { options, record, type Trace } from "./testing/record.ts";
import { XHR } from "./xhr.ts";

beforeEach(() => {
  FakeXHR.requests = [];
  vi.stubGlobal("XMLHttpRequest", FakeXHR);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(changes: object = {}): { transport: XHR; trace: Trace } {
  const transport = new XHR(options(changes));
  const trace = record(transport);
  transport.open();
  return { transport, trace };
}

test("requests as the published client does", () => {
  const { transport, trace } = open();
  const poll = FakeXHR.last;
  expect(poll.calls).toEqual([
    ["open", "GET", "http://host/engine.io/?EIO=4", true],
    ["send", null],
  ]);
  expect([poll.withCredentials, poll.timeout]).toEqual([undefined, 0]);
  poll.answer(200, "0{}");
  expect(FakeXHR.requests).toHaveLength(2);

  trace.length = 0;
  transport.send([{ type: "message", data: "é" }]);
  expect(FakeXHR.last.calls).toEqual([
    ["open", "POST", "http://host/engine.io/?EIO=4", true],
    ["setRequestHeader", "Content-type", "text/plain;charset=UTF-8"],
    ["send", "4é"],
  ]);
  FakeXHR.last.answer(200, "ok");
  expect(trace).toEqual([["drain"]]);
});

test("knows credentials, timeouts and headers", () => {
  vi.stubGlobal(
    "XMLHttpRequest",
    class extends FakeXHR {
      constructor() {
        super("B");
      }
    },
  );
  open({ withCredentials: true, requestTimeout: 5, extraHeaders: { A: "1", B: "2" } });
  const { withCredentials, timeout, calls } = FakeXHR.last;
  expect([withCredentials, timeout]).toEqual([true, 5]);
  // What the browser refuses keeps neither the request nor its other headers away.
  expect(calls.slice(1)).toEqual([
    ["setRequestHeader", "A", "1"],
    ["setRequestHeader", "B", "2"],
    ["send", null],
  ]);
});

test.each([400, 500, 0, 204, 304])("status %i is an error", (status) => {
  const { transport, trace } = open();
  trace.length = 0;
  const poll = FakeXHR.last;
  poll.answer(status, "why");
  expect(trace).toEqual([]);
  vi.runAllTimers();
  expect(trace).toEqual([
    ["error", expect.objectContaining({ message: "xhr poll error", description: status, context: poll })],
  ]);
  // The text is there for those who ask for it later on.
  expect(poll.calls.at(-1)).toEqual(["send", null]);
  expect(transport.writable).toBe(false);
});

test("a payload that is refused is an error", () => {
  const { transport, trace } = open();
  FakeXHR.last.answer(200, "0{}");
  trace.length = 0;
  transport.send([{ type: "message", data: "a" }]);
  FakeXHR.last.answer(413, "");
  vi.runAllTimers();
  expect(trace).toEqual([
    [
      "error",
      expect.objectContaining({ message: "xhr post error", description: 413, context: FakeXHR.last }),
    ],
  ]);
});

test.each(["open", "send"])("%s fails", (method) => {
  vi.stubGlobal(
    "XMLHttpRequest",
    class extends FakeXHR {
      constructor() {
        super(method);
      }
    },
  );
  const { trace } = open();
  expect(trace.splice(0)).toEqual([["poll"]]);
  vi.runAllTimers();
  expect(trace).toEqual([
    [
      "error",
      expect.objectContaining({
        message: "xhr poll error",
        description: new Error("refused"),
        context: FakeXHR.last,
      }),
    ],
  ]);
});

test("there is no XMLHttpRequest", () => {
  vi.stubGlobal("XMLHttpRequest", undefined);
  const { trace } = open();
  vi.runAllTimers();
  expect(trace.at(-1)).toEqual([
    "error",
    expect.objectContaining({ description: expect.any(TypeError) as unknown, context: undefined }),
  ]);
});

test("closed before it is open: the poll is given up", () => {
  const { transport } = open();
  transport.close();
  expect(FakeXHR.last.calls.at(-1)).toEqual(["abort"]);
});

test("closed: the server has ten seconds to answer what is waiting", () => {
  const { transport } = open();
  const first = FakeXHR.last;
  first.answer(200, "0{}");
  const poll = FakeXHR.last;
  transport.close();
  const farewell = FakeXHR.last;
  vi.advanceTimersByTime(9999);
  expect([poll, farewell].map(({ calls }) => calls.at(-1)![0])).toEqual(["send", "send"]);
  farewell.answer(200, "ok");
  vi.advanceTimersByTime(1);
  expect(poll.calls.at(-1)).toEqual(["abort"]);
  // Those that have ended keep their responses.
  expect([first, farewell].map(({ calls }) => calls.at(-1)![0])).toEqual(["send", "send"]);
});

test("closed while it is being paused: what is waiting is given up", () => {
  const { transport } = open();
  FakeXHR.last.answer(200, "0{}");
  transport.pause(() => {});
  transport.close();
  expect(FakeXHR.last.calls.at(-1)).toEqual(["abort"]);
});
