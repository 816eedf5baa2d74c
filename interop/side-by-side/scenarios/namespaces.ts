import { allSocketsOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import { watchEnd, watchEvents } from "../harness/watch.ts";
import type { Io, IoNamespace } from "../implementation.ts";

const known = (stage: Stage, io: Io): void => {
  const names = [...io._nsps].map(([name, { sockets }]) => `${name} (${sockets.size})`);
  stage.note("namespaces", names);
};

/** Parents, and the names that are asked for one after the other. */
const matching: readonly (readonly [string, (io: Io) => unknown, readonly string[]])[] = [
  [
    "a regular expression",
    (io) => io.of(/^\/dynamic-\d+$/),
    ["/dynamic-1", "/dynamic-2", "/dynamic-x", "/other", "/dynamic-1"],
  ],
  ["a regular expression that matches all", (io) => io.of(/.*/), ["/a", "/b/c", "/"]],
  [
    "a function",
    (io) => io.of((name, auth, next) => next(null, name === "/yes" && auth["key"] === 1)),
    ["/yes", "/no"],
  ],
  ["a function that fails", (io) => io.of((_name, _auth, next) => next(new Error("failed"), true)), ["/any"]],
  [
    "a function that decides later",
    (io) => io.of((_name, _auth, next) => void setImmediate(next, null, true)),
    ["/any", "/any"],
  ],
  [
    "a function that refuses later",
    (io) => io.of((_name, _auth, next) => void setImmediate(next, null, false)),
    ["/any"],
  ],
  [
    "two parents, the first wins",
    (io) => {
      io.of(/^\/a/).on("connection", (socket) => void socket.emit("the first"));
      io.of(/^\/ab/).on("connection", (socket) => void socket.emit("the second"));
    },
    ["/a", "/ab"],
  ],
  [
    "the first of two functions refuses",
    (io) => {
      io.of((_name, _auth, next) => next(null, false)).on(
        "connection",
        (socket) => void socket.emit("the first"),
      );
      io.of((_name, _auth, next) => next(null, true)).on(
        "connection",
        (socket) => void socket.emit("the second"),
      );
    },
    ["/a"],
  ],
  [
    "a static namespace wins",
    (io) => {
      io.of(/.*/).on("connection", (socket) => void socket.emit("dynamic"));
      io.of("/static").on("connection", (socket) => void socket.emit("static"));
    },
    ["/static", "/other"],
  ],
];

const dynamic: readonly Scenario[] = matching.map(([name, add, names]) => ({
  name: `dynamic namespaces: ${name}`,
  script: async (stage) => {
    const io = await stage.createServer();
    io.on("new_namespace", (nsp: IoNamespace) => stage.log("server", "new_namespace", nsp.name));
    add(io);
    for (const [index, asked] of names.entries()) {
      const peer = await stage.peer(`peer ${index}`);
      peer.send(asked === "/" ? "40" : `40${asked},{"key":1}`);
      await stage.settle();
    }
    known(stage, io);
  },
}));

const parents: readonly Scenario[] = [
  {
    name: "children have the middlewares and listeners of their parent, as they were",
    script: async (stage) => {
      const io = await stage.createServer();
      const parent = io.of(/^\/d/);
      parent.use((socket, next) => {
        stage.log("server", "middleware", socket.nsp.name);
        next();
      });
      parent.on("connection", (socket) => stage.log("server", "connection", socket.nsp.name));
      await stage.pair(io, "a", { nsp: "/d1" });
      parent.use((_socket, next) => {
        stage.log("server", "second middleware");
        next();
      });
      parent.on("connect", (socket) => stage.log("server", "connect", socket.nsp.name));
      const peer = await stage.peer("b");
      await peer.connect("/d1");
      await peer.connect("/d2");
      await stage.settle();
    },
  },
  {
    name: "a child of its own listeners and middlewares",
    script: async (stage) => {
      const io = await stage.createServer();
      const parent = io.of(/^\/d/, (socket) => stage.log("server", "parent", socket.nsp.name));
      io.on("new_namespace", (nsp: IoNamespace) => {
        stage.log("server", "new_namespace", nsp.name);
        nsp.use((_socket, next) => {
          stage.log("server", "the child's middleware");
          next();
        });
        nsp.on("connection", () => stage.log("server", "the child's connection"));
      });
      const peer = await stage.peer("a");
      await peer.connect("/d1");
      await stage.settle();
      stage.note(
        "listeners",
        parent.listeners("connect").length,
        io.of("/d1").listeners("connection").length,
      );
    },
  },
  {
    name: "of() with the name of a child makes it",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("new_namespace", (nsp: IoNamespace) => stage.log("server", "new_namespace", nsp.name));
      io.of(/^\/d/).on("connection", (socket) => stage.log("server", "parent's", socket.nsp.name));
      const child = io.of("/d1");
      stage.note("the same", child === io.of("d1"), child.name);
      known(stage, io);
      await stage.pair(io, "a", { nsp: "/d1" });
    },
  },
  {
    name: "a parent emits to all children",
    script: async (stage) => {
      const io = await stage.createServer();
      const parent = io.of(/^\/d/);
      for (const [name, nsp] of [
        ["a", "/d1"],
        ["b", "/d2"],
        ["c", "/e"],
      ] as const) {
        const peer = await stage.peer(name);
        if (nsp === "/e") io.of("/e");
        await peer.connect(nsp);
      }
      for (const child of ["/d1", "/d2"]) io.of(child).socketsJoin("r");
      stage.note("emit", parent.emit("to all", 1));
      parent.to("r").emit("to a room");
      parent.except("r").emit("to nobody");
      parent.send("sent");
      parent.local.emit("local");
      parent.volatile.emit("volatile");
      await stage.settle();
    },
  },
  {
    name: "what parents cannot do",
    script: async (stage) => {
      const io = await stage.createServer();
      const parent = io.of(/^\/d/);
      stage.note("name", parent.name.replace(/\d+$/, "<n>"), parent.constructor.name);
      await stage.pair(io, "a", { nsp: "/d1" });
      stage.attempt("fetchSockets", () => void parent.fetchSockets());
      stage.attempt("fetchSockets of a room", () => void parent.to("r").fetchSockets());
      stage.attempt("socketsJoin", () => parent.socketsJoin("r"));
      stage.attempt("disconnectSockets", () => parent.disconnectSockets());
      stage.attempt("reserved", () => parent.emit("connect"));
      await stage.settle();
      stage.note("rooms", io.of("/d1").adapter.rooms);
    },
  },
  {
    name: "fetchSockets of a parent",
    script: async (stage) => {
      const io = await stage.createServer();
      const parent = io.of(/^\/d/);
      try {
        stage.note("resolved", await parent.fetchSockets());
      } catch (error) {
        stage.note("failed", error);
      }
      await stage.outcome("allSockets", allSocketsOf(parent));
    },
  },
  ...[/^\/d/g, /^\/d/y].map((pattern): Scenario => ({
    name: `a regular expression with the flag ${pattern.flags}`,
    script: async (stage) => {
      const io = await stage.createServer();
      stage.attempt("of", () => io.of(pattern).name);
    },
  })),
  {
    name: "two connects to a new child at the same time",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("new_namespace", (nsp: IoNamespace) => stage.log("server", "new_namespace", nsp.name));
      io.of((_name, _auth, next) => void setImmediate(next, null, true)).on("connection", () =>
        stage.log("server", "connection"),
      );
      const a = await stage.peer("a");
      const b = await stage.peer("b");
      a.send("40/new,");
      b.send("40/new,");
      await stage.settle();
      known(stage, io);
    },
  },
];

const cleaning: readonly Scenario[] = [true, false].flatMap(
  (cleanupEmptyChildNamespaces): readonly Scenario[] => [
    {
      name: `the last of a child leaves, cleanupEmptyChildNamespaces: ${cleanupEmptyChildNamespaces}`,
      script: async (stage) => {
        const io = await stage.createServer({ cleanupEmptyChildNamespaces });
        io.on("new_namespace", (nsp: IoNamespace) => stage.log("server", "new_namespace", nsp.name));
        io.of(/^\/d/).on("connection", (socket) => watchEnd(stage.tracks, socket));
        io.of("/static");
        const a = await stage.peer("a");
        const b = await stage.peer("b");
        await a.connect("/d1");
        await b.connect("/d1");
        await b.connect("/static");
        a.send("41/d1,");
        await stage.settle();
        known(stage, io);
        b.close();
        await stage.settle();
        known(stage, io);
        const c = await stage.peer("c");
        await c.connect("/d1");
        known(stage, io);
      },
    },
    {
      name: `a child that nobody gets into, cleanupEmptyChildNamespaces: ${cleanupEmptyChildNamespaces}`,
      script: async (stage) => {
        const io = await stage.createServer({ cleanupEmptyChildNamespaces });
        io.of(/^\/d/).use((_socket, next) => next(new Error("no")));
        const peer = await stage.peer("a");
        peer.send("40/d1,");
        await stage.settle();
        known(stage, io);
      },
    },
    {
      name: `a child whose last socket is disconnected, cleanupEmptyChildNamespaces: ${cleanupEmptyChildNamespaces}`,
      script: async (stage) => {
        const io = await stage.createServer({ cleanupEmptyChildNamespaces });
        io.of(/^\/d/);
        const peer = await stage.peer("a");
        await peer.connect("/d1");
        io.of("/d1").disconnectSockets();
        await stage.settle();
        known(stage, io);
      },
    },
  ],
);

const statics: readonly Scenario[] = [
  {
    name: "of() with and without a slash",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("new_namespace", (nsp: IoNamespace) => stage.log("server", "new_namespace", nsp.name));
      const names = ["/", "", "admin", "/admin", "//x", "/a/b", "a?b=c", "/\u00e9"];
      for (const name of names) stage.attempt(`of ${name}`, () => io.of(name).name);
      stage.note("the same", io.of("admin") === io.of("/admin"), io.of("/") === io.sockets);
      known(stage, io);
      stage.note(
        "a namespace",
        io.of("/admin").server === io,
        io.of("/admin").constructor.name,
        io.of("/admin").sockets,
      );
    },
  },
  {
    name: "two namespaces over one connection",
    script: async (stage) => {
      const io = await stage.createServer();
      for (const nsp of ["/", "/x"]) {
        io.of(nsp).on("connection", (socket) => {
          watchEvents(stage.tracks, socket, nsp);
          watchEnd(stage.tracks, socket, nsp);
          socket.emit("hello from", nsp);
        });
      }
      const [client, socket] = await stage.stock(io, "a");
      const other = client.io.socket("/x", {});
      other.onAny((...args: unknown[]) => stage.log("a of /x", "event", ...args));
      await stage.seen("a of /x", "event");
      client.emit("one", 1);
      other.emit("two", 2);
      client.emit("three", 3);
      await stage.seen("server", "/ event", 2);
      const [first] = io.of("/x").sockets.values();
      stage.note(
        "connection",
        first?.conn === socket.conn,
        first?.client === socket.client,
        first?.id === socket.id,
      );
      other.disconnect();
      await stage.seen("server", "/x disconnect ");
      client.emit("still");
      await stage.seen("server", "/ event", 3);
    },
  },
  {
    name: "a client in a namespace only",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", () => stage.log("server", "never"));
      const [peer, socket] = await stage.pair(io, "a", { nsp: "/only", auth: '{"a":1}' });
      watchEvents(stage.tracks, socket);
      peer.send('42/only,["x",1]', '42/only,7["y"]', '42/only,["with, comma"]');
      socket.emit("x", () => undefined);
      await stage.settle();
      stage.note("sizes", io.sockets.sockets.size, io.of("/only").sockets.size);
    },
  },
  {
    name: "middlewares of one namespace are not those of another",
    script: async (stage) => {
      const io = await stage.createServer();
      io.use((_socket, next) => {
        stage.log("server", "main");
        next();
      });
      io.of("/x").use((_socket, next) => {
        stage.log("server", "x");
        next();
      });
      const peer = await stage.peer("a");
      await peer.connect("/x");
      await peer.connect("/");
      await stage.settle();
    },
  },
  {
    name: "a namespace that is made later",
    script: async (stage) => {
      const io = await stage.createServer();
      const peer = await stage.peer("a");
      peer.send("40/late,");
      await stage.settle();
      io.of("/late");
      peer.send("40/late,");
      await stage.settle();
    },
  },
];

export const namespaces: readonly Scenario[] = [...statics, ...dynamic, ...parents, ...cleaning];
