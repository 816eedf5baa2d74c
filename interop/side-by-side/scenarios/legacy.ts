import { idOf } from "../harness/hidden.ts";
import { describeEnd } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd, watchEvents } from "../harness/watch.ts";

const LEGACY = { allowEIO3: true };

/** What a client of the second generation says, behind the handshake. */
const packets: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
  ["an event", ['42["x",1]']],
  ["an event with an id", ['425["ask"]']],
  ["CONNECT to another namespace", ["40/x"]],
  ["CONNECT with a comma", ["40/x,"]],
  ["CONNECT with a query", ["40/x?token=abc&a=1&a=2"]],
  ["CONNECT with a query and a comma", ["40/x?token=abc,"]],
  ["CONNECT to what does not exist", ["40/nowhere"]],
  ["CONNECT to what does not exist, with a query", ["40/nowhere?a=1"]],
  ["CONNECT to what refuses", ["40/refuses"]],
  ["CONNECT to what refuses with data", ["40/data"]],
  ["CONNECT once more", ["40"]],
  ["DISCONNECT", ["41"]],
  ["an event of another namespace", ["40/x", '42/x,["x",1]']],
  ["an event of a namespace that was not joined", ['42/x,["x",1]']],
  ["a heartbeat", ["2", '42["x"]']],
  ["a binary event", ['451-["x",{"_placeholder":true,"num":0}]', Buffer.of(4, 1, 2)]],
  ["rubbish", ["4abc"]],
  ["a query like a prototype's", ["40/x?__proto__=1&toString=2"]],
];

const DESCRIBED = new Set(["CONNECT once more", "an event of a namespace that was not joined", "rubbish"]);

const said: readonly Scenario[] = packets.map(([name, sent]) => ({
  name: `an old client: ${name}`,
  ...(DESCRIBED.has(name) ? { differences: { "disconnect-description": describeEnd } } : {}),
  script: async (stage) => {
    const io = await stage.createServer(LEGACY);
    for (const nsp of ["/", "/x"]) {
      io.of(nsp).on("connection", (socket) => {
        const { id, conn, handshake } = socket;
        stage.log(
          "server",
          `connection ${nsp}`,
          id === idOf(conn),
          id,
          conn.protocol,
          Object.entries(handshake.auth),
        );
        watchEnd(stage.tracks, socket, nsp);
        watchEvents(stage.tracks, socket, nsp);
        socket.on("ask", (ack: (value: string) => void) => ack("answer"));
      });
    }
    io.of("/refuses").use((_socket, next) => next(new Error("not you")));
    io.of("/data").use((_socket, next) => next(Object.assign(new Error("no"), { data: { code: 1 } })));
    const peer = await stage.peer("a", { query: "EIO=3&own=1" });
    await peer.got("40");
    await stage.each(peer, ...sent);
    io.emit("to all", 1);
    io.of("/x").emit("to all of /x", Buffer.of(1));
    await stage.settle();
  },
}));

const others: readonly Scenario[] = [
  {
    name: "an old client that is not let in",
    script: async (stage) => {
      const io = await stage.createServer(LEGACY);
      io.use((_socket, next) => next(new Error("not you")));
      const peer = await stage.peer("a", { query: "EIO=3" });
      await peer.got("44");
    },
  },
  {
    name: "an old client is disconnected",
    script: async (stage) => {
      const io = await stage.createServer(LEGACY);
      io.on("connection", (socket) => {
        watchEnd(stage.tracks, socket);
        socket.emit("hello");
        socket.disconnect();
      });
      await stage.peer("a", { query: "EIO=3" });
      await stage.settle();
    },
  },
  {
    name: "an old and a new client in one room",
    script: async (stage) => {
      const io = await stage.createServer(LEGACY);
      io.on("connection", (socket) => void socket.join("r"));
      const old = await stage.peer("old", { query: "EIO=3" });
      await old.got("40");
      await stage.pair(io, "new");
      io.to("r").emit("both", { a: 1 }, Buffer.of(1));
      io.emit("all");
      io.timeout(20).emit("ask", (...args: unknown[]) => stage.log("server", "ack", ...args));
      await stage.settle();
      old.send('430["old"]');
      await stage.seen("server", "ack");
    },
  },
  {
    name: "an old client is refused without allowEIO3",
    script: async (stage) => {
      await stage.createServer();
      await stage.polling("a", "EIO=3");
    },
  },
  ...(["websocket", "polling"] as const).map((transport): Scenario => ({
    name: `the client of the second generation over ${transport}`,
    script: async (stage) => {
      const io = await stage.createServer(LEGACY);
      io.of("/x").on("connection", (socket) => {
        stage.log("server", "connection", socket.nsp.name, socket.id === `/x#${idOf(socket.conn)}`, {
          ...socket.handshake.auth,
        });
        watchEnd(stage.tracks, socket);
        watchEvents(stage.tracks, socket);
        socket.on("ask", (value: number, ack: (value: number) => void) => ack(value + 1));
        socket.emit("hello", 1, { b: Buffer.of(1, 2) });
      });
      const connectOld = await loadOld();
      const client = connectOld(`http://127.0.0.1:${stage.port}/x?token=t`, {
        transports: [transport],
        forceNew: true,
        reconnection: false,
      });
      stage.atEnd(() => client.close());
      client.on("hello", (...args: unknown[]) => stage.log("a", "hello", ...args));
      client.on("error", (...args: unknown[]) => stage.log("a", "error", ...args));
      client.on("disconnect", (reason) => stage.log("a", "disconnect", reason));
      await stage.seen("a", "hello");
      client.emit("ask", 1, (value: unknown) => stage.log("a", "answer", value));
      client.emit("bytes", { deep: [Buffer.of(7)] });
      await stage.seen("a", "answer");
      client.close();
      await stage.seen("server", "disconnect ");
    },
  })),
];

interface OldClient {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  close(): unknown;
}

type ConnectOld = (url: string, options: object) => OldClient;

/** It has no types. */
async function loadOld(): Promise<ConnectOld> {
  const name: string = "socket.io-client-v2";
  const { default: connectOld } = (await import(name)) as { readonly default: ConnectOld };
  return connectOld;
}

export const legacy: readonly Scenario[] = [...said, ...others];
