import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import type { EngineSocket } from "./engine-api.ts";
import { implementation } from "./implementation.ts";
import { startEngine, type RunningEngine } from "./running-engine.ts";
import { combinations, connect, modes, protocols, type Mode, type Protocol } from "./test-client.ts";

/** The headers of all requests from here on, upgrades too. */
function watchRequests(running: RunningEngine): IncomingMessage[] {
  const requests: IncomingMessage[] = [];
  running.httpServer.prependListener("request", (request) => requests.push(request));
  running.httpServer.prependListener("upgrade", (request: IncomingMessage) => requests.push(request));
  return requests;
}

/** Gets the session to its last transport, with a message there and back. */
async function settle(running: RunningEngine, protocol: Protocol, mode: Mode, options = {}) {
  const client = connect(protocol, running.url, { transports: modes[mode], ...options });
  await client.opened;
  const session = await running.accept();
  if (modes[mode].length > 1) await client.upgraded;
  client.socket.send("there and back");
  expect(await client.messages.take()).toBe("there and back");
  return { client, session };
}

describe.each(combinations)(`${implementation.name}: protocol %i over %s`, (protocol, mode) => {
  it("sees the extra headers of every request", async () => {
    const running = await startEngine();
    const requests = watchRequests(running);
    const { session } = await settle(running, protocol, mode, {
      extraHeaders: { "X-Extra": "plain, ASCII" },
    });
    expect(session.socket.request.headers["x-extra"]).toBeDefined();
    expect(new Set(requests.map(({ headers }) => headers["x-extra"]))).toEqual(
      new Set([session.socket.request.headers["x-extra"]]),
    );
  });

  it("sees the query of the first request", async () => {
    const running = await startEngine();
    const query = { token: "a b&c=d/ü", constructor: "x", empty: "" };
    const { session } = await settle(running, protocol, mode, { query });
    expect({ ...session.socket.request._query }).toMatchObject({
      ...query,
      EIO: `${protocol}`,
      transport: modes[mode][0],
    });
  });

  it.each([
    ["/custom/engine", "/custom/engine"],
    ["/custom/engine/", "/custom/engine"],
    ["/engine.io", "/engine.io/"],
  ])("is found under the path %s by a client with the path %s", async (atServer, atClient) => {
    const running = await startEngine({ path: atServer });
    const requests = watchRequests(running);
    await settle(running, protocol, mode, { path: atClient });
    const path = atClient.endsWith("/") ? atClient : `${atClient}/`;
    expect(new Set(requests.map(({ url }) => url?.split("?")[0]))).toEqual(new Set([path]));
  });

  it("opens many sessions side by side", async () => {
    const running = await startEngine();
    const clients = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const client = connect(protocol, running.url, { transports: modes[mode] });
        await client.opened;
        client.socket.send(`${index}`);
        expect(await client.messages.take()).toBe(`${index}`);
        return client;
      }),
    );
    expect(new Set(clients.map(({ socket }) => socket.id)).size).toBe(20);
    expect(running.engine.clientsCount).toBe(20);
  });

  it("greets with the initial packet, before anything else", async () => {
    const running = await startEngine({ initialPacket: "welcome" }, (socket) => socket.send("next"));
    const client = connect(protocol, running.url, { transports: modes[mode] });
    expect(await client.messages.take()).toBe("welcome");
    expect(await client.messages.take()).toBe("next");
  });
});

describe.each(protocols)(`${implementation.name}: protocol %i`, (protocol) => {
  it("stays on polling when the server allows no upgrades", async () => {
    const running = await startEngine({ allowUpgrades: false });
    const requests = watchRequests(running);
    const client = connect(protocol, running.url);
    await client.opened;
    for (let index = 0; index < 5; index += 1) {
      client.socket.send("x");
      await client.messages.take();
    }
    expect(client.socket.transport.name).toBe("polling");
    expect(requests.every(({ headers }) => headers.upgrade === undefined)).toBe(true);
  });

  it("is refused when the server lacks the transport", async () => {
    const running = await startEngine({ transports: ["websocket"] });
    const client = connect(protocol, running.url, { transports: ["polling"] });
    await expect(client.opened).rejects.toThrow("the client failed");
  });

  it("begins with WebSocket once an upgrade has succeeded, with rememberUpgrade", async () => {
    const running = await startEngine();
    const options = { rememberUpgrade: true };
    const first = await settle(running, protocol, "polling, then upgrade", options);
    first.client.socket.close();
    await first.client.closed;
    const requests = watchRequests(running);
    const second = connect(protocol, running.url, options);
    await second.opened;
    expect(second.socket.transport.name).toBe("websocket");
    expect((await running.accept()).socket.transport.name).toBe("websocket");
    expect(requests.map(({ headers }) => headers.upgrade)).toEqual(["websocket"]);
  });
});

describe(`${implementation.name}: protocol 4`, () => {
  it("gets its cookie back with every later request", async () => {
    const running = await startEngine({ cookie: { name: "seat", path: "/" } });
    const requests = watchRequests(running);
    const { client } = await settle(running, 4, "polling, then upgrade", { withCredentials: true });
    const [first, ...later] = requests.map(({ headers }) => headers.cookie);
    expect(first).toBeUndefined();
    expect(later.length).toBeGreaterThanOrEqual(2);
    expect(new Set(later)).toEqual(new Set([`seat=${client.socket.id}`]));
  });

  it("lets the client keep every request within maxPayload", async () => {
    const running = await startEngine({ maxHttpBufferSize: 1_000 });
    const sizes: number[] = [];
    running.httpServer.prependListener("request", ({ method, headers }) => {
      if (method === "POST") sizes.push(Number(headers["content-length"]));
    });
    const client = connect(4, running.url, { transports: ["polling"] });
    await client.opened;
    const messages = Array.from({ length: 60 }, (_, index) => `${index}:${"é".repeat(index * 3)}`);
    for (const message of messages) client.socket.send(message);
    for (const message of messages) expect(await client.messages.take()).toBe(message);
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  });

  it("works without a slash at the end of the path", async () => {
    const running = await startEngine({ path: "/bare", addTrailingSlash: false });
    const requests = watchRequests(running);
    await settle(running, 4, "polling, then upgrade", { path: "/bare", addTrailingSlash: false });
    expect(new Set(requests.map(({ url }) => url?.split("?")[0]))).toEqual(new Set(["/bare"]));
  });

  it("is refused by an engine that does not speak its protocol 3", async () => {
    const running = await startEngine({ allowEIO3: false });
    await expect(connect(3, running.url, { transports: ["polling"] }).opened).rejects.toThrow(
      "the client failed",
    );
    await expect(connect(3, running.url, { transports: ["websocket"] }).opened).rejects.toThrow("the client");
    await settle(running, 4, "polling, then upgrade");
  });
});

describe(`${implementation.name}: listen`, () => {
  it("makes a server with nothing but the engine", async () => {
    const engine = implementation.listen(0);
    const httpServer = engine.httpServer;
    if (httpServer === undefined) throw new Error("there is no HTTP server");
    try {
      if (!httpServer.listening) await once(httpServer, "listening");
      const address = httpServer.address();
      const port = typeof address === "object" ? address?.port : undefined;
      engine.on("connection", (socket: EngineSocket) => socket.send("hello"));
      const client = connect(4, `http://127.0.0.1:${port}`);
      expect(await client.messages.take()).toBe("hello");
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(501);
      engine.close();
      await client.closed;
    } finally {
      httpServer.close();
      httpServer.closeAllConnections();
    }
  });
});
