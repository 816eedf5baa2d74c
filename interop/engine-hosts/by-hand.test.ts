import { once } from "node:events";
import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer as OwnServer } from "@sockeye/websocket";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import { expect, it, onTestFinished } from "vitest";
import { WebSocketServer as PublishedServer } from "ws";
import type { EngineSocket } from "../engine-clients/engine-api.ts";
import { modeNames } from "../engine-clients/test-client.ts";
import { answerPlainly } from "./applications.ts";
import { connectTo, converse, converseBesideApplication, echo } from "./conversation.ts";
import { describeEngines, type Engine } from "./engines.ts";
import { ask, openHost, type Host } from "./host.ts";

const greeting = "hello from the application";

/** A framework whose route under `/live/` hands requests to the engine. */
type Mount = (engine: Engine) => { readonly server: HttpServer; readonly listen?: () => Promise<unknown> };

const mounts: readonly (readonly [string, Mount])[] = [
  [
    "Express",
    (engine) => {
      const application = express();
      application.get("/hello", (_request, response) => response.status(200).send(greeting));
      application.post("/shout", express.text(), (request, response) =>
        response.status(201).send(String(request.body).toUpperCase()),
      );
      // Express takes "/live" away from the target, and has a query of its own.
      application.use("/live", (request, response) => engine.handleRequest(request, response));
      return { server: createServer(application) };
    },
  ],
  [
    "Koa",
    (engine) => {
      const application = new Koa();
      application.use(async (context, next) => {
        if (!context.path.startsWith("/live/")) return next();
        context.respond = false;
        engine.handleRequest(context.req, context.res);
      });
      const server = createServer();
      const handle = application.callback();
      server.on("request", (request, response) => {
        if (request.url?.startsWith("/live/") === true) handle(request, response);
        else answerPlainly(request, response);
      });
      return { server };
    },
  ],
  [
    "Fastify",
    (engine) => {
      const application = fastify();
      application.get("/hello", () => greeting);
      application.post("/shout", (request, reply) =>
        reply.code(201).send(String(request.body).toUpperCase()),
      );
      void application.register(async (live) => {
        live.removeAllContentTypeParsers();
        // The engine reads the body.
        live.addContentTypeParser("*", (_request, _payload, done) => done(null));
        live.all("/live/", (request, reply) => {
          reply.hijack();
          engine.handleRequest(request.raw, reply.raw);
        });
      });
      return { server: application.server, listen: () => application.listen({ port: 0, host: "127.0.0.1" }) };
    },
  ],
];

/** What hosts like Nitro do: they accept WebSockets by themselves. */
const acceptors = [
  ["the published ws", () => new PublishedServer({ noServer: true })],
  ["@sockeye/websocket", () => new OwnServer({ noServer: true }) as unknown as PublishedServer],
] as const;

const onPath = (request: IncomingMessage) => request.url?.startsWith("/live/") === true;

async function upgradeAndStop(host: Host): Promise<void> {
  const client = connectTo(host, "polling, then upgrade", { path: "/live" });
  expect(await client.upgraded).toBe("websocket");
  client.socket.close();
  await client.closed;
}

describeEngines("by hand", ({ Server, attach, listen }) => {
  it.each(mounts)("handleRequest behind a route of %s, handleUpgrade beside it", async (_name, mount) => {
    const engine = new Server();
    echo(engine);
    const { server, ...options } = mount(engine);
    server.on("upgrade", (request, socket, head) => {
      if (onPath(request)) engine.handleUpgrade(request, socket, head);
      else socket.destroy();
    });
    const host = await openHost(server, options);
    await converseBesideApplication(host, { path: "/live" });
    engine.close();
  });

  it.each(acceptors)("prepare and onWebSocket with the WebSockets of %s", async (_name, create) => {
    const engine = new Server();
    echo(engine);
    const acceptor = create();
    const server = createServer((request, response) => {
      if (onPath(request)) engine.handleRequest(request, response);
      else answerPlainly(request, response);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      engine.prepare(request);
      acceptor.handleUpgrade(request, socket, head, (websocket) => {
        engine.onWebSocket(request, socket, websocket);
      });
    });
    const host = await openHost(server);
    await converseBesideApplication(host, { path: "/live" });
    await upgradeAndStop(host);
    engine.close();
  });

  it("prepare tells the query, once", () => {
    const engine = new Server();
    const request = { url: "/live/?EIO=4&transport=websocket&name=a%26b", headers: {} };
    engine.prepare(request as IncomingMessage);
    expect(request).toMatchObject({ _query: { EIO: "4", transport: "websocket", name: "a&b" } });
    request.url = "/other";
    engine.prepare(request as IncomingMessage);
    expect(request).toMatchObject({ _query: { name: "a&b" } });
  });

  it("listen: a port that does nothing else", async () => {
    let onListening: () => void = () => undefined;
    const listening = new Promise<void>((resolve) => (onListening = resolve));
    const engine = listen(0, { pingInterval: 300 }, onListening);
    const server = engine.httpServer as HttpServer;
    onTestFinished(async () => {
      const closed = once(server, "close");
      server.close();
      engine.close();
      server.closeAllConnections();
      await closed;
    });
    await listening;
    const { port } = server.address() as AddressInfo;
    const host: Host = {
      server,
      port,
      url: `http://127.0.0.1:${port}`,
      trust: {},
      cut: () => undefined,
      stop: () => Promise.resolve(),
    };
    echo(engine);
    expect(await ask(host, "/")).toMatchObject({ status: 501, body: "Not Implemented" });
    await Promise.all(modeNames.map((mode) => converse(host, mode)));
    expect((await ask(host, "/engine.io")).status).toBe(501);
  });

  it("attach: options for the engine and for the path in one object", async () => {
    const server = createServer(answerPlainly);
    const engine = attach(server, { path: "/live", addTrailingSlash: false, pingInterval: 123 });
    echo(engine);
    const host = await openHost(server);
    const { body } = await ask(host, "/live?EIO=4&transport=polling");
    expect(JSON.parse(body.slice(1))).toMatchObject({ pingInterval: 123, upgrades: ["websocket"] });
    await converseBesideApplication(host, { path: "/live", addTrailingSlash: false });
  });

  it("the request that opened a session is the application's", async () => {
    const engine = new Server();
    const server = createServer(answerPlainly);
    engine.attach(server);
    const host = await openHost(server);
    for (const mode of modeNames) {
      const connection = once(engine, "connection") as Promise<[EngineSocket & { remoteAddress: string }]>;
      const client = connectTo(host, mode, { query: { room: "a b" }, extraHeaders: { "X-Who": "me" } });
      const [socket] = await connection;
      expect(socket.request._query).toMatchObject({ EIO: "4", room: "a b" });
      expect(socket.request.headers["x-who"]).toBe("me");
      expect(socket.remoteAddress).toBe("127.0.0.1");
      await client.opened;
    }
  });
});
