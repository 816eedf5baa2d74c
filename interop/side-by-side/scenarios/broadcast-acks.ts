import { Buffer } from "node:buffer";
import { captureConsole } from "../harness/console.ts";
import type { RawSocket } from "../harness/raw-socket.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Io, ServerSocket } from "../implementation.ts";

interface Crowd {
  readonly io: Io;
  readonly peers: readonly RawSocket[];
  readonly sockets: readonly ServerSocket[];
}

/** Three clients, all in the room `r`, the first also in `first`. */
async function crowd(stage: Stage): Promise<Crowd> {
  const io = await stage.createServer();
  const pairs = [await stage.pair(io, "a"), await stage.pair(io, "b"), await stage.pair(io, "c")];
  const sockets = pairs.map(([, socket]) => socket);
  for (const socket of sockets) void socket.join("r");
  void sockets[0]?.join("first");
  return { io, peers: pairs.map(([peer]) => peer), sockets };
}

/** Lets the clients answer one after the other, so that the order of the answers is no chance. */
async function answer(
  stage: Stage,
  peers: readonly RawSocket[],
  texts: readonly (string | Buffer)[],
): Promise<void> {
  await stage.settle();
  for (const [index, text] of texts.entries()) {
    peers[index]?.send(text);
    await stage.settle();
  }
}

const noting =
  (stage: Stage, label = "ack") =>
  (...args: unknown[]): void =>
    stage.log("server", label, ...args);

const LONG = 4000;

/** How all are asked, and what they answer. */
const questions: readonly (readonly [
  string,
  (crowd: Crowd, callback: (...args: unknown[]) => void) => unknown,
  readonly string[],
])[] = [
  ["io.timeout", ({ io }, ack) => io.timeout(LONG).emit("x", 1, ack), ['430["a"]', '430["b"]', '430["c"]']],
  ["several values", ({ io }, ack) => io.timeout(LONG).emit("x", ack), ['430["a",2]', "430[]", "430[null]"]],
  ["a room", ({ io }, ack) => io.to("first").timeout(LONG).emit("x", ack), ['430["a"]']],
  ["timeout before the room", ({ io }, ack) => io.timeout(LONG).to("first").emit("x", ack), ['430["a"]']],
  [
    "a socket's broadcast",
    ({ sockets: [a] }, ack) => a?.broadcast.timeout(LONG).emit("x", ack),
    ["", '430["b"]', '430["c"]'],
  ],
  [
    "a socket's room",
    ({ sockets: [a] }, ack) => a?.to("r").timeout(LONG).emit("x", ack),
    ["", '430["b"]', '430["c"]'],
  ],
  ["except", ({ io }, ack) => io.except("first").timeout(LONG).emit("x", ack), ["", '430["b"]', '430["c"]']],
  ["nobody", ({ io }, ack) => io.to("nobody").timeout(LONG).emit("x", ack), []],
  [
    "a namespace",
    ({ io }, ack) => io.of("/").timeout(LONG).emit("x", ack),
    ['430["a"]', '430["b"]', '430["c"]'],
  ],
  [
    "one answers twice",
    ({ io }, ack) => io.timeout(LONG).emit("x", ack),
    ['430["a"]', '430["b"]', '430["c"]', '430["d"]'],
  ],
  ["one does not answer", ({ io }, ack) => io.timeout(30).emit("x", ack), ['430["a"]', '430["b"]']],
  ["nobody answers", ({ io }, ack) => io.timeout(30).emit("x", ack), []],
  ["local", ({ io }, ack) => io.local.timeout(LONG).emit("x", ack), ['430["a"]', '430["b"]', '430["c"]']],
  ["without a timeout", ({ io }, ack) => io.emit("x", ack), []],
  ["a room without a timeout", ({ io }, ack) => io.to("first").emit("x", ack), []],
];

const asked: readonly Scenario[] = questions.map(([name, ask, texts]) => ({
  name: `acknowledgements of many: ${name}`,
  script: async (stage) => {
    const members = await crowd(stage);
    stage.note("returns", ask(members, noting(stage)));
    await answer(stage, members.peers, texts);
    await stage.seen("server", "ack");
    stage.note(
      "another",
      members.io.timeout(LONG).emit("y", () => undefined),
    );
  },
}));

const others: readonly Scenario[] = [
  {
    name: "a late answer of one of many",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      io.timeout(20).emit("x", noting(stage));
      await stage.seen("server", "ack");
      await answer(stage, peers, ['430["late"]']);
    },
  },
  {
    name: "one of many leaves before it answers",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      io.timeout(60).emit("x", noting(stage));
      await stage.settle();
      peers[2]?.close();
      await answer(stage, peers, ['430["a"]', '430["b"]']);
      await stage.seen("server", "ack");
    },
  },
  {
    name: "buffers in the question and in the answers",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      io.to("first").timeout(LONG).emit("x", Buffer.of(1), noting(stage));
      await stage.settle();
      peers[0]?.send('461-0[{"_placeholder":true,"num":0}]', Buffer.of(7));
      await stage.seen("server", "ack");
    },
  },
  {
    name: "emitWithAck of many",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      const all = io.timeout(LONG).emitWithAck("x", 1);
      await answer(stage, peers, ['430["a"]', '430["b","more"]', '430["c"]']);
      await stage.outcome("all", all);
      const some = io.timeout(30).emitWithAck("y");
      await answer(stage, peers, ['431["a"]']);
      await stage.outcome("some", some);
      await stage.outcome("nobody", io.to("nobody").timeout(LONG).emitWithAck("z"));
      const others = peers[0] === undefined ? [] : io.of("/").except("first").timeout(LONG).emitWithAck("w");
      await answer(stage, peers, ["", '433["b"]', '433["c"]']);
      await stage.outcome("others", Promise.resolve(others));
    },
  },
  {
    name: "emitWithAck of many without a timeout",
    script: async (stage) => {
      const { io } = await crowd(stage);
      await stage.outcome("emitWithAck", io.to("r").emitWithAck("x"));
    },
  },
  {
    name: "acknowledgements of a fetched socket",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      const [remote] = await io.in("first").fetchSockets();
      remote?.timeout(LONG).emit("x", noting(stage));
      await answer(stage, peers, ['430["a"]']);
      remote?.timeout(20).emit("y", noting(stage));
      await stage.seen("server", "ack", 2);
    },
  },
  {
    name: "ids of acknowledgements are shared by emits and broadcasts",
    script: async (stage) => {
      const { io, sockets, peers } = await crowd(stage);
      sockets[0]?.emit("one", noting(stage, "one"));
      io.timeout(LONG).emit("two", noting(stage, "two"));
      sockets[1]?.emit("three", noting(stage, "three"));
      await answer(stage, peers, ['431["a"]', '431["b"]', '431["c"]']);
      await stage.seen("server", "two");
    },
  },
  {
    name: "a volatile broadcast with acknowledgements",
    script: async (stage) => {
      const { io, peers } = await crowd(stage);
      io.volatile.timeout(LONG).emit("x", noting(stage));
      await answer(stage, peers, ['430["a"]', '430["b"]', '430["c"]']);
      await stage.seen("server", "ack");
    },
  },
  {
    name: "the stock clients answer a broadcast",
    script: async (stage) => {
      const io = await stage.createServer();
      const [a] = await stage.stock(io, "a");
      const [b] = await stage.stock(io, "b");
      a.on("question", (ack: (value: number) => void) => ack(42));
      b.on("question", (ack: (value: number) => void) => ack(42));
      await stage.outcome("emitWithAck", io.timeout(LONG).emitWithAck("question"));
    },
  },
];

const serverSide: readonly Scenario[] = [
  {
    name: "serverSideEmit with the adapter in memory",
    script: async (stage) => {
      captureConsole(stage);
      const io = await stage.createServer();
      io.on("hello", (...args: unknown[]) => stage.log("server", "hello", ...args));
      stage.note("emit", io.serverSideEmit("hello", 1), io.of("/x").serverSideEmit("hello"));
      await stage.settle();
    },
  },
  {
    name: "serverSideEmit with a callback and the adapter in memory",
    script: async (stage) => {
      captureConsole(stage);
      const io = await stage.createServer();
      stage.attempt("emit", () =>
        io.serverSideEmit("hello", (...args: unknown[]) => stage.log("server", "ack", ...args)),
      );
      io.serverSideEmitWithAck("hello", 1).then(noting(stage, "resolved"), noting(stage, "rejected"));
      await stage.settle();
    },
  },
  {
    name: "names that are reserved for serverSideEmit",
    script: async (stage) => {
      captureConsole(stage);
      const io = await stage.createServer();
      for (const event of ["connect", "connection", "new_namespace", "disconnect", "error", "message"]) {
        stage.attempt(event, () => io.serverSideEmit(event));
        stage.attempt(`${event} of a namespace`, () => io.of("/x").serverSideEmit(event));
      }
    },
  },
  {
    name: "what other servers emit",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("hello", (...args: unknown[]) => stage.log("server", "hello", ...args));
      io.of("/x").on("hello", (...args: unknown[]) => stage.log("server", "hello of /x", ...args));
      io.of("/")._onServerSideEmit(["hello", 1, "two"]);
      io.of("/x")._onServerSideEmit(["hello"]);
      io.of("/")._onServerSideEmit(["nobody"]);
      stage.note("listeners", io.listenerCount("hello"));
    },
  },
];

export const broadcastAcks: readonly Scenario[] = [...asked, ...others, ...serverSide];
