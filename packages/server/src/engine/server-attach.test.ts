import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
} from "node:http";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import {
  fetchText,
  head,
  listenOnLoopback,
  RawConnection,
  shutDown,
  upgradeHeaders,
} from "../hosts/node/testing/http-client.ts";
import { attach, listen, Server } from "./index.ts";
import type { ServerOptions } from "./options.ts";
import { EngineBench, event } from "./testing/engine-bench.ts";

/** As much of Express as is needed here; it has no types of its own. */
type ExpressApp = RequestListener & {
  get(path: string, handler: (request: unknown, response: { send(body: string): void }) => void): void;
};

const express = createRequire(import.meta.url)("express") as () => ExpressApp;

const disposals: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

async function start(...parameters: ConstructorParameters<typeof EngineBench>): Promise<EngineBench> {
  const bench = await new EngineBench(...parameters).listen();
  disposals.push(() => bench.dispose());
  return bench;
}

/** A plain HTTP server that ends with the test. */
async function serve(http: HttpServer): Promise<number> {
  disposals.push(() => shutDown(http));
  return listenOnLoopback(http);
}

const polling = "EIO=4&transport=polling";

describe("attach", () => {
  it.each([
    [{}, "/engine.io/", "/engine.io"],
    [{ path: "/x" }, "/x/", "/x"],
    [{ path: "/x/" }, "/x/", "/x"],
    [{ path: "/x", addTrailingSlash: false }, "/x", "/"],
  ])("with %j serves %s, and leaves %s to others", async (options, ours, others) => {
    const http = createServer((_request, response) => response.end("other"));
    const engine = attach(http, options);
    expect([engine, engine.httpServer]).toEqual([expect.any(Server), http]);
    const port = await serve(http);
    expect((await fetchText(port, `${ours}?${polling}`)).body).toContain('0{"sid"');
    expect((await fetchText(port, `${others}?${polling}`)).body).toBe("other");
    engine.close();
  });

  it("takes no upgrades without WebSocket", async () => {
    const http = createServer();
    new Server({ transports: ["polling"] }).attach(http);
    expect(http.listenerCount("upgrade")).toBe(0);
  });

  it("ends upgrades that nobody takes, and leaves them alone when that is switched off", async () => {
    const bench = await start({ destroyUpgradeTimeout: 1 });
    const connection = await RawConnection.open(bench.port, head("GET /other", upgradeHeaders));
    await connection.closed;
    expect(connection.received).toBe("");
    const patient = await start({ destroyUpgrade: false });
    patient.http.on("upgrade", (_request, socket) => {
      setTimeout(() => socket.end("HTTP/1.1 101 late\r\n\r\n"), 20);
    });
    const other = await RawConnection.open(patient.port, head("GET /other", upgradeHeaders));
    await other.closed;
    expect(other.received).toContain("101 late");
  });

  it.each([undefined, null, {}, "server", () => {}])("says what it takes when it gets %o", (server) => {
    const engine = new Server();
    expect(() => engine.attach(server as never)).toThrow(/attach\(\) takes an HTTP server/);
  });

  it("is not misled by an Express app, which looks like an emitter", () => {
    expect(() => new Server().attach(express() as unknown as HttpServer)).toThrow(/not its request listener/);
  });

  it("stands beside an Express app", async () => {
    const app = express();
    app.get("/hello", (_request, response) => response.send("express"));
    const http = createServer(app);
    const engine = attach(http);
    const port = await serve(http);
    expect((await fetchText(port, "/hello")).body).toBe("express");
    expect((await fetchText(port, `/engine.io/?${polling}`)).body).toContain('0{"sid"');
    engine.close();
  });
});

describe("listen", () => {
  it.each([
    ["a callback", (onListening: () => void) => listen(0, onListening)],
    ["options and a callback", (onListening: () => void) => listen(0, { path: "/engine.io" }, onListening)],
  ])("with %s opens a port that does nothing else", async (_, open) => {
    let engine: Server | undefined;
    await new Promise<void>((resolve) => {
      engine = open(resolve);
    });
    const http = engine!.httpServer!;
    disposals.push(() => shutDown(http));
    const { port } = http.address() as { port: number };
    expect(await fetchText(port, "/")).toMatchObject({ status: 501, body: "Not Implemented" });
    expect((await fetchText(port, `/engine.io/?${polling}`)).status).toBe(200);
    engine!.close();
  });

  it("needs neither", async () => {
    const { httpServer } = listen(0);
    await event(httpServer!, "listening");
    await shutDown(httpServer!);
  });
});

describe("by hand", () => {
  it("takes requests and upgrades that a host hands over", async () => {
    const engine = new Server();
    const http = createServer((request, response) => engine.handleRequest(request, response));
    http.on("upgrade", (request, socket, first) => engine.handleUpgrade(request, socket, first));
    const port = await serve(http);
    disposals.push(async () => void engine.close());
    expect((await fetchText(port, `/any/path?${polling}`)).body).toContain('0{"sid"');
    const connected = event(engine, "connection");
    const connection = await RawConnection.open(
      port,
      head("GET /?EIO=4&transport=websocket", upgradeHeaders),
    );
    await connected;
    await connection.until('"sid"');
    connection.destroy();
    expect(engine.httpServer).toBeUndefined();
  });

  it("takes a request without a target for one without a query", () => {
    const engine = new Server();
    const request = engine.prepare({} as IncomingMessage);
    expect(request._query).toEqual({});
    const twice = engine.prepare({ url: "/?a=1" } as IncomingMessage);
    twice._query["b"] = "2";
    expect(engine.prepare(twice)._query).toEqual({ a: "1", b: "2" });
  });

  async function serveWebSockets(
    options: ServerOptions = {},
  ): Promise<{ engine: Server; port: number; http: HttpServer }> {
    const engine = new Server(options);
    const webSockets = new WebSocketServer({ noServer: true });
    const http = createServer((request, response) => engine.handleRequest(request, response));
    http.on("upgrade", (request, socket, first) => {
      webSockets.handleUpgrade(request, socket, first, (webSocket) => {
        engine.prepare(request);
        engine.onWebSocket(request, socket, webSocket);
        webSocket.on("close", () => http.emit("left"));
      });
    });
    const port = await serve(http);
    disposals.push(async () => void engine.close());
    return { engine, port, http };
  }

  it("takes WebSockets that a host has accepted by itself", async () => {
    const { engine, port } = await serveWebSockets();
    const connected = event(engine, "connection");
    const connection = await RawConnection.open(
      port,
      head("GET /?EIO=4&transport=websocket", upgradeHeaders),
    );
    await connected;
    await connection.until('"sid"');
    const [socket] = Object.values(engine.clients);
    expect(socket?.transport.name).toBe("websocket");
    const closed = event(socket!, "close");
    connection.destroy();
    expect((await closed)[0]).toMatch(/^transport/);
  });

  it("closes those that may not open a session", async () => {
    const { engine, port } = await serveWebSockets();
    const refused = event(engine, "connection_error");
    const connection = await RawConnection.open(port, head("GET /?EIO=4&transport=none", upgradeHeaders));
    expect(await refused).toMatchObject([{ code: 0 }]);
    // A close frame without a code.
    await connection.until("\u0088\u0000");
    connection.destroy();
  });

  it("opens no session for one that has left while the application was asked", async () => {
    const answers: (() => void)[] = [];
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const { engine, port, http } = await serveWebSockets({
      allowRequest: (_, answer) => {
        answers.push(() => answer(null, true));
        arrived();
      },
    });
    const connection = await RawConnection.open(
      port,
      head("GET /?EIO=4&transport=websocket", upgradeHeaders),
    );
    await arrival;
    // A masked close frame.
    const left = event(http, "left");
    connection.write("\u0088\u0080\0\0\0\0");
    await left;
    answers[0]!();
    expect(engine.clientsCount).toBe(0);
  });
});

it("keeps an upgrade whose socket breaks while the application is asked to itself", async () => {
  const answers: (() => void)[] = [];
  const engine = new Server({ allowRequest: (_, answer) => void answers.push(() => answer(null, true)) });
  const socket = new PassThrough();
  const request = { url: "/?EIO=4&transport=websocket", method: "GET", headers: {} } as IncomingMessage;
  engine.handleUpgrade(request, socket, Buffer.alloc(0));
  const closed = event(socket, "close");
  socket.destroy(new Error("reset"));
  await closed;
  answers[0]!();
  expect(engine.clientsCount).toBe(0);
});
