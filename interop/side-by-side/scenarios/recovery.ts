import { Buffer } from "node:buffer";
import { describeEnd, inOrder } from "../differences.ts";
import type { RawSocket } from "../harness/raw-socket.ts";
import { dataOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import { watchEnd } from "../harness/watch.ts";
import type { Io, IoOptions, ServerSocket } from "../implementation.ts";

const ON: IoOptions = { connectionStateRecovery: {} };

/** Notes what comes of each connection. */
function watched(stage: Stage, io: Io): Io {
  io.use((socket, next) => {
    stage.log("server", "middleware", socket.id, socket.recovered);
    next();
  });
  io.on("connection", (socket) => {
    const { id, recovered, rooms, handshake } = socket;
    stage.log("server", "connection", id, recovered, rooms, dataOf(socket), Object.keys(handshake.auth));
    watchEnd(stage.tracks, socket);
  });
  return io;
}

/** The private id comes with the answer to CONNECT. */
async function joined(stage: Stage, io: Io, name = "a"): Promise<readonly [RawSocket, ServerSocket, string]> {
  const [peer, socket] = await stage.pair(io, name, { hasOffsets: true });
  return [peer, socket, pidOf(socket)];
}

const pidOf = (socket: ServerSocket): string => (socket as unknown as { readonly pid: string }).pid;

/** Loses the connection. */
async function lose(stage: Stage, peer: RawSocket): Promise<void> {
  peer.wire.reset();
  await stage.seen("server", "disconnect ");
  await stage.settle();
}

/** Comes back with what it has. */
async function comeBack(stage: Stage, auth: unknown, name = "b"): Promise<RawSocket> {
  const peer = await stage.peer(name, { hasOffsets: true });
  peer.send(`40${JSON.stringify(auth)}`);
  await peer.got("40{");
  await stage.settle();
  return peer;
}

/** What is sent while the client is away: only numbers as last arguments, so that offsets are told from data. */
const missed: readonly (readonly [string, (io: Io) => unknown])[] = [
  ["nothing", () => undefined],
  ["to all", (io) => io.emit("x", 1)],
  ["several, in their order", (io) => [1, 2, 3, 4, 5].map((value) => io.emit("x", value))],
  ["to one of its rooms", (io) => io.to("mine").emit("x", 1)],
  ["to another room", (io) => io.to("not mine").emit("x", 1)],
  ["to both", (io) => io.to(["mine", "not mine"]).emit("x", 1)],
  ["except its room", (io) => io.except("mine").emit("x", 1)],
  ["except another room", (io) => io.except("not mine").emit("x", 1)],
  ["volatile", (io) => io.volatile.emit("x", 1)],
  ["with an acknowledgement", (io) => io.timeout(10).emit("x", 1, () => undefined)],
  ["binary", (io) => io.emit("x", Buffer.of(1, 2), { b: Buffer.of(3) }, 4)],
  ["of another namespace", (io) => io.of("/x").emit("x", 1)],
  ["local", (io) => io.local.emit("x", 1)],
];

const replayed: readonly Scenario[] = missed.map(([name, send]) => ({
  name: `missed: ${name}`,
  script: async (stage) => {
    const io = watched(stage, await stage.createServer(ON));
    const [peer, socket, pid] = await joined(stage, io);
    void socket.join("mine");
    socket.data = { user: "u" };
    socket.emit("seen", 0);
    await peer.got("42");
    await lose(stage, peer);
    await send(io);
    const back = await comeBack(stage, { pid, offset: peer.offset, token: "t" });
    io.emit("behind", 9);
    io.to("mine").emit("behind, to the room", 9);
    await back.got('42["behind, to the room"');
  },
}));

/** What a client may claim. */
const claims: readonly (readonly [string, (pid: string, offset: string | undefined) => unknown])[] = [
  ["a wrong pid", (_pid, offset) => ({ pid: "wrong", offset })],
  ["a wrong offset", (pid) => ({ pid, offset: "wrong" })],
  ["no offset", (pid) => ({ pid })],
  ["no pid", (_pid, offset) => ({ offset })],
  ["a pid that is a number", (_pid, offset) => ({ pid: 1, offset })],
  ["an offset that is a number", (pid) => ({ pid, offset: 1 })],
  ["a pid that is an object", (_pid, offset) => ({ pid: {}, offset })],
  ["an empty offset", (pid) => ({ pid, offset: "" })],
  ["nothing", () => ({})],
];

/** Who names no event has heard none: all events since its first connection are sent. */
const FROM_START = inOrder((lines) => [
  ...lines.filter((line) => !/^b|<id3>/.test(line)),
  'b: < 42["seen",0,<offset1>]',
  'b: < 42["missed",1,<offset2>]',
  'b: < 40{"sid":"<id1>","pid":"<id2>"}',
  'server: connection "<id1>", true, Set["<id1>"], {}, ["pid"]',
]);

const claimed: readonly Scenario[] = claims.map(([name, claim]) => ({
  name: `coming back with ${name}`,
  ...(name === "no offset" ? { differences: { "recovery-from-start": FROM_START } } : {}),
  script: async (stage) => {
    const io = watched(stage, await stage.createServer(ON));
    const [peer, socket, pid] = await joined(stage, io);
    socket.emit("seen", 0);
    await peer.got("42");
    await lose(stage, peer);
    io.emit("missed", 1);
    await comeBack(stage, claim(pid, peer.offset));
  },
}));

/** How the first connection ends. */
const endings: readonly (readonly [string, (peer: RawSocket, socket: ServerSocket) => unknown])[] = [
  ["a reset", (peer) => peer.wire.reset()],
  ["a close frame", (peer) => peer.close()],
  ["DISCONNECT", (peer) => peer.send("41")],
  ["socket.disconnect()", (_peer, socket) => socket.disconnect()],
  ["socket.disconnect(true)", (_peer, socket) => socket.disconnect(true)],
  ["conn.close()", (_peer, socket) => socket.conn.close()],
  ["a bad packet", (peer) => peer.send("4abc")],
  ["a packet that the engine does not know", (peer) => peer.send("9")],
];

const ended: readonly Scenario[] = endings.map(([name, part]) => ({
  name: `coming back behind ${name}`,
  ...(/packet/.test(name) ? { differences: { "disconnect-description": describeEnd } } : {}),
  script: async (stage) => {
    const io = watched(stage, await stage.createServer(ON));
    const [peer, socket, pid] = await joined(stage, io);
    socket.emit("seen", 0);
    await peer.got("42");
    await part(peer, socket);
    await stage.seen("server", "disconnect ");
    io.emit("missed", 1);
    await comeBack(stage, { pid, offset: peer.offset });
  },
}));

const others: readonly Scenario[] = [
  {
    name: "middlewares are not skipped when skipMiddlewares is false",
    script: async (stage) => {
      const io = watched(
        stage,
        await stage.createServer({ connectionStateRecovery: { skipMiddlewares: false } }),
      );
      const [peer, socket, pid] = await joined(stage, io);
      socket.emit("seen", 0);
      await peer.got("42");
      await lose(stage, peer);
      await comeBack(stage, { pid, offset: peer.offset });
    },
  },
  {
    name: "a middleware refuses who comes back",
    script: async (stage) => {
      const io = watched(
        stage,
        await stage.createServer({ connectionStateRecovery: { skipMiddlewares: false } }),
      );
      const [peer, socket, pid] = await joined(stage, io);
      socket.emit("seen", 0);
      await peer.got("42");
      await lose(stage, peer);
      io.emit("missed", 1);
      io.use((_socket, next) => next(new Error("no")));
      const back = await stage.peer("b", { hasOffsets: true });
      back.send(`40${JSON.stringify({ pid, offset: peer.offset })}`);
      await stage.settle();
    },
  },
  {
    name: "without recovery there is neither pid nor offset",
    script: async (stage) => {
      const io = watched(stage, await stage.createServer());
      const [peer, socket] = await stage.pair(io, "a");
      socket.emit("x", 1);
      await peer.got("42");
      await comeBack(stage, { pid: "x", offset: "y" });
    },
  },
  {
    name: "what carries an offset, and what does not",
    script: async (stage) => {
      const io = await stage.createServer(ON);
      const [peer, socket] = await joined(stage, io);
      socket.emit("emit", 1);
      socket.emit("no argument");
      io.emit("broadcast", 1);
      io.to(socket.id).emit("to a room", 1);
      socket.volatile.emit("volatile", 1);
      socket.emit("with ack", 1, () => undefined);
      io.timeout(10).emit("broadcast with ack", 1, () => undefined);
      socket.emit("binary", Buffer.of(1), 1);
      socket.send(1);
      await peer.got("42", 5);
      await stage.settle();
    },
  },
  {
    name: "emitting in a middleware",
    differences: { "early-emit": (lines) => ['a: < 42["early",1]', ...lines] },
    script: async (stage) => {
      const io = await stage.createServer(ON);
      io.use((socket, next) => {
        socket.emit("early", 1);
        void socket.join("mine");
        next();
      });
      await joined(stage, io);
      await stage.settle();
    },
  },
  {
    name: "outgoing listeners see the event without the offset or with it",
    script: async (stage) => {
      const io = await stage.createServer(ON);
      const [, socket] = await joined(stage, io);
      socket.onAnyOutgoing((...args: unknown[]) =>
        stage.log("server", "outgoing", args.length, args[0], args[1]),
      );
      socket.emit("x", 1);
      io.emit("y", 2);
      socket.volatile.emit("z", 3);
      await stage.settle();
    },
  },
  {
    name: "coming back twice",
    script: async (stage) => {
      const io = watched(stage, await stage.createServer(ON));
      const [peer, socket, pid] = await joined(stage, io);
      void socket.join("mine");
      socket.emit("seen", 0);
      await peer.got("42");
      await lose(stage, peer);
      io.emit("missed", 1);
      const back = await comeBack(stage, { pid, offset: peer.offset });
      back.wire.reset();
      await stage.seen("server", "disconnect ", 2);
      io.emit("missed too", 2);
      const again = await comeBack(stage, { pid, offset: back.offset }, "c");
      io.to("mine").emit("behind", 3);
      await again.got('42["behind"');
    },
  },
  {
    name: "rooms that were left, and data that was changed, before the end",
    script: async (stage) => {
      const io = watched(stage, await stage.createServer(ON));
      const [peer, socket, pid] = await joined(stage, io);
      void socket.join(["one", "two"]);
      void socket.leave("one");
      dataOf(socket)["count"] = 1;
      socket.on("disconnecting", () => {
        void socket.leave("two");
        void socket.join("three");
        dataOf(socket)["count"] = 2;
      });
      socket.emit("seen", 0);
      await peer.got("42");
      await lose(stage, peer);
      await comeBack(stage, { pid, offset: peer.offset });
      stage.note("rooms", io.sockets.adapter.rooms);
    },
  },
  {
    name: "a namespace recovers apart from the main one",
    script: async (stage) => {
      const io = await stage.createServer(ON);
      const [peer, socket] = await joined(stage, io);
      const other = await stage.join(io, peer, { nsp: "/x" });
      watchEnd(stage.tracks, socket);
      other.emit("seen", 0);
      await peer.got("42/x,");
      const offset = await new Promise<string>((resolve) => {
        other.onAnyOutgoing((...args: unknown[]) => resolve(args.at(-1) as string));
        other.emit("the last", 1);
      });
      stage.tracks.name("offset", offset);
      await lose(stage, peer);
      io.of("/x").once("connection", ({ recovered }) => stage.log("server", "/x recovered", recovered));
      const back = await stage.peer("b", { hasOffsets: true });
      back.send(`40/x,${JSON.stringify({ pid: pidOf(other), offset })}`);
      await stage.seen("server", "/x recovered");
    },
  },
  {
    name: "the stock client comes back and has missed nothing",
    script: async (stage) => {
      const io = watched(stage, await stage.createServer(ON));
      const [client, socket] = await stage.stock(io, "a", {
        options: { reconnection: true, reconnectionDelay: 10 },
      });
      void socket.join("mine");
      client.offAny();
      client.on("x", (value: number) => stage.log("a", "x", value, client.recovered));
      socket.emit("x", 0);
      await stage.seen("a", "x");
      client.io.engine.close();
      await stage.seen("server", "disconnect ");
      io.to("mine").emit("x", 1);
      io.emit("x", 2);
      await stage.seen("a", "x 2");
      await stage.seen("a", "connect", 2);
      stage.note("recovered", client.recovered, client.id === socket.id);
    },
  },
];

export const recovery: readonly Scenario[] = [...replayed, ...claimed, ...ended, ...others];
