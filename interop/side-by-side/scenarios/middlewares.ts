import { type Next, watchConnections } from "../harness/connections.ts";
import { dataOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Io } from "../implementation.ts";

/** What middlewares may do; the client's answer and the server's events are compared. */
const behaviours: readonly (readonly [string, (stage: Stage, io: Io) => void])[] = [
  ["none", () => undefined],
  ["one that lets in", (_stage, io) => void io.use((_socket, next) => next())],
  ["one that lets in later", (_stage, io) => void io.use((_socket, next) => void setImmediate(next))],
  ["one that refuses", (_stage, io) => void io.use((_socket, next) => next(new Error("not you")))],
  [
    "one that refuses later",
    (_stage, io) => void io.use((_socket, next) => void setImmediate(next, new Error("late"))),
  ],
  [
    "one that refuses with data",
    (_stage, io) => {
      io.use((_socket, next: Next) =>
        next(Object.assign(new Error("no"), { data: { code: 7, list: [1, "a"] } })),
      );
    },
  ],
  [
    "one that refuses with data that is not an object",
    (_stage, io) =>
      void io.use((_socket, next: Next) => next(Object.assign(new Error("no"), { data: "text" }))),
  ],
  ["one that refuses with a text", (_stage, io) => void io.use((_socket, next) => next("a text" as never))],
  [
    "one that refuses with an object",
    (_stage, io) => void io.use((_socket, next) => next({ message: "m", data: 1 } as never)),
  ],
  ["one that gives null", (_stage, io) => void io.use((_socket, next) => next(null as never))],
  ["one with an empty message", (_stage, io) => void io.use((_socket, next) => next(new Error("")))],
  [
    "one that calls next twice",
    (_stage, io) => {
      io.use((_socket, next) => {
        next();
        next();
      });
    },
  ],
  [
    "one that lets in, then refuses",
    (_stage, io) => {
      io.use((_socket, next) => {
        next();
        next(new Error("changed my mind"));
      });
    },
  ],
  [
    "two in their order",
    (stage, io) => {
      io.use((_socket, next) => {
        stage.log("server", "first");
        next();
        stage.log("server", "behind the first");
      });
      io.use((_socket, next) => {
        stage.log("server", "second");
        next();
      });
    },
  ],
  [
    "the second refuses",
    (stage, io) => {
      io.use((_socket, next) => next());
      io.use((_socket, next) => next(new Error("second")));
      io.use((_socket, next) => {
        stage.log("server", "never");
        next();
      });
    },
  ],
  [
    "an async one",
    (stage, io) => {
      io.use(async (_socket, next) => {
        await Promise.resolve();
        stage.log("server", "async");
        next();
      });
    },
  ],
  [
    "what the socket is like in it",
    (stage, io) => {
      io.use((socket, next) => {
        const { connected, disconnected, rooms, recovered, handshake } = socket;
        stage.log(
          "server",
          "socket",
          connected,
          disconnected,
          rooms,
          dataOf(socket),
          recovered,
          handshake.auth,
        );
        stage.log("server", "known", io.sockets.sockets.has(socket.id), io.sockets.sockets.size);
        dataOf(socket)["user"] = "u";
        next();
      });
    },
  ],
  [
    "one that joins",
    (_stage, io) => {
      io.use((socket, next) => {
        void socket.join(["early", "birds"]);
        next();
      });
    },
  ],
  [
    "one that joins and refuses",
    (stage, io) => {
      for (const event of ["create-room", "join-room", "leave-room", "delete-room"]) {
        io.sockets.adapter.on(event, (...values: unknown[]) => stage.log("server", event, ...values));
      }
      io.use((socket, next) => {
        void socket.join("early");
        next(new Error("no"));
      });
    },
  ],
  [
    "one that emits",
    (_stage, io) => {
      io.use((socket, next) => {
        socket.emit("early", 1);
        next();
      });
    },
  ],
  [
    "one that emits to the room of the socket",
    (_stage, io) => {
      io.use((socket, next) => {
        io.to(socket.id).emit("early", 1);
        void socket.join("r");
        io.to("r").emit("to the room", 1);
        next();
      });
    },
  ],
  [
    "one that disconnects and lets in",
    (_stage, io) => {
      io.use((socket, next) => {
        socket.disconnect();
        next();
      });
    },
  ],
  [
    "one that disconnects with close",
    (_stage, io) => {
      io.use((socket, next) => {
        socket.disconnect(true);
        next();
      });
    },
  ],
  [
    "one that closes the connection",
    (_stage, io) => {
      io.use((socket, next) => {
        socket.conn.close();
        next();
      });
    },
  ],
];

const CALLED_TWICE = new Set(["one that calls next twice", "one that lets in, then refuses"]);

const ONCE = [
  'a: < 40{"sid":"<id1>"}',
  'a: < 42["behind connect"]',
  'a: < 42["behind connection"]',
  "script: sockets 1, 1",
  'server: connect true, Set["<id1>"], {}, 1',
  'server: connection true, Set["<id1>"], {}, 1',
];

export const middlewares: readonly Scenario[] = behaviours.map(([name, add]) => ({
  name: `middlewares: ${name}`,
  ...(CALLED_TWICE.has(name) ? { differences: { "next-once": ONCE } } : {}),
  script: async (stage) => {
    const io = await stage.createServer();
    add(stage, io);
    watchConnections(stage, io);
    const peer = await stage.peer("a");
    peer.send("40");
    await stage.settle();
    peer.send('42["behind"]');
    await stage.settle();
    stage.note("sockets", io.sockets.sockets.size, io.engine.clientsCount);
  },
}));
