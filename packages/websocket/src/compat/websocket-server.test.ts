import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { certificate, privateKey } from "../client/testing/certificate.ts";
import { uncaughtIn } from "../connection/testing/uncaught.ts";
import { RawClient, textFrame, upgradeRequest } from "../server/testing/raw-client.ts";
import type { ServerOptions } from "./server-options.ts";
import { until } from "./testing/until.ts";
import { WebSocketServer } from "./websocket-server.ts";
import { WebSocket } from "./websocket.ts";

const ACCEPTED = /^HTTP\/1\.1 101 /;
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function create(options?: ServerOptions, callback?: () => void): WebSocketServer {
  const server = new WebSocketServer(options, callback);
  cleanUps.push(() => {
    server.close();
    for (const client of server.clients ?? []) client.terminate();
  });
  return server;
}

/** A server on a port of its own. */
async function listen(options: ServerOptions = {}): Promise<{ server: WebSocketServer; port: number }> {
  const server = create({ port: 0, host: "127.0.0.1", ...options });
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** An HTTP server for others to attach to. */
async function listenHttp(http: Server = createServer()): Promise<{ http: Server; port: number }> {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  cleanUps.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return { http, port: (http.address() as AddressInfo).port };
}

function request(port: number, ...args: Parameters<typeof upgradeRequest>): RawClient {
  const client = new RawClient(port).send(upgradeRequest(...args));
  cleanUps.push(() => client.socket.destroy());
  return client;
}

const connectionOf = async (server: WebSocketServer): Promise<[WebSocket, IncomingMessage]> =>
  (await once(server, "connection")) as [WebSocket, IncomingMessage];

describe("on a port of its own", () => {
  it("emits listening and connection, and tracks the clients", async () => {
    const order: string[] = [];
    const server = create({ port: 0, host: "127.0.0.1" }, () => order.push("callback"));
    server.on("listening", () => order.push("listening"));
    await once(server, "listening");
    expect(order).toEqual(["callback", "listening"]);
    const { port } = server.address() as AddressInfo;

    const accepted = connectionOf(server);
    const client = request(port, "/path");
    const [webSocket, { url }] = await accepted;
    expect(webSocket).toBeInstanceOf(WebSocket);
    expect([webSocket.readyState, url, [...server.clients]]).toEqual([1, "/path", [webSocket]]);
    webSocket.on("message", (data, isBinary) => webSocket.send(data, { binary: isBinary }));
    await client.receives(ACCEPTED);
    client.send(textFrame("hi"));
    await client.receives(/\x81\x02hi$/);

    webSocket.terminate();
    await once(webSocket, "close");
    expect(server.clients.size).toBe(0);
  });

  it("answers other requests with 426", async () => {
    const { port } = await listen();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(426);
  });

  it("emits the errors of listening", async () => {
    const { port } = await listen();
    const second = create({ port, host: "127.0.0.1" });
    expect(await once(second, "error")).toMatchObject([{ code: "EADDRINUSE" }]);
    expect(second.address()).toBeNull();
  });

  it("takes a client of its own kind", async () => {
    const { server, port } = await listen({ perMessageDeflate: true });
    server.on("connection", (webSocket) => webSocket.send("x".repeat(2000)));
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const [data] = (await once(client, "message")) as [Buffer];
    expect([data.length, client.extensions]).toEqual([2000, "permessage-deflate"]);
    client.close(1000);
    await once(client, "close");
  });
});

describe("on an existing HTTP server", () => {
  it("takes upgrade requests, passes events on, and lets go when closed", async () => {
    const { http, port } = await listenHttp();
    const count = (): number[] => ["listening", "error", "upgrade"].map((event) => http.listenerCount(event));
    const before = count();
    const server = create({ server: http });
    expect(server.address()).toEqual(http.address());
    const events: unknown[] = [];
    server.on("listening", () => events.push("listening"));
    server.on("error", (error) => events.push(error.message));
    http.emit("listening");
    http.emit("error", new Error("of http"));
    expect(events).toEqual(["listening", "of http"]);
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    const [webSocket] = await accepted;

    server.close();
    expect(server.address()).toBeNull();
    expect(count()).toEqual(before);
    expect([http.listening, webSocket.readyState]).toEqual([true, 1]);
    webSocket.terminate();
    await once(server, "close");
  });

  it("works over TLS, and says so to verifyClient", async () => {
    const https = createHttpsServer({ cert: certificate, key: privateKey });
    const { port } = await listenHttp(https);
    const seen: unknown[] = [];
    const server = create({
      server: https,
      verifyClient: ({ secure }: { secure: boolean }) => seen.push(secure) > 0,
    });
    server.on("connection", (webSocket) => webSocket.close(4000, "bye"));
    const client = new WebSocket(`wss://127.0.0.1:${port}`, { ca: certificate });
    expect(await once(client, "close")).toEqual([4000, Buffer.from("bye")]);
    expect(seen).toEqual([true]);
  });
});

describe("without a server", () => {
  it("takes requests by hand, without a connection event", async () => {
    const { http, port } = await listenHttp();
    const server = create({ noServer: true });
    server.on("connection", () => expect.unreachable());
    expect(() => server.address()).toThrow(new Error('The server is operating in "noServer" mode'));
    const taken = new Promise<unknown[]>((resolve) => {
      http.on("upgrade", (incoming, socket, head) => {
        server.handleUpgrade(incoming, socket, head, (...args) => resolve([incoming, ...args]));
        expect(() => server.handleUpgrade(incoming, socket, head, () => undefined)).toThrow(
          "server.handleUpgrade() was called more than once with the same socket",
        );
      });
    });
    await request(port).receives(ACCEPTED);
    const [incoming, webSocket, passed] = await taken;
    expect(passed).toBe(incoming);
    expect([...server.clients]).toEqual([webSocket]);
  });
});

describe("deciding", () => {
  it("goes by the path", async () => {
    const { server, port } = await listen({ path: "/chat" });
    server.on("wsClientError", () => expect.unreachable());
    await request(port, "/chat?x").receives(ACCEPTED);
    await request(port, "/chat/").receives(/^HTTP\/1\.1 400 Bad Request\r\n.*\r\n\r\nBad Request$/s);
    expect(server.shouldHandle({ url: "/chat" } as IncomingMessage)).toBe(true);
    expect(create({ noServer: true, path: "" }).shouldHandle({ url: "/any" } as IncomingMessage)).toBe(true);
  });

  it("goes by shouldHandle, at once or later", async () => {
    const { server, port } = await listen();
    server.shouldHandle = ({ url }) => (url === "/now" ? false : Promise.resolve(url === "/later"));
    await request(port, "/now").receives(/^HTTP\/1\.1 400 /);
    await request(port, "/later").receives(ACCEPTED);
    await request(port, "/other").receives(/^HTTP\/1\.1 400 /);
  });

  it("goes by verifyClient", async () => {
    const { port } = await listen({
      verifyClient({ origin, req }, callback) {
        if (req.url === "/later") setImmediate(callback, true);
        else callback(origin === "http://o", 403, "go", { "X-Why": "1" });
      },
    });
    await request(port, "/", { Origin: "http://o" }).receives(ACCEPTED);
    await request(port, "/later").receives(ACCEPTED);
    await request(port).receives(/^HTTP\/1\.1 403 Forbidden\r\n.*X-Why: 1\r\n\r\ngo$/s);
    const { port: strict } = await listen({ verifyClient: () => false });
    await request(strict).receives(/^HTTP\/1\.1 401 Unauthorized\r\n.*\r\n\r\nUnauthorized$/s);
  });

  it("keeps to its own limits", async () => {
    const { server, port } = await listen({ maxConnections: 1 });
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    await accepted;
    await request(port).receives(/^HTTP\/1\.1 503 /);
    expect(() => create({ noServer: true, maxPayload: -1 })).toThrow(RangeError);
  });
});

describe("answering", () => {
  const offer = { "Sec-WebSocket-Protocol": "a, b" };

  it("takes the first sub-protocol, or the one that handleProtocols says", async () => {
    const { port } = await listen();
    await request(port, "/", offer).receives(/\r\nSec-WebSocket-Protocol: a\r\n/);
    const seen: unknown[] = [];
    const choosing = await listen({
      handleProtocols(protocols, { url }) {
        seen.push(protocols);
        return url === "/b" && "b";
      },
    });
    await request(choosing.port, "/b", offer).receives(/\r\nSec-WebSocket-Protocol: b\r\n/);
    expect(await request(choosing.port, "/", offer).receives(/\r\n\r\n$/)).not.toContain("Protocol:");
    expect(seen).toEqual([new Set(["a", "b"]), new Set(["a", "b"])]);
  });

  it("does without a sub-protocol when handleProtocols throws", async () => {
    const { port } = await listen({
      handleProtocols() {
        throw new Error("of the application");
      },
    });
    const uncaught = await uncaughtIn(async () => {
      expect(await request(port, "/", offer).receives(/\r\n\r\n$/)).not.toContain("Protocol:");
    });
    expect(uncaught).toEqual(["of the application"]);
  });

  it("shows the lines of the response to listeners, who may add some", async () => {
    const { server, port } = await listen();
    let seen: string[] = [];
    server.on("headers", (headers, { url }) => {
      seen = [...headers, url!];
      headers.push("X-Foo: bar");
    });
    await request(port, "/x").receives(/\r\nX-Foo: bar\r\n\r\n$/);
    expect(seen).toEqual([
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      expect.stringMatching(/^Sec-WebSocket-Accept: /),
      "/x",
    ]);
  });

  it("leaves a defective request to the listeners of wsClientError", async () => {
    const { server, port } = await listen();
    const headers = { "Sec-WebSocket-Key": "short" };
    const message = "Missing or invalid Sec-WebSocket-Key header";
    await request(port, "/", headers).receives(new RegExp(`^HTTP/1\\.1 400 .*${message}$`, "s"));
    server.on("wsClientError", (error: Error, socket: Duplex, { url }) => {
      socket.end(`HTTP/1.1 418 X\r\n\r\n${error.message} ${url}`);
    });
    await request(port, "/x", headers).receives(new RegExp(`^HTTP/1\\.1 418 X\r\n\r\n${message} /x$`));
  });
});

describe("the connections", () => {
  it("are of the class of the options, made with them", async () => {
    const made: unknown[][] = [];
    class User extends WebSocket {
      readonly name = "user";
      constructor(...args: unknown[]) {
        super(...(args as [null]));
        made.push(args);
      }
    }
    const { server, port } = await listen({ WebSocket: User });
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    const [webSocket] = await accepted;
    expect(webSocket).toBeInstanceOf(User);
    expect(made).toEqual([[null, undefined, server.options]]);
  });

  it("emit one event per turn when told so", async () => {
    const { server, port } = await listen({ allowSynchronousEvents: false });
    const turns: string[] = [];
    server.on("connection", (webSocket) => {
      webSocket.on("message", (data) => {
        turns.push(String(data));
        setImmediate(() => turns.push("turn"));
      });
    });
    const client = request(port);
    await client.receives(ACCEPTED);
    client.send(Buffer.concat([textFrame("1"), textFrame("2")]));
    await until(() => turns.length === 4);
    expect(turns).toEqual(["1", "turn", "2", "turn"]);
  });

  it("are not tracked when told so", async () => {
    const { server, port } = await listen({ clientTracking: false });
    expect(server.clients).toBeUndefined();
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    const [webSocket] = await accepted;
    webSocket.terminate();
    await once(webSocket, "close");
  });

  it("survive a connection listener that throws", async () => {
    const { server, port } = await listen();
    let webSocket!: WebSocket;
    server.on("connection", (one) => {
      webSocket = one;
      throw new Error("of the listener");
    });
    const uncaught = await uncaughtIn(async () => {
      await request(port).receives(ACCEPTED);
    });
    expect(uncaught).toEqual(["of the listener"]);
    expect(webSocket.readyState).toBe(1);
  });
});

describe("close", () => {
  const outcome = (server: WebSocketServer): { order: unknown[]; closed: Promise<unknown> } => {
    const order: unknown[] = [];
    server.on("close", () => order.push("event"));
    return { order, closed: new Promise((resolve) => server.close((...args) => resolve(order.push(args)))) };
  };

  it("emits close and calls back, on a later tick, and once more when closed already", async () => {
    const server = create({ noServer: true });
    const { order, closed } = outcome(server);
    server.close(() => order.push("second"));
    expect(order).toEqual([]);
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(["event", [], "second"]);
    const error = await new Promise((resolve) => server.close(resolve));
    expect(error).toEqual(new Error("The server is not running"));
    server.close();
    await once(server, "close");
  });

  it.each([
    ["with a port of its own", (): Promise<{ server: WebSocketServer; port: number }> => listen()],
    [
      "on an existing server",
      async (): Promise<{ server: WebSocketServer; port: number }> => {
        const { http, port } = await listenHttp();
        return { server: create({ server: http }), port };
      },
    ],
  ])("waits for the clients, but does not close them, %s", async (_what, start) => {
    const { server, port } = await start();
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    const [webSocket] = await accepted;
    const { order, closed } = outcome(server);
    await new Promise((resolve) => setImmediate(resolve));
    expect([order, webSocket.readyState]).toEqual([[], 1]);
    webSocket.terminate();
    await closed;
    expect(order).toEqual(["event", []]);
  });

  it("does not wait for clients that are not tracked on a server that is not its own", async () => {
    const { http, port } = await listenHttp();
    const server = create({ server: http, clientTracking: false });
    const accepted = connectionOf(server);
    await request(port).receives(ACCEPTED);
    const [webSocket] = await accepted;
    await outcome(server).closed;
    expect(webSocket.readyState).toBe(1);
    webSocket.terminate();
    await once(webSocket, "close");
  });

  it("refuses whoever comes after it", async () => {
    const { http, port } = await listenHttp();
    const server = create({ noServer: true });
    http.on("upgrade", (incoming, socket, head) => {
      server.handleUpgrade(incoming, socket, head, () => expect.unreachable());
    });
    server.close();
    await request(port).receives(/^HTTP\/1\.1 503 /);
  });
});
