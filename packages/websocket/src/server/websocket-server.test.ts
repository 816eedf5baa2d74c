import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../connection/index.ts";
import type { WebSocketServerOptions } from "./options.ts";
import { uncaughtIn } from "../connection/testing/uncaught.ts";
import { RawClient, textFrame, upgradeRequest } from "./testing/raw-client.ts";
import { createWebSocketServer, type LeanWebSocketServer } from "./websocket-server.ts";

const ACCEPTED = /^HTTP\/1\.1 101 .*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n(?:.*\r\n)?\r\n/s;
const servers: LeanWebSocketServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close({ deadline: 0 });
});

const echo = (connection: Connection): void => {
  connection.handler = { onText: (text) => connection.sendText(`echo ${text}`) };
};

async function start(
  options: Partial<WebSocketServerOptions> = {},
): Promise<{ server: LeanWebSocketServer; port: number }> {
  const server = createWebSocketServer({ onConnection: echo, ...options });
  servers.push(server);
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  return { server, port };
}

describe("a server on a port of its own", () => {
  it("accepts, echoes, and says goodbye", async () => {
    const { server, port } = await start();
    const client = new RawClient(port).send(upgradeRequest());
    await client.receives(ACCEPTED);
    client.send(textFrame("hi"));
    await client.receives(/\x81\x07echo hi$/);
    expect(server.connections.size).toBe(1);
    const closed = server.close({ code: 1001, reason: "bye" });
    await client.receives(/\x88\x05\x03\xe9bye$/);
    client.send(Buffer.from("88850000000003e9627965", "hex"));
    await closed;
    expect(server.connections.size).toBe(0);
  });

  it("does not lose what arrives in the same segment as the request", async () => {
    const { port } = await start();
    const client = new RawClient(port).send(
      Buffer.concat([Buffer.from(upgradeRequest()), textFrame("early")]),
    );
    await client.receives(/\x81\x0aecho early$/);
  });

  it("tells plain requests to upgrade", async () => {
    const { port } = await start();
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.status).toBe(426);
    expect(await response.text()).toBe("Upgrade Required");
  });

  it("takes only its path, whatever the query", async () => {
    const { port } = await start({ path: "/chat" });
    await new RawClient(port).send(upgradeRequest("/chat?room=1")).receives(ACCEPTED);
    const stranger = new RawClient(port).send(upgradeRequest("/chat/"));
    await stranger.receives(/^HTTP\/1\.1 400 /);
    await stranger.closed;
  });

  it("listens once only, and reports a port that is taken", async () => {
    const { server, port } = await start();
    expect(() => server.listen({ port: 0 })).toThrow("listens already");
    const second = createWebSocketServer({ onConnection: echo });
    await expect(second.listen({ port, host: "127.0.0.1" })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.listen({ port: 0, host: "127.0.0.1" });
    await second.close();
  });

  it("refuses options that make no sense", () => {
    expect(() => createWebSocketServer({} as never)).toThrow("onConnection");
    expect(() => createWebSocketServer({ onConnection: echo, maxConnections: -1 })).toThrow(RangeError);
    expect(() => createWebSocketServer({ onConnection: echo, maxPayload: Number.NaN })).toThrow(RangeError);
  });

  it("answers a request that does not arrive in time with 408", async () => {
    const { port } = await start({ handshakeTimeout: 200 });
    const client = new RawClient(port).send(upgradeRequest().slice(0, 60));
    await client.receives(/^HTTP\/1\.1 408 /);
    await client.closed;
  });
});

describe("on an existing HTTP server", () => {
  let httpServer: HttpServer;

  async function listen(): Promise<number> {
    httpServer = createServer((_request, response) => response.end("the app"));
    await once(httpServer.listen(0, "127.0.0.1"), "listening");
    return (httpServer.address() as AddressInfo).port;
  }

  it("leaves requests to the application, and the server open when it closes", async () => {
    const port = await listen();
    const server = createWebSocketServer({ onConnection: echo });
    server.attach(httpServer);
    expect(() => {
      server.attach(httpServer);
    }).toThrow("attached");
    const client = new RawClient(port).send(upgradeRequest());
    await client.receives(ACCEPTED);
    const closed = server.close();
    await client.receives(/\x88\x02\x03\xe9$/);
    client.socket.end();
    await closed;
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
    expect(await response.text()).toBe("the app");
    expect(httpServer.listenerCount("upgrade")).toBe(0);
    httpServer.close();
  });

  it("does not open a WebSocket on a connection that still waits for a response", async () => {
    const server = createWebSocketServer({ onConnection: echo });
    const late = createServer();
    const isAsked = once(late, "request");
    server.attach(late);
    await once(late.listen(0, "127.0.0.1"), "listening");
    const client = new RawClient((late.address() as AddressInfo).port);
    client.send(`GET / HTTP/1.1\r\nHost: localhost\r\n\r\n${upgradeRequest()}`);
    await Promise.all([isAsked, client.closed]);
    expect(client.received).toBe("");
    expect(server.connections.size).toBe(0);
    late.close();
  });

  it("may have a receiver of their own, and headers", async () => {
    const port = await listen();
    const server = createWebSocketServer({
      onConnection: echo,
      onHeaders: (lines, request) => lines.push(`X-Path: ${request.url}`),
    });
    httpServer.on("upgrade", (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (connection, sameRequest) => {
        connection.sendText(`for you: ${sameRequest.url}`);
      });
    });
    const client = new RawClient(port).send(upgradeRequest("/here"));
    await client.receives(/^HTTP\/1\.1 101 .*\r\nX-Path: \/here\r\n.*for you: \/here$/s);
    expect(server.connections.size).toBe(1);
    await server.close({ deadline: 0 });
    expect(server.connections.size).toBe(0);
    httpServer.close();
  });

  it("two servers that both take one socket are told so", async () => {
    const port = await listen();
    const server = createWebSocketServer({ onConnection: echo });
    const problem = new Promise<unknown>((resolve) => {
      httpServer.on("upgrade", (request, socket, head) => {
        server.handleUpgrade(request, socket, head);
        try {
          server.handleUpgrade(request, socket, head);
        } catch (error) {
          resolve(error);
        }
      });
    });
    const client = new RawClient(port).send(upgradeRequest());
    await expect(problem).resolves.toMatchObject({
      message: expect.stringContaining("more than once") as string,
    });
    await client.receives(ACCEPTED);
    await server.close({ deadline: 0 });
    httpServer.close();
  });
});

describe("the decision", () => {
  it("refuses with status, headers and body", async () => {
    const { port } = await start({
      decide: async () => ({
        status: 401,
        message: "who are you?",
        headers: { "WWW-Authenticate": "Bearer" },
      }),
    });
    const client = new RawClient(port).send(upgradeRequest());
    const response = await client.receives(/who are you\?$/);
    expect(response).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(response).toContain("WWW-Authenticate: Bearer\r\n");
    await client.closed;
  });

  it("keeps what arrives while it is pending", async () => {
    let decide: (answer: true) => void = () => undefined;
    const isAsked = new Promise<void>((asked) => {
      void start({
        decide: () => {
          asked();
          return new Promise((resolve) => (decide = resolve));
        },
      }).then(({ port }) => {
        client = new RawClient(port).send(upgradeRequest());
      });
    });
    let client: RawClient | undefined;
    await isAsked;
    client!.send(textFrame("patience"));
    decide(true);
    await client!.receives(/\x81\x0decho patience$/);
  });

  it("refuses with 500 when it throws or rejects, and says so", async () => {
    const errors: unknown[] = [];
    let isFirst = true;
    const { port } = await start({
      decide: () => {
        if (!isFirst) return Promise.reject(new Error("rejected"));
        isFirst = false;
        throw new Error("thrown");
      },
      onDecisionError: (error) => errors.push((error as Error).message),
    });
    await new RawClient(port).send(upgradeRequest()).receives(/^HTTP\/1\.1 500 /);
    await new RawClient(port).send(upgradeRequest()).receives(/^HTTP\/1\.1 500 /);
    expect(errors).toEqual(["thrown", "rejected"]);
  });

  it("warns when nobody wants to hear of its errors", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", onWarning);
    const { port } = await start({
      decide: () => Promise.reject(new Error("nobody listens")),
    });
    await new RawClient(port).send(upgradeRequest()).receives(/^HTTP\/1\.1 500 /);
    const second = await start({
      decide: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what applications throw is theirs
        throw "no error at all";
      },
    });
    await new RawClient(second.port).send(upgradeRequest()).receives(/^HTTP\/1\.1 500 /);
    process.off("warning", onWarning);
    expect(warnings).toEqual(["nobody listens", "no error at all"]);
  });

  it.each<[string, Partial<WebSocketServerOptions>]>([
    ["a header that cannot be sent", { decide: () => ({ status: 401, headers: { "bad name": "1" } }) }],
    ["a status that refuses nothing", { decide: async () => ({ status: 42 }) }],
    ["a sub-protocol that cannot be sent", { selectProtocol: () => "a\r\nb" }],
  ])("%s refuses with 500, and the application hears of it", async (_name, options) => {
    const errors: unknown[] = [];
    const { port } = await start({ ...options, onDecisionError: (error) => errors.push(error) });
    const client = new RawClient(port).send(upgradeRequest("/", { "Sec-WebSocket-Protocol": "a" }));
    await client.receives(/^HTTP\/1\.1 500 /);
    await client.closed;
    expect(errors).toHaveLength(1);
  });

  it("counts the bytes of a body beyond ASCII", async () => {
    const { port } = await start({ decide: () => ({ status: 403, message: "größer" }) });
    const client = new RawClient(port).send(upgradeRequest());
    await client.closed;
    const [head, body] = Buffer.from(client.received, "latin1").toString().split("\r\n\r\n");
    expect(head).toContain("Content-Length: 8");
    expect(body).toBe("größer");
  });

  it("an exception of the hook that hears of errors stays outside", async () => {
    const { port } = await start({
      decide: () => Promise.reject(new Error("rejected")),
      onDecisionError: () => {
        throw new Error("in the hook");
      },
    });
    const thrown = await uncaughtIn(async () => {
      await new RawClient(port).send(upgradeRequest()).receives(/^HTTP\/1\.1 500 /);
    });
    expect(thrown).toEqual(["in the hook"]);
  });

  it("may not take forever", async () => {
    const { port } = await start({ handshakeTimeout: 20, decide: () => new Promise(() => undefined) });
    const client = new RawClient(port).send(upgradeRequest());
    expect(await client.receives(/^HTTP\/1\.1 503 /)).toContain("Retry-After: 1");
  });

  it("is forgotten when the client leaves meanwhile", async () => {
    let decide: (answer: true) => void = () => undefined;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const upgraded: Socket[] = [];
    const { port, server } = await start({
      maxPendingHandshakes: 1,
      decide: (request) => {
        upgraded.push(request.socket);
        asked();
        return new Promise((resolve) => (decide = resolve));
      },
    });
    const client = new RawClient(port).send(upgradeRequest());
    await isAsked;
    const refused = new RawClient(port).send(upgradeRequest());
    expect(await refused.receives(/^HTTP\/1\.1 503 /)).toContain("Retry-After: 1");
    const left = new Promise((resolve) => upgraded[0]!.once("close", resolve));
    client.socket.resetAndDestroy();
    await left;
    decide(true);
    await new Promise((resolve) => process.nextTick(resolve));
    expect(server.connections.size).toBe(0);
    const isAskedAgain = new Promise<void>((resolve) => (asked = resolve));
    new RawClient(port).send(upgradeRequest());
    await isAskedAgain;
  });

  it("comes too late for a server that has closed", async () => {
    let decide: (answer: true) => void = () => undefined;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const httpServer = createServer();
    await once(httpServer.listen(0, "127.0.0.1"), "listening");
    const server = createWebSocketServer({
      onConnection: echo,
      decide: () => {
        asked();
        return new Promise((resolve) => (decide = resolve));
      },
    });
    server.attach(httpServer);
    const client = new RawClient((httpServer.address() as AddressInfo).port).send(upgradeRequest());
    await isAsked;
    await server.close();
    decide(true);
    await client.receives(/^HTTP\/1\.1 503 /);
    httpServer.close();
  });
});

describe("limits", () => {
  it.each([
    [1, true],
    [2, true],
    [3, false],
  ])("connection number %i of two is accepted: %s", async (count, isAccepted) => {
    const { port, server } = await start({ maxConnections: 2 });
    for (let i = 1; i < count; i++) await new RawClient(port).send(upgradeRequest()).receives(ACCEPTED);
    const last = new RawClient(port).send(upgradeRequest());
    await last.receives(isAccepted ? ACCEPTED : /^HTTP\/1\.1 503 .*Retry-After: 1/s);
    expect(server.connections.size).toBe(Math.min(count, 2));
  });

  it("clients that wait for a decision count, too", async () => {
    let decide: (answer: true) => void = () => undefined;
    const { port, server } = await start({
      maxConnections: 1,
      decide: () => new Promise((resolve) => (decide = resolve)),
    });
    const clients = [1, 2].map(() => new RawClient(port).send(upgradeRequest()));
    await Promise.any(clients.map((client) => client.receives(/^HTTP\/1\.1 503 /)));
    decide(true);
    await Promise.any(clients.map((client) => client.receives(ACCEPTED)));
    expect(server.connections.size).toBe(1);
  });

  it("a place is free again when a connection has ended", async () => {
    let ended: () => void = () => undefined;
    const hasEnded = new Promise<void>((resolve) => (ended = resolve));
    const { port } = await start({
      maxConnections: 1,
      onConnection: (connection) => {
        connection.handler = { onClose: () => ended() };
      },
    });
    const first = new RawClient(port).send(upgradeRequest());
    await first.receives(ACCEPTED);
    first.socket.resetAndDestroy();
    await hasEnded;
    await new RawClient(port).send(upgradeRequest()).receives(ACCEPTED);
  });
});

describe("negotiation", () => {
  it("chooses a sub-protocol, or none", async () => {
    const { port } = await start({ selectProtocol: (offered) => (offered.includes("b") ? "b" : undefined) });
    const some = new RawClient(port).send(upgradeRequest("/", { "Sec-WebSocket-Protocol": "a, b" }));
    expect(await some.receives(ACCEPTED)).toContain("Sec-WebSocket-Protocol: b\r\n");
    const none = new RawClient(port).send(upgradeRequest("/", { "Sec-WebSocket-Protocol": "c" }));
    expect(await none.receives(ACCEPTED)).not.toContain("Sec-WebSocket-Protocol");
    const silent = new RawClient(port).send(upgradeRequest());
    expect(await silent.receives(ACCEPTED)).not.toContain("Sec-WebSocket-Protocol");
  });

  it("agrees on permessage-deflate only where both want it", async () => {
    const offer = { "Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=10" };
    const without = await start();
    expect(
      await new RawClient(without.port).send(upgradeRequest("/", offer)).receives(ACCEPTED),
    ).not.toContain("deflate");
    const extensions: string[] = [];
    const onConnection = (connection: Connection): void => void extensions.push(connection.extensions);
    const { port } = await start({ perMessageDeflate: true, onConnection });
    expect(await new RawClient(port).send(upgradeRequest("/", offer)).receives(ACCEPTED)).toContain(
      "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n",
    );
    await new RawClient(port).send(upgradeRequest()).receives(ACCEPTED);
    expect(extensions).toEqual(["permessage-deflate; server_max_window_bits=10", ""]);
  });

  it("refuses defective requests", async () => {
    const { port } = await start();
    const client = new RawClient(port).send(upgradeRequest("/", { "Sec-WebSocket-Key": "short" }));
    await client.receives(/^HTTP\/1\.1 400 .*Sec-WebSocket-Key header$/s);
    await client.closed;
  });
});

describe("closing", () => {
  it("refuses upgrades that come after it", async () => {
    const httpServer = createServer();
    await once(httpServer.listen(0, "127.0.0.1"), "listening");
    const server = createWebSocketServer({ onConnection: echo });
    httpServer.on("upgrade", (request, socket, head) => {
      server.handleUpgrade(request, socket, head);
    });
    await server.close();
    const client = new RawClient((httpServer.address() as AddressInfo).port).send(upgradeRequest());
    await client.receives(/^HTTP\/1\.1 503 /);
    httpServer.close();
  });

  it("terminates what is still open at the deadline", async () => {
    const { port, server } = await start();
    const client = new RawClient(port).send(upgradeRequest());
    await client.receives(ACCEPTED);
    await server.close({ deadline: 20 });
    await client.closed;
    expect(server.connections.size).toBe(0);
  });
});
