import { replacing, type Rewrites } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import { watchEnd } from "../harness/watch.ts";
import type { ServerSocket } from "../implementation.ts";

const noting =
  (stage: Stage, label: string) =>
  (...args: unknown[]): void =>
    stage.log("server", label, ...args);

type Use = Parameters<ServerSocket["use"]>[0];

/** Middlewares of a socket, and what becomes of the events `x`, `y`, `x`. */
const uses: readonly (readonly [string, (stage: Stage) => readonly Use[]])[] = [
  ["one that passes on", () => [(_event, next) => next()]],
  ["one that never passes on", () => [() => undefined]],
  ["one that passes on later", () => [(_event, next) => void setImmediate(next)]],
  ["one that refuses", () => [(_event, next) => next(new Error("refused"))]],
  [
    "one that refuses with data",
    () => [(_event, next) => next(Object.assign(new Error("no"), { data: { a: 1 } }))],
  ],
  ["one that refuses with a text", () => [(_event, next) => next("text" as never)]],
  [
    "one that refuses one event only",
    () => [(event, next) => next(event[0] === "y" ? new Error("not y") : undefined)],
  ],
  [
    "one that changes the arguments",
    () => [
      (event, next) => {
        event[1] = "changed";
        event.push("more");
        next();
      },
    ],
  ],
  [
    "one that changes the name",
    () => [
      (event, next) => {
        event[0] = "y";
        next();
      },
    ],
  ],
  [
    "two in their order",
    (stage) => [
      (event, next) => {
        stage.log("server", "first", ...event);
        next();
        stage.log("server", "behind the first");
      },
      (event, next) => {
        stage.log("server", "second", ...event);
        next();
      },
    ],
  ],
  [
    "the first of two refuses",
    (stage) => [
      (_event, next) => next(new Error("first")),
      (_event, next) => {
        stage.log("server", "never");
        next();
      },
    ],
  ],
  [
    "one that calls next twice",
    () => [
      (_event, next) => {
        next();
        next();
      },
    ],
  ],
  [
    "one that only lets the first through at once",
    () => [(event, next) => void (event[1] === 1 ? setImmediate(next) : next())],
  ],
];

const DIFFERENCES: Readonly<Record<string, Rewrites>> = {
  "two in their order": {
    "same-turn": replacing(
      ...["x 1", "y 2", "x 3"].map(
        (heard) =>
          [
            `server: behind the first\nserver: ${heard}`,
            `server: ${heard}\nserver: behind the first`,
          ] as const,
      ),
    ),
  },
  "one that calls next twice": {
    "next-once": replacing(
      ...["x 1", "y 2", "x 3"].map(
        (heard) => [`server: ${heard}\nserver: ${heard}`, `server: ${heard}`] as const,
      ),
    ),
  },
};

const middlewares: readonly Scenario[] = uses.map(([name, make]) => ({
  name: `socket.use: ${name}`,
  ...(DIFFERENCES[name] === undefined ? {} : { differences: DIFFERENCES[name] }),
  script: async (stage) => {
    const io = await stage.createServer();
    const [peer, socket] = await stage.pair(io, "a");
    watchEnd(stage.tracks, socket);
    for (const use of make(stage)) stage.note("use returns the socket", socket.use(use) === socket);
    socket.onAny(noting(stage, "any"));
    socket.on("x", noting(stage, "x"));
    socket.on("y", noting(stage, "y"));
    await stage.each(peer, '42["x",1]', '42["y",2]', '42["x",3]');
  },
}));

const incoming: readonly Scenario[] = [
  {
    name: "onAny and prependAny in their order, before middlewares and listeners",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("x", noting(stage, "listener"));
      socket.use((_event, next) => {
        stage.log("server", "middleware");
        next();
      });
      stage.note("returns", socket.onAny(noting(stage, "any 1")) === socket);
      socket.onAny(noting(stage, "any 2"));
      stage.note("returns", socket.prependAny(noting(stage, "any 0")) === socket);
      await stage.each(peer, '42["x",1]', '42["unheard",2]');
    },
  },
  {
    name: "offAny and listenersAny",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const first = noting(stage, "first");
      const second = noting(stage, "second");
      stage.note("none", socket.listenersAny(), socket.offAny(first) === socket);
      socket.onAny(first).onAny(second).onAny(first);
      stage.note("three", socket.listenersAny().length, socket.listenersAny()[1] === second);
      socket.offAny(first);
      peer.send('42["x"]');
      await stage.settle();
      socket.offAny();
      stage.note("none", socket.listenersAny().length);
      peer.send('42["x"]');
      await stage.settle();
    },
  },
  {
    name: "a catch-all listener that removes itself",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const once = (...args: unknown[]): void => {
        stage.log("server", "once", ...args);
        socket.offAny(once);
      };
      socket.onAny(once);
      socket.onAny(noting(stage, "other"));
      await stage.each(peer, '42["x",1]', '42["x",2]');
    },
  },
  {
    name: "catch-all listeners do not hear what is not an event",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.onAny(noting(stage, "any"));
      socket.emit("x", noting(stage, "ack"));
      await peer.got("420");
      await stage.each(peer, "430[1]", "41");
    },
  },
  {
    name: "a catch-all listener that disconnects",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      socket.onAny((event: string) => {
        stage.log("server", "any", event);
        if (event === "x") socket.disconnect();
      });
      socket.on("x", noting(stage, "x"));
      socket.on("y", noting(stage, "y"));
      peer.send('42["x"]');
      await stage.settle();
    },
  },
  {
    name: "events in the same segment behind one that disconnects",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      socket.on("x", () => void socket.disconnect(true));
      socket.on("y", noting(stage, "y"));
      await stage.each(peer, '42["x"]', '42["y"]');
    },
  },
  {
    name: "a middleware that passes on behind the end of the socket",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      let passOn = (): void => undefined;
      socket.use((_event, next) => (passOn = next));
      socket.on("x", noting(stage, "x"));
      peer.send('42["x"]', "41");
      await stage.seen("server", "disconnect ");
      passOn();
      await stage.settle();
    },
  },
];

const outgoing: readonly Scenario[] = [
  {
    name: "onAnyOutgoing hears emits, sends and broadcasts",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      const [, other] = await stage.pair(io, "b");
      stage.note("returns", socket.onAnyOutgoing(noting(stage, "second")) === socket);
      stage.note("returns", socket.prependAnyOutgoing(noting(stage, "first")) === socket);
      socket.emit("emit", 1, () => undefined);
      socket.send("send");
      io.emit("broadcast", 2);
      socket.broadcast.emit("not to me");
      other.broadcast.emit("to me", { a: 1 });
      io.to(socket.id)
        .timeout(50)
        .emit("with ack", () => undefined);
      socket.volatile.emit("volatile");
      socket.disconnect();
      await stage.settle();
    },
  },
  {
    name: "offAnyOutgoing and listenersAnyOutgoing",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      const first = noting(stage, "first");
      const second = noting(stage, "second");
      stage.note("none", socket.listenersAnyOutgoing(), socket.offAnyOutgoing(first) === socket);
      socket.onAnyOutgoing(first).onAnyOutgoing(second);
      stage.note("two", socket.listenersAnyOutgoing().length, socket.listenersAnyOutgoing()[0] === first);
      socket.offAnyOutgoing(first);
      socket.emit("x");
      io.emit("y");
      socket.offAnyOutgoing();
      socket.emit("z");
      stage.note("none", socket.listenersAnyOutgoing().length);
      await stage.settle();
    },
  },
  {
    name: "onAnyOutgoing does not hear acknowledgements of the server",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.onAnyOutgoing(noting(stage, "outgoing"));
      socket.on("x", (ack: (value: number) => void) => ack(1));
      peer.send('420["x"]');
      await stage.settle();
    },
  },
  {
    name: "an outgoing listener that changes the arguments",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      await stage.pair(io, "b");
      socket.onAnyOutgoing((_event: unknown, value: { changed?: boolean }) => (value.changed = true));
      socket.emit("x", {});
      io.emit("y", {});
      await stage.settle();
    },
  },
];

export const catchAll: readonly Scenario[] = [...middlewares, ...incoming, ...outgoing];
