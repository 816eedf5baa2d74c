import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fetch } from "./fetch.ts";
import { once, options, record, settled, type Trace } from "./testing/record.ts";

const fetched = vi.fn<(uri: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  fetched.mockReset().mockReturnValue(new Promise(() => {}));
  vi.stubGlobal("fetch", fetched);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(changes: object = {}): Promise<{ transport: Fetch; trace: Trace }> {
  const transport = new Fetch(options(changes));
  const trace = record(transport);
  transport.open();
  await settled();
  return { transport, trace };
}

test("requests as the published client does", async () => {
  fetched.mockResolvedValueOnce(new Response("0{}"));
  const { transport, trace } = await open();
  expect(trace.splice(0)).toEqual([
    ["poll"],
    ["open"],
    ["packet", { type: "open", data: "{}" }],
    ["pollComplete"],
    ["poll"],
  ]);
  fetched.mockResolvedValueOnce(new Response("ok"));
  transport.send([{ type: "message", data: "a" }]);
  await settled();
  expect(trace).toEqual([["drain"]]);
  // Of a text, platforms say the type themselves: that which the published client says.
  const get = {
    method: "GET",
    body: null,
    headers: undefined,
    credentials: "omit",
    signal: expect.any(AbortSignal) as AbortSignal,
  };
  expect(fetched.mock.calls).toEqual([
    ["http://host/engine.io/?EIO=4", get],
    ["http://host/engine.io/?EIO=4", get],
    ["http://host/engine.io/?EIO=4", { ...get, method: "POST", body: "4a" }],
  ]);
});

test("knows credentials and headers", async () => {
  await open({ withCredentials: true, extraHeaders: { x: "1" } });
  expect(fetched.mock.calls[0]![1]).toMatchObject({ credentials: "include", headers: { x: "1" } });
});

const brokenBody = (): ReadableStream =>
  new ReadableStream({ start: (body) => body.error(new Error("cut off")) });

test.each([
  ["a status", () => Promise.resolve(new Response("why", { status: 400 })), 400, "why"],
  ["a failure", () => Promise.reject(new Error("net")), new Error("net"), undefined],
  ["half an answer", () => Promise.resolve(new Response(brokenBody())), new Error("cut off"), undefined],
  [
    "a fetch that throws",
    () => {
      throw new Error("blocked");
    },
    new Error("blocked"),
    undefined,
  ],
])("%s is an error, for polls and payloads", async (_name, answer, description, text) => {
  const { transport, trace } = await open();
  for (const failure of ["fetch read error", "fetch write error"]) {
    fetched.mockImplementationOnce(answer);
    if (failure === "fetch read error") transport.doPoll();
    else transport.doWrite("4a", () => expect.unreachable());
    trace.length = 0;
    await once(transport, "error");
    expect(trace).toEqual([["error", expect.objectContaining({ message: failure, description })]]);
    const { context } = trace[0]![1] as { context: Response | undefined };
    if (text) expect(await context!.text()).toBe(text);
  }
});

test("a header that cannot be sent is an error, for those who listen after having opened it", async () => {
  vi.unstubAllGlobals();
  const transport = new Fetch(options({ extraHeaders: { "a b": "1" } })).open();
  const trace = record(transport);
  await once(transport, "error");
  expect(trace).toEqual([
    [
      "error",
      expect.objectContaining({ message: "fetch read error", description: expect.any(TypeError) as unknown }),
    ],
  ]);
});

test("closed before it is open: the poll is given up", async () => {
  const { transport } = await open();
  transport.close();
  expect(fetched.mock.calls[0]![1].signal?.aborted).toBe(true);
});

test("a failure whose answer may still be read is not given up", async () => {
  fetched.mockResolvedValueOnce(new Response("why", { status: 400 }));
  const { transport } = await open();
  transport.close();
  expect(fetched.mock.calls[0]![1].signal?.aborted).toBe(false);
});
