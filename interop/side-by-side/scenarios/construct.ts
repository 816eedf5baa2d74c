import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { sessionsOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Io } from "../implementation.ts";

type Make = (stage: Stage) => Promise<Io>;

const attachLater = async (stage: Stage, attach: (io: Io, http: never) => unknown): Promise<Io> => {
  const http = stage.httpServer();
  const io = new stage.module.Server();
  stage.note("the call gives the server", attach(io, http as never) === io);
  await stage.listen(http);
  return io;
};

/** The ways to come to a server; a client joins each. */
const forms: readonly (readonly [string, Make])[] = [
  [
    "new Server(httpServer)",
    async (stage) => {
      const http = stage.httpServer();
      const io = new stage.module.Server(http);
      await stage.listen(http);
      return io;
    },
  ],
  [
    "new Server(httpServer, options)",
    async (stage) => {
      const http = stage.httpServer();
      const io = new stage.module.Server(http, { connectTimeout: 1234 });
      await stage.listen(http);
      return io;
    },
  ],
  [
    "new Server(listening httpServer)",
    async (stage) => {
      const http = stage.httpServer();
      await stage.listen(http);
      return new stage.module.Server(http);
    },
  ],
  ["new Server() and attach", (stage) => attachLater(stage, (io, http) => io.attach(http))],
  ["new Server() and listen", (stage) => attachLater(stage, (io, http) => io.listen(http))],
  [
    "new Server(options) and attach",
    async (stage) => {
      const http = stage.httpServer();
      const io = new stage.module.Server({ connectTimeout: 4321 });
      io.attach(http);
      await stage.listen(http);
      return io;
    },
  ],
  [
    "new Server(undefined, options) and attach",
    async (stage) => {
      const http = stage.httpServer();
      const io = new stage.module.Server(undefined, { connectTimeout: 99 });
      io.attach(http);
      await stage.listen(http);
      return io;
    },
  ],
];

const madeBy: readonly Scenario[] = forms.map(([name, make]) => ({
  name,
  script: async (stage) => {
    const io = stage.adopt(await make(stage));
    stage.note("connectTimeout", io.connectTimeout());
    const [peer] = await stage.pair(io, "a");
    io.emit("hello", 1);
    await peer.got("42");
  },
}));

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer();
  await once(server.listen(0), "listening");
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The status and the body of a request that has nothing to do with Socket.IO. */
async function get(port: number, path: string): Promise<string> {
  const sent = request({ port, path, host: "127.0.0.1", agent: false });
  sent.end();
  const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return `${response.statusCode} ${Buffer.concat(chunks).toString()}`;
}

const ports: readonly Scenario[] = (["number", "string"] as const).flatMap((kind) =>
  (["constructor", "listen"] as const).map((how): Scenario => ({
    name: `a port as a ${kind}, by ${how}`,
    script: async (stage) => {
      const port = await freePort();
      const given = (kind === "number" ? port : String(port)) as number;
      const io = stage.adopt(
        how === "constructor" ? new stage.module.Server(given) : new stage.module.Server(),
      );
      if (how === "listen") io.listen(given);
      await once(io.httpServer, "listening");
      stage.note("elsewhere", await get(port, "/elsewhere"));
      stage.note(
        "the handshake",
        (await get(port, "/socket.io/?EIO=4&transport=polling")).replace(/\{.*/, "{"),
      );
      const tcp = connect({ port, host: "127.0.0.1" });
      await once(tcp, "connect");
      tcp.destroy();
    },
  })),
);

const paths: readonly Scenario[] = ["/custom", "/custom/", "custom", "/a/b/"].map((path) => ({
  name: `the path ${path}`,
  script: async (stage) => {
    const io = await stage.createServer({ path });
    stage.note("path()", io.path());
    for (const target of ["/socket.io/", "/custom/", "/custom", "/a/b/", "/customer/"]) {
      const answer = await get(stage.port, `${target}?EIO=4&transport=polling`);
      stage.note(target, answer.replace(/\{.*/, "{"));
    }
  },
}));

const settings: readonly Scenario[] = [
  {
    name: "getters and setters of the options",
    script: async (stage) => {
      const io = await stage.createServer();
      const { Server } = stage.module;
      stage.note("defaults", io.path(), io.connectTimeout(), io.serveClient(), typeof io.adapter());
      stage.note("chained", io.path("/x/") === io, io.connectTimeout(5) === io, io.serveClient(false) === io);
      stage.note("now", io.path(), io.connectTimeout(), io.serveClient());
      stage.note("the constructor's", new Server({ serveClient: false, path: "/y/" }).path());
    },
  },
  {
    name: "connectTimeout 0",
    script: async (stage) => {
      const io = await stage.createServer({ connectTimeout: 0 });
      stage.note("connectTimeout", io.connectTimeout());
    },
  },
  {
    name: "options of the constructor against those of attach",
    script: async (stage) => {
      const http = stage.httpServer();
      const io = stage.adopt(new stage.module.Server({ pingInterval: 1111, maxHttpBufferSize: 77 }));
      io.attach(http, { pingInterval: 2222, pingTimeout: 3333 });
      await stage.listen(http);
      stage.note(
        "handshake",
        (await get(stage.port, "/socket.io/?EIO=4&transport=polling")).replace(/"sid":"[^"]*"/, ""),
      );
    },
  },
  {
    name: "an express handler in the place of a server",
    script: async (stage) => {
      const handler = (() => undefined) as never;
      const io = new stage.module.Server();
      stage.attempt("attach", () => io.attach(handler));
      stage.attempt("listen", () => io.listen(handler));
      stage.attempt("constructor", () => new stage.module.Server(handler) instanceof stage.module.Server);
    },
  },
  {
    name: "the parts of a server",
    script: async (stage) => {
      const io = await stage.createServer();
      stage.note("sockets", io.sockets === io.of("/"), io.sockets.name, io.sockets.sockets.size);
      stage.note("namespaces", [...io._nsps.keys()], io._nsps.get("/") === io.sockets);
      stage.note("engine", io.engine.clientsCount, sessionsOf(io));
      stage.note("adapter of /", io.sockets.adapter.rooms, io.sockets.adapter.sids);
      stage.note("adapter", io.sockets.adapter.constructor.name, io.sockets.adapter.nsp === io.sockets);
      stage.note("http", io.httpServer.listening, typeof io.encoder.encode);
    },
  },
  {
    name: "the names of a module's classes",
    script: async (stage) => {
      const { Server, Namespace, Socket } = stage.module;
      stage.note("names", Server.name, Namespace.name, Socket.name);
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      stage.note("instances", io.of("/") instanceof Namespace, socket instanceof Socket);
    },
  },
  {
    name: "the server is an emitter of its main namespace",
    script: async (stage) => {
      const io = await stage.createServer();
      const listener = (): void => stage.log("server", "connection");
      io.on("connection", listener);
      stage.note("listeners", io.sockets.listeners("connection").length, io.listenerCount("connection"));
      stage.note("names", io.eventNames(), io.listeners("connection")[0] === listener);
      io.once("connection", () => stage.log("server", "once"));
      io.prependListener("connection", () => stage.log("server", "prepended"));
      await stage.pair(io, "a");
      io.off("connection", listener);
      await stage.pair(io, "b");
      io.removeAllListeners("connection");
      await stage.pair(io, "c");
      stage.note("left", io.sockets.listeners("connection").length);
    },
  },
  {
    name: "what the server's methods return",
    script: async (stage) => {
      const io = await stage.createServer();
      stage.note("emit", io.emit("x"), io.send("y") === io, io.write("z") === io);
      stage.note("use", io.use((_socket, next) => next()) === io);
      stage.note("on", io.on("connection", () => undefined) === (io.sockets as unknown));
      stage.note("utilities", io.socketsJoin("a"), io.socketsLeave("a"), io.disconnectSockets());
      stage.note("operator", io.to("a").emit("x"), io.to("a").constructor.name);
    },
  },
  {
    name: "a request listener of the application comes after the engine",
    script: async (stage) => {
      await stage.createServer();
      stage.note("elsewhere", await get(stage.port, "/elsewhere"));
      stage.note(
        "too long a path",
        (await get(stage.port, "/socket.io/more?EIO=4&transport=polling")).slice(0, 8),
      );
      stage.note("a bad request", await get(stage.port, "/socket.io/?EIO=4"));
    },
  },
];

export const construct: readonly Scenario[] = [...madeBy, ...ports, ...paths, ...settings];
