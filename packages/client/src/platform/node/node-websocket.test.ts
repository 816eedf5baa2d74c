import { Buffer } from "node:buffer";
import { once } from "node:events";
import https from "node:https";
import { Socket, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";

import { createWebSocketServer, type Connection } from "@sockeye/websocket/lean";
import { CookieJar } from "./cookie-jar.ts";
import { NodeWebSocket } from "./node-websocket.ts";
import { certificate, privateKey } from "./testing/certificate.ts";
import { answerOf, RawServer, type Answer } from "./testing/raw-server.ts";
import { optionsFor, watch, type FirstEvents } from "./testing/transport-harness.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Makes the class testable: applications reach through to the WebSocket, which the types protect. */
class TestedWebSocket extends NodeWebSocket {
  get webSocket(): ReturnType<NodeWebSocket["createSocket"]> {
    return this.ws as ReturnType<NodeWebSocket["createSocket"]>;
  }
}

function openTo(host: string, options: object = {}): { transport: TestedWebSocket; events: FirstEvents } {
  const transport = new TestedWebSocket(optionsFor(host, "websocket", options));
  const events = watch(transport);
  transport.open();
  closers.push(() => transport.close());
  return { transport, events };
}

/** Not by `once`, which listens to errors, too: nobody shall. */
function closing(transport: TestedWebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    transport.webSocket.on("close", resolve);
  });
}

async function serveRaw(answer: Answer): Promise<{ server: RawServer; host: string }> {
  const server = new RawServer(answer);
  closers.push(() => server.close());
  return { server, host: await server.listen() };
}

interface Frames {
  readonly host: string;
  readonly headers: Record<string, unknown>;
  readonly connection: Promise<Connection>;
  /** What has come, as the kind of the frame and its length. */
  readonly texts: string[];
}

/** A WebSocket server that is otherwise left to the test. */
async function serve(options: { perMessageDeflate?: boolean; setCookie?: string } = {}): Promise<Frames> {
  const headers: Record<string, unknown> = {};
  const texts: string[] = [];
  let accept!: (connection: Connection) => void;
  const connection = new Promise<Connection>((resolve) => {
    accept = resolve;
  });
  const server = createWebSocketServer({
    perMessageDeflate: options.perMessageDeflate ?? false,
    selectProtocol: (offered) => offered.at(-1),
    onHeaders(lines, request) {
      Object.assign(headers, request.headers);
      if (options.setCookie !== undefined) lines.push(`Set-Cookie: ${options.setCookie}`);
    },
    onConnection(one) {
      one.handler = {
        onText: (text) => texts.push(text),
        onBinary: (data) => texts.push(data.toString("hex")),
      };
      accept(one);
    },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  closers.push(() => server.close({ deadline: 0 }));
  return { host: `127.0.0.1:${port}`, headers, connection, texts };
}

describe("the request", () => {
  it("is as the published client sends it", async () => {
    const { server, host } = await serveRaw((socket) => socket.end(answerOf("400 Bad Request", "")));
    const { events } = openTo(host, { protocols: ["a", "b"], extraHeaders: { "X-A": "1", cookie: "z=1" } });
    await events.error;
    expect(server.received[0]!.join("").replace(/Key: .*/, "Key: …")).toBe(
      [
        "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1",
        "X-A: 1",
        "cookie: z=1",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: …",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Protocol: a,b",
        `Host: ${host}`,
        "",
        "",
      ].join("\r\n"),
    );
  });

  it.each([
    [{ perMessageDeflate: false }, "sec-websocket-extensions", undefined],
    [{ origin: "http://example.org" }, "origin", "http://example.org"],
    [{ protocolVersion: 8 }, "sec-websocket-version", "8"],
    [{ extraHeaders: { host: "example.org" } }, "host", "example.org"],
    [{ family: 4, localAddress: "127.0.0.1" }, "upgrade", "websocket"],
  ])("knows the option %j", async (options, name, value) => {
    const { headers, host } = await serve();
    await openTo(host, options).events.open;
    expect(headers[name]).toBe(value);
  });

  it("carries the cookies of the jar behind those of the caller, and keeps those of the answer", async () => {
    const { headers, host } = await serve({ setCookie: "b=2" });
    const jar = new CookieJar();
    jar.parseCookies(["a=1"]);
    const extraHeaders = Object.freeze({ Cookie: "z=0" });
    await openTo(host, { extraHeaders, socket: { _cookieJar: jar } }).events.open;
    expect(headers["cookie"]).toBe("z=0; a=1");
    expect(Array.from(jar.cookies, ([name]) => name)).toEqual(["a", "b"]);
  });

  it("carries the cookies of the jar where the caller gave none", async () => {
    const { headers, host } = await serve();
    const jar = new CookieJar();
    jar.parseCookies(["a=1", "b=2"]);
    await openTo(host, { socket: { _cookieJar: jar } }).events.open;
    expect(headers["cookie"]).toBe("a=1; b=2");
  });
});

describe("packets", () => {
  it("go both ways, binary ones as Buffers", async () => {
    const { host, connection, texts } = await serve();
    const { transport, events } = openTo(host);
    await events.open;
    transport.send([
      { type: "message", data: "hé" },
      { type: "message", data: Buffer.from([1]) },
      { type: "message", data: new Uint8Array([2]) },
      { type: "message", data: new Uint8Array([3]).buffer },
    ]);
    await events.drain;
    const server = await connection;
    server.sendText("4hi");
    server.sendBinary(Buffer.from([4]));
    server.close();
    await events.close;
    expect(events.packets).toEqual([
      { type: "message", data: "hi" },
      { type: "message", data: Buffer.from([4]) },
    ]);
    expect(texts).toEqual(["4hé", "01", "02", "03"]);
  });

  it.each([
    [{ threshold: 100 }, [99, 100], undefined, [false, true]],
    [{ threshold: 100 }, [99, 100], { compress: true }, [false, true]],
    [{ threshold: 100 }, [99, 100], { compress: false }, [false, false]],
    [{}, [1], undefined, [true]],
    [true, [1], undefined, [true]],
    [false, [5000], undefined, [false]],
  ])(
    "are compressed from the threshold on: %j, %j bytes with %j",
    async (perMessageDeflate, sizes, options, expected) => {
      const { host, connection } = await serve({ perMessageDeflate: true });
      const { transport, events } = openTo(host, { perMessageDeflate });
      await events.open;
      const { webSocket } = transport;
      const send = vi.spyOn(webSocket, "send");
      await connection;
      // The type of the packet is one byte more.
      for (const size of sizes) {
        transport.send([{ type: "message", data: "x".repeat(size - 1), ...(options && { options }) }]);
      }
      const compressed = send.mock.calls.map(
        ([, sending]) => webSocket.extensions !== "" && (sending as { compress: boolean }).compress,
      );
      expect(compressed).toEqual(expected);
    },
  );

  it("are refused beyond the given size", async () => {
    const { host, connection } = await serve();
    const { events } = openTo(host, { maxPayload: 10 });
    (await connection).sendText("4".repeat(11));
    expect(await events.error).toMatchObject({
      message: "websocket error",
      description: { type: "error", message: "Max payload size exceeded" },
    });
  });
});

describe("the WebSocket", () => {
  it("is the one that users of ws know", async () => {
    const { host } = await serve();
    const { transport, events } = openTo(host, { protocols: ["a", "b"] });
    await events.open;
    expect(transport.webSocket).toMatchObject({
      url: `ws://${host}/engine.io/?EIO=4&transport=websocket`,
      protocol: "b",
      readyState: 1,
      binaryType: "nodebuffer",
    });
    const pong = once(transport.webSocket, "pong");
    transport.webSocket.ping();
    await pong;
  });
});

describe("autoUnref", () => {
  it.each([
    [true, 1],
    [false, 0],
    [undefined, 0],
  ])("%s", async (autoUnref, calls) => {
    const unref = vi.spyOn(Socket.prototype, "unref");
    closers.push(() => {
      unref.mockRestore();
    });
    const { host } = await serve();
    await openTo(host, { autoUnref }).events.open;
    expect(unref).toHaveBeenCalledTimes(calls);
  });
});

describe("the end", () => {
  it.each<[string, (connection: Connection) => void, object]>([
    ["a code", (one) => one.close(4001, "go"), { code: 4001, reason: "go", wasClean: true }],
    ["no code", (one) => one.close(), { code: 1005, reason: "", wasClean: true }],
    ["no close frame", (one) => one.terminate(), { code: 1006, reason: "", wasClean: false }],
  ])("tells the close event: %s", async (_, close, event) => {
    const { host, connection } = await serve();
    const { events } = openTo(host);
    await events.open;
    close(await connection);
    const details = await events.close;
    expect(details).toMatchObject({
      description: "websocket connection closed",
      context: { type: "close", ...event },
    });
  });

  it("is quiet when we close while connecting", async () => {
    const { host } = await serveRaw(() => {});
    const { transport, events } = openTo(host);
    const closed = closing(transport);
    transport.close();
    await Promise.all([closed, events.close]);
  });
});

describe("failures", () => {
  it.each<[string, Answer, string]>([
    [
      "a refusal",
      (socket) => socket.end(answerOf("400 Bad Request", "x")),
      "Unexpected server response: 400",
    ],
    [
      "a redirect",
      (socket) => socket.end(answerOf("302 X", "", ["Location: /"])),
      "Unexpected server response: 302",
    ],
    ["a page", (socket) => socket.end(answerOf("200 OK", "<html>")), "Unexpected server response: 200"],
    ["garbage", (socket) => socket.end("x\r\n\r\n"), "Parse Error"],
    ["no answer", (socket) => socket.end(), "socket hang up"],
    [
      "another protocol",
      (socket) => socket.write("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
      "Upgrade",
    ],
  ])("are errors: %s", async (_, answer, message) => {
    const { host } = await serveRaw(answer);
    const { events } = openTo(host);
    const error = await events.error;
    expect(error).toMatchObject({
      message: "websocket error",
      type: "TransportError",
      description: { type: "error" },
    });
    expect((error.description as { message: string }).message).toContain(message);
    expect((error.description as { error: Error }).error).toBeInstanceOf(Error);
  });

  it.each<[object, boolean]>([
    [{}, false],
    [{ rejectUnauthorized: null }, false],
    [{ rejectUnauthorized: undefined }, false],
    [{ rejectUnauthorized: false }, true],
    [{ ca: certificate }, true],
    [{ ca: certificate, checkServerIdentity: () => new Error("pinned") }, false],
  ])("of TLS are errors: %j", async (options, isOpen) => {
    const server = https.createServer({ cert: certificate, key: privateKey });
    // A client that does not trust the certificate is what is tested here.
    server.on("tlsClientError", () => {});
    const frames = createWebSocketServer({ onConnection() {} });
    frames.attach(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(async () => {
      await frames.close({ deadline: 0 });
      server.closeAllConnections();
      server.close();
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { events } = openTo(host, { secure: true, ...options });
    const result = await Promise.race([events.open.then(() => true), events.error]);
    if (isOpen) expect(result).toBe(true);
    else expect(result).toMatchObject({ message: "websocket error" });
  });

  it("never end the process, when nobody listens any more", async () => {
    const { host } = await serveRaw((socket) => socket.end());
    const { transport } = openTo(host);
    transport.webSocket.onerror = null;
    await closing(transport);
  });
});
