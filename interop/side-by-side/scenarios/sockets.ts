import { Buffer } from "node:buffer";
import { dataOf, handOver, idOf, sessionsOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Io, ServerSocket } from "../implementation.ts";

/** The handshake of a client, as an application sees it. */
async function handshakeOf(stage: Stage, io: Io, parts: Parameters<Stage["pair"]>[2]): Promise<void> {
  const before = Date.now();
  const [, socket] = await stage.pair(io, "a", parts);
  const { time, issued, headers, ...others } = socket.handshake;
  stage.note("keys", Object.keys(socket.handshake));
  stage.note("handshake", others);
  stage.note("headers", headers.host?.replace(/:\d+/, ""), headers.origin, headers["x-own"], headers.upgrade);
  stage.note("time", time === `${new Date(issued)}`, typeof time, issued >= before && issued <= Date.now());
}

const handshakes: readonly (readonly [string, Parameters<Stage["pair"]>[2]])[] = [
  ["nothing special", {}],
  ["a query", { query: "a=1&b=two%20words&a=2&empty=&t=abc" }],
  ["an auth object", { auth: '{"token":"x","n":[1]}' }],
  ["an origin", { headers: { Origin: "http://example.com" } }],
  ["headers of its own", { headers: { "X-Own": "value", Cookie: "a=b" } }],
  ["a namespace", { nsp: "/x", auth: '{"only":"here"}' }],
];

/** What an application may do to a connection by a flag. */
const flags: readonly (readonly [string, (socket: ServerSocket, io: Io) => unknown])[] = [
  [
    "volatile twice in a turn",
    (socket) => {
      socket.volatile.emit("one");
      socket.volatile.emit("two");
    },
  ],
  [
    "volatile behind an emit",
    (socket) => {
      socket.emit("one");
      socket.volatile.emit("two");
      socket.emit("three");
    },
  ],
  [
    "volatile with a buffer",
    (socket) => {
      socket.volatile.emit("one", Buffer.of(1));
      socket.volatile.emit("two", Buffer.of(2));
    },
  ],
  [
    "volatile with an acknowledgement",
    (socket) => {
      socket.volatile.emit("one", () => undefined);
      socket.emit("two", () => undefined);
    },
  ],
  [
    "volatile broadcasts in a turn",
    (_socket, io) => {
      io.volatile.emit("one");
      io.volatile.emit("two");
    },
  ],
  [
    "compress",
    (socket, io) => {
      socket.compress(true).emit("one");
      socket.compress(false).emit("two");
      io.compress(false).emit("three");
    },
  ],
  [
    "all flags",
    (socket) =>
      socket.volatile
        .compress(false)
        .timeout(1000)
        .emit("one", () => undefined),
  ],
];

const byFlag: readonly Scenario[] = (["websocket", "polling"] as const).flatMap((transport) =>
  flags.map(([name, send]): Scenario => ({
    name: `${name}, over ${transport}`,
    script: async (stage) => {
      const io = await stage.createServer();
      if (transport === "websocket") {
        const [, socket] = await stage.pair(io, "a");
        await stage.settle();
        send(socket, io);
        return;
      }
      const accepted = new Promise<ServerSocket>((resolve) => io.once("connection", resolve));
      const peer = await stage.polling("a");
      await peer.post("40");
      const socket = await accepted;
      await peer.poll();
      // Nobody polls: volatile packets are lost.
      send(socket, io);
      await stage.settle();
      socket.emit("the end");
      for (let answer = ""; !answer.includes("the end");) answer = await peer.poll();
    },
  })),
);

const parts: readonly Scenario[] = [
  {
    name: "the parts of a socket",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a", { query: "own=1" });
      stage.note("ids", socket.id, idOf(socket.conn), socket.id.length, peer.sid === idOf(socket.conn));
      stage.note("state", socket.connected, socket.disconnected, socket.recovered, socket.data);
      stage.note("relations", socket.nsp === io.sockets, io.sockets.sockets.get(socket.id) === socket);
      stage.note("server", (socket as unknown as { server: unknown }).server === io);
      stage.note("client", socket.client.conn === socket.conn, idOf(socket.client) === idOf(socket.conn));
      stage.note("request", socket.request === socket.conn.request, socket.client.request === socket.request);
      stage.note("url", socket.request.url, socket.request.method, socket.conn.remoteAddress);
      stage.note(
        "engine",
        socket.conn.transport.name,
        socket.conn.readyState,
        socket.conn.protocol,
        socket.conn.upgraded,
      );
      stage.note("engine's clients", io.engine.clientsCount, sessionsOf(io).length);
    },
  },
  {
    name: "data belongs to the socket",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const other = await stage.join(io, peer, { nsp: "/x" });
      dataOf(socket)["a"] = 1;
      other.data = { b: 2 };
      stage.note("data", socket.data, other.data);
      stage.note("auth", socket.handshake.auth, socket.handshake === other.handshake);
      stage.note("query", socket.handshake.query === other.handshake.query, socket.handshake.query);
    },
  },
  {
    name: "packets of the engine",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.conn.on("packet", ({ type, data }: { type: string; data?: unknown }) =>
        stage.log("server", "packet", type, data),
      );
      socket.conn.on("packetCreate", ({ type, data }: { type: string; data?: unknown }) => {
        stage.log("server", "packetCreate", type, data);
      });
      socket.conn.on("close", (reason: string) => stage.log("server", "close", reason));
      socket.on("disconnect", (reason: string) => stage.log("server", "disconnect", reason));
      peer.send('42["x",1]');
      await stage.settle();
      socket.emit("y", 2);
      await stage.settle();
      peer.close();
      await stage.settle();
    },
  },
  {
    name: "io.engine tells of its connections and refusals",
    script: async (stage) => {
      const io = await stage.createServer();
      io.engine.on("connection", (conn: ServerSocket["conn"]) =>
        stage.log("server", "engine connection", idOf(conn), io.engine.clientsCount),
      );
      io.engine.on("connection_error", ({ code, message }: { code: number; message: string }) => {
        stage.log("server", "connection_error", code, message);
      });
      io.on("connection", (socket) => stage.log("server", "connection", idOf(socket.conn)));
      await stage.pair(io, "a");
      await stage.polling("b", "EIO=3");
      await stage.peer("c", { query: "sid=unknown" });
      await stage.settle();
    },
  },
  {
    name: "headers and middlewares of the engine",
    script: async (stage) => {
      const io = await stage.createServer();
      io.engine.use(
        (
          request: { headers: Record<string, string>; own?: string },
          _response: unknown,
          next: () => void,
        ) => {
          request.own = "of a middleware";
          stage.log("server", "middleware", request.headers["x-own"]);
          next();
        },
      );
      io.engine.on("initial_headers", (headers: Record<string, string>) => {
        headers["x-answer"] = "1";
        stage.log("server", "initial_headers");
      });
      const [, socket] = await stage.pair(io, "a", { headers: { "X-Own": "1" } });
      stage.note("request", (socket.request as unknown as { own?: string }).own);
    },
  },
  {
    name: "onconnection takes a raw socket of an engine",
    script: async (stage) => {
      const io = await stage.createServer();
      const second = new stage.module.Server();
      stage.adopt(second);
      io.engine.removeAllListeners("connection");
      io.engine.on("connection", (conn: unknown) => {
        const returned = handOver(second, conn);
        stage.log("server", "handed over", returned === second);
      });
      second.on("connection", (socket) => stage.log("server", "connection of the second", socket.id));
      const peer = await stage.peer("a");
      await peer.connect();
      await stage.settle();
    },
  },
  {
    name: "bind takes an engine",
    script: async (stage) => {
      const io = await stage.createServer();
      const second = stage.adopt(new stage.module.Server());
      io.engine.removeAllListeners("connection");
      stage.note("returns", second.bind(io.engine) === second, second.engine === io.engine);
      second.on("connection", (socket) => stage.log("server", "connection of the second", socket.id));
      const peer = await stage.peer("a");
      await peer.connect();
      await stage.settle();
    },
  },
  {
    name: "writeToEngine of a client",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      const encoded = io.encoder.encode({ type: 2, nsp: "/", data: ["x", { b: Buffer.of(1) }] });
      stage.note("encoded", encoded);
      const client = socket.client as unknown as { writeToEngine(packets: unknown, options: unknown): void };
      client.writeToEngine(encoded, {});
      client.writeToEngine(['2["y"]'], { volatile: true, compress: false, preEncoded: true });
      await stage.settle();
    },
  },
  {
    name: "a session that is upgraded keeps its socket",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => {
        socket.conn.on("upgrade", (transport: { name: string }) =>
          stage.log("server", "upgrade", transport.name),
        );
        socket.on("x", (value: number) => {
          stage.log("server", "x", value);
          socket.emit("echo", value);
        });
      });
      const [client, socket] = await stage.stock(io, "a", {
        options: { transports: ["polling", "websocket"] },
      });
      await stage.seen("server", "upgrade");
      for (const value of [1, 2, 3]) client.emit("x", value);
      await stage.seen("a", "event", 3);
      stage.note("transport", socket.conn.transport.name, socket.handshake.query["transport"]);
    },
  },
];

export const sockets: readonly Scenario[] = [
  ...handshakes.map(([name, given]): Scenario => ({
    name: `the handshake with ${name}`,
    script: async (stage) => handshakeOf(stage, await stage.createServer(), given),
  })),
  ...byFlag,
  ...parts,
];
