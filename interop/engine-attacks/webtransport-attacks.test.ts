import { once } from "node:events";
import { Server, type ServerOptions, type Socket } from "@sockeye/server/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { type ClientStream, textPacket, WebTransportClient } from "./harness/web-transport.ts";

function serve(options: ServerOptions = {}): Server {
  const engine = new Server({ transports: ["polling", "websocket", "webtransport"], ...options });
  engine.on("connection", (socket: Socket) => {
    socket.on("message", (data) => socket.send(data ?? ""));
  });
  onTestFinished(() => {
    engine.close();
  });
  return engine;
}

function arrive(engine: Server): WebTransportClient {
  const client = new WebTransportClient();
  engine.onWebTransportSession(client.session);
  return client;
}

interface Opened {
  readonly client: WebTransportClient;
  readonly stream: ClientStream;
  readonly socket: Socket;
}

/** A session that is open. */
async function open(engine: Server): Promise<Opened> {
  const connected = once(engine, "connection") as Promise<[Socket]>;
  const client = arrive(engine);
  const stream = client.open();
  stream.send(textPacket("0"));
  const [socket] = await connected;
  expect(await stream.packet()).toMatch(/^0\{"sid":/);
  return { client, stream, socket };
}

async function expectEcho(stream: ClientStream): Promise<void> {
  stream.send(textPacket("4hello"));
  expect(await stream.packet()).toBe("4hello");
}

/** The reason of the end, and its code. */
async function endOf(socket: Socket): Promise<readonly [string, string | undefined]> {
  const [reason, description] = (await once(socket, "close")) as [string, { code?: string } | undefined];
  return [reason, description?.code];
}

describe("row 39: what comes over WebTransport", () => {
  it("in chunks of a byte is read", async () => {
    const { stream } = await open(serve());
    const text = `4${"x".repeat(5000)}`;
    for (const byte of textPacket(text)) stream.send(Uint8Array.of(byte));
    expect(await stream.packet()).toBe(text);
  });

  it.each([
    ["a length of zero", [0], "parse error", "EIO_PARSE_ERROR"],
    ["a length with the top bit", [127, 128, 0, 0, 0, 0, 0, 0, 1], "parse error", "EIO_PARSE_ERROR"],
    ["a length beyond maxHttpBufferSize", [126, 0, 101], "parse error", "EIO_TOO_LARGE"],
    ["an unknown type", [1, 0x39], "parse error", "EIO_PARSE_ERROR"],
    ["what is not UTF-8", [2, 0x34, 0xff], "parse error", "EIO_PARSE_ERROR"],
    ["a ping", [1, 0x32], "transport error", "EIO_HEARTBEAT_DIRECTION"],
  ])("%s ends the session, at its header where there is one", async (_name, bytes, reason, code) => {
    const engine = serve({ maxHttpBufferSize: 100 });
    const other = await open(engine);
    const { client, stream, socket } = await open(engine);
    const ended = endOf(socket);
    stream.send(Uint8Array.from(bytes));
    expect(await ended).toEqual([reason, code]);
    await client.closed;
    await expectEcho(other.stream);
    expect(engine.clientsCount).toBe(1);
  });

  it.each([
    [99, true],
    [100, true],
    [101, false],
  ])("maxHttpBufferSize 100: a packet of %i bytes", async (size, isFine) => {
    const { stream, socket } = await open(serve({ maxHttpBufferSize: 100 }));
    const text = `4${"x".repeat(size - 1)}`;
    const ended = endOf(socket);
    stream.send(textPacket(text));
    if (isFine) expect(await stream.packet()).toBe(text);
    else expect(await ended).toEqual(["parse error", "EIO_TOO_LARGE"]);
  });

  it("a client that opens one stream after the other is closed", async () => {
    const { client, socket } = await open(serve());
    const ended = endOf(socket);
    for (let opened = 1; opened <= 17; opened++) client.open();
    await client.closed;
    expect((await ended)[0]).toBe("transport close");
  });

  it("row 29: a client that reads nothing is cut off at maxBufferedBytes", async () => {
    const { client, socket } = await open(serve({ maxBufferedBytes: 10_000 }));
    const ended = endOf(socket);
    for (let sent = 0; sent < 100; sent++) {
      socket.send("x".repeat(1000));
      await new Promise(setImmediate);
      if (socket.readyState !== "open") break;
    }
    expect(await ended).toEqual(["transport error", "EIO_SLOW_CONSUMER"]);
    await client.closed;
  });

  it("row 41: a client that has gone without a word ends with its heartbeat", async () => {
    const engine = serve({ pingInterval: 30, pingTimeout: 30 });
    const { socket } = await open(engine);
    expect(await endOf(socket)).toEqual(["ping timeout", undefined]);
    expect(engine.clientsCount).toBe(0);
  });
});

describe("rows 1, 31, 36, 42: sessions that come and say nothing", () => {
  it("are closed after upgradeTimeout, with a stream and without", async () => {
    const engine = serve({ upgradeTimeout: 50 });
    const [without, silent, half] = [arrive(engine), arrive(engine), arrive(engine)];
    silent.open();
    half.open().send(Uint8Array.of(2, 0x30));
    await Promise.all([without.closed, silent.closed, half.closed]);
    expect(engine.clientsCount).toBe(0);
  });

  it.each([
    [2, 0],
    [3, 0],
    [4, 1],
  ])(
    "maxPendingHandshakes 3: of %i of them %i are closed at once, and there is room again",
    async (all, surplus) => {
      const engine = serve({ maxPendingHandshakes: 3 });
      const clients = numbers(all).map(() => arrive(engine));
      expect(clients.filter(({ isClosed }) => isClosed)).toHaveLength(surplus);
      clients[0]!.leave();
      await new Promise(setImmediate);
      expect(arrive(engine).isClosed).toBe(false);
    },
  );

  it.each([
    ["maxConnections", { maxConnections: 1 }],
    ["handshakesPerSecond", { handshakesPerSecond: 0.5 }],
  ])("beyond %s they are closed when they ask for a session", async (_name, options) => {
    const engine = serve(options);
    const { stream } = await open(engine);
    const surplus = arrive(engine);
    surplus.open().send(textPacket("0"));
    await surplus.closed;
    expect(engine.clientsCount).toBe(1);
    await expectEcho(stream);
  });

  it("are closed with the engine", async () => {
    const engine = serve();
    const waiting = arrive(engine);
    const { client } = await open(engine);
    engine.close();
    await Promise.all([waiting.closed, client.closed]);
    expect(engine.clientsCount).toBe(0);
  });
});

describe("GHSA-c4j6-fc7j-m34r: no way around the checks", () => {
  it.each<[string, ServerOptions, boolean]>([
    ["where it is not enabled", { transports: ["polling", "websocket"] }, true],
    ["where allowedOrigins decides", { allowedOrigins: "same-origin" }, true],
    ["where allowRequest decides", { allowRequest: (_request, answer) => answer(null, true) }, false],
  ])("a session %s is closed", async (_name, options, isAtOnce) => {
    const engine = serve(options);
    const client = arrive(engine);
    expect(client.isClosed).toBe(isAtOnce);
    client.open().send(textPacket("0"));
    await client.closed;
    expect(engine.clientsCount).toBe(0);
  });

  it("a session where there are middlewares is closed: they could not see it", () => {
    const engine = serve();
    engine.use((_request, _response, next) => next());
    expect(arrive(engine).isClosed).toBe(true);
  });

  it.each([
    ["of a name on every object", "__proto__"],
    ["of another one", "constructor"],
    ["that is empty", ""],
    ["that is unknown", "nobody"],
    ["of 2,000 characters", "x".repeat(2000)],
  ])("a sid %s is no session", async (_name, sid) => {
    const engine = serve();
    const client = arrive(engine);
    client.open().send(textPacket(`0${JSON.stringify({ sid })}`));
    await client.closed;
    expect(engine.clientsCount).toBe(0);
  });

  it("row 19: a session over WebTransport takes no second transport, and goes on", async () => {
    const engine = serve();
    const { stream, socket } = await open(engine);
    const thief = arrive(engine);
    thief.open().send(textPacket(`0${JSON.stringify({ sid: socket.id })}`));
    await thief.closed;
    await expectEcho(stream);
  });
});
