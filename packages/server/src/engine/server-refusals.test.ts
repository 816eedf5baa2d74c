import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import type { AttachOptions, ServerOptions } from "./options.ts";
import { EngineBench, uncaughtDuring, websocketTarget } from "./testing/engine-bench.ts";

let bench: EngineBench;

afterEach(async () => {
  await bench.dispose();
});

async function start(options: AttachOptions & ServerOptions = {}): Promise<EngineBench> {
  bench = await new EngineBench(options).listen();
  return bench;
}

describe("a refusal", () => {
  it("over HTTP is an answer and an event", async () => {
    await start();
    const seen = bench.refusals();
    const response = await bench.fetch("EIO=4&transport=polling&sid=none");
    expect(response).toMatchObject({
      status: 400,
      body: '{"code":1,"message":"Session ID unknown"}',
      headers: { "content-type": "application/json" },
    });
    expect(seen).toMatchObject([{ code: 1, message: "Session ID unknown", context: { sid: "none" } }]);
    expect(seen[0]?.req.url).toContain("sid=none");
  });

  it("of an upgrade is one, too", async () => {
    await start();
    const seen = bench.refusals();
    const response = await bench.refusedUpgrade(`${websocketTarget}&sid=none`);
    expect(response).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n/);
    expect(response.endsWith("\r\n\r\nSession ID unknown")).toBe(true);
    expect(seen).toMatchObject([{ code: 1, context: { sid: "none" } }]);
  });

  it("by allowRequest has its text and status", async () => {
    await start({ allowRequest: (_, answer) => answer("go away", false) });
    expect(await bench.fetch("EIO=4&transport=polling")).toMatchObject({
      status: 403,
      body: '{"code":4,"message":"go away"}',
    });
    expect(await bench.refusedUpgrade(websocketTarget)).toMatch(/^HTTP\/1\.1 400 .*\r\n\r\ngo away$/s);
  });

  it("for lack of room asks the client to come back", async () => {
    await start({ maxConnections: 1 });
    await bench.open();
    const response = await bench.fetch("EIO=4&transport=polling");
    expect([response.status, response.headers["retry-after"]]).toEqual([503, "1"]);
    expect(await bench.refusedUpgrade(websocketTarget)).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n/s);
  });

  it.each([
    ["a length", { "Content-Length": "3" }],
    ["chunks", { "Transfer-Encoding": "chunked" }],
    ["a length that is none", { "Content-Length": "0x" }],
  ])("of an upgrade with a body: %s", async (_, headers) => {
    await start();
    const seen = bench.refusals();
    const request = Object.assign(Object.create(null) as IncomingMessage, {
      url: websocketTarget,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    });
    const socket = new PassThrough();
    bench.engine.handleUpgrade(request, socket, Buffer.alloc(0));
    expect(String(socket.read())).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen).toMatchObject([{ code: 3, context: { name: "BODY_ON_UPGRADE" } }]);
  });

  it("does not hit an upgrade that announces a length of zero, as some proxies do", async () => {
    await start();
    expect(await bench.upgradeHead(websocketTarget, { "Content-Length": "0" })).toMatch(/^HTTP\/1\.1 101 /);
  });

  it("of too many guesses at session ids closes the connection, after the answer", async () => {
    await start({ maxUnknownSidsPerSecond: 1 });
    const request = { headers: { Connection: "keep-alive" } };
    const answers = [await bench.fetch("EIO=4&transport=polling&sid=a", request)];
    answers.push(await bench.fetch("EIO=4&transport=polling&sid=b", request));
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
      [400, "keep-alive"],
      [400, "close"],
    ]);
  });

  it("is counted, and so are sessions that end for what the client did", async () => {
    await start({
      maxConnections: 1,
      allowRequest: (_, answer) => answer("go away", bench.sockets.length < 1),
    });
    const { engine } = bench;
    const sid = await bench.open();
    await Promise.all(
      ["", "&transport=none", "&transport=none"].map((query) => bench.fetch(`EIO=4${query}`)),
    );
    await bench.fetch("EIO=4&transport=polling&sid=none");
    await bench.fetch("EIO=4&transport=websocket");
    await bench.refusedUpgrade(websocketTarget);
    await bench.post(sid, "garbage");
    await bench.fetch("EIO=4&transport=polling");
    expect(Object.fromEntries(engine.refusals)).toEqual({
      UNKNOWN_TRANSPORT: 3,
      UNKNOWN_SID: 1,
      TRANSPORT_HANDSHAKE_ERROR: 1,
      maxConnections: 1,
      EIO_PARSE_ERROR: 1,
      FORBIDDEN: 1,
    });
  });

  it("survives a listener that throws", async () => {
    await start();
    const mistake = new Error("listener");
    bench.engine.on("connection_error", () => {
      throw mistake;
    });
    let status = 0;
    const errors = await uncaughtDuring(async () => {
      ({ status } = await bench.fetch("EIO=4"));
    });
    expect([status, errors]).toEqual([400, [mistake]]);
  });
});
