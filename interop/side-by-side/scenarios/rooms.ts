import { Buffer } from "node:buffer";
import { allSocketsOf } from "../harness/hidden.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Io, ServerSocket } from "../implementation.ts";

interface Party {
  readonly io: Io;
  readonly stage: Stage;
  readonly a: ServerSocket;
  readonly b: ServerSocket;
  readonly c: ServerSocket;
  readonly d: ServerSocket;
}

/** Four clients: a in r1; b in r1 and r2; c in r2; d in none. */
async function party(stage: Stage): Promise<Party> {
  const io = await stage.createServer();
  const [a, b, c, d] = [
    (await stage.pair(io, "a"))[1],
    (await stage.pair(io, "b"))[1],
    (await stage.pair(io, "c"))[1],
    (await stage.pair(io, "d"))[1],
  ];
  void a.join("r1");
  void b.join(["r1", "r2"]);
  void c.join("r2");
  return { io, stage, a, b, c, d };
}

/** Who hears it. */
const broadcasts: readonly (readonly [string, (party: Party) => unknown])[] = [
  ["io.emit", ({ io }) => io.emit("x", 1)],
  ["io.of('/').emit", ({ io }) => io.of("/").emit("x", 1)],
  ["io.to(room)", ({ io }) => io.to("r1").emit("x")],
  ["io.in(room)", ({ io }) => io.in("r1").emit("x")],
  ["io.to(nobody's room)", ({ io }) => io.to("r9").emit("x")],
  ["io.to(rooms)", ({ io }) => io.to(["r1", "r2"]).emit("x")],
  ["io.to(room).to(room)", ({ io }) => io.to("r1").to("r2").emit("x")],
  ["io.to([])", ({ io }) => io.to([]).emit("x")],
  ["io.except(room)", ({ io }) => io.except("r1").emit("x")],
  ["io.except(rooms)", ({ io }) => io.except(["r1", "r2"]).emit("x")],
  ["io.except(nobody's room)", ({ io }) => io.except("r9").emit("x")],
  ["io.to(room).except(room)", ({ io }) => io.to("r1").except("r2").emit("x")],
  ["io.except(room).to(room)", ({ io }) => io.except("r2").to("r1").emit("x")],
  ["io.to(a room).except(the same)", ({ io }) => io.to("r1").except("r1").emit("x")],
  ["io.to(id)", ({ io, a }) => io.to(a.id).emit("x")],
  ["io.to(ids)", ({ io, a, d }) => io.to([a.id, d.id]).emit("x")],
  ["io.except(id)", ({ io, a }) => io.except(a.id).emit("x")],
  ["io.to(room).except(id)", ({ io, a }) => io.to("r1").except(a.id).emit("x")],
  ["io.local", ({ io }) => io.local.emit("x")],
  ["io.local.to(room)", ({ io }) => io.local.to("r1").emit("x")],
  ["io.volatile", ({ io }) => io.volatile.emit("x")],
  ["io.compress", ({ io }) => io.compress(true).to("r1").emit("x")],
  ["socket.broadcast", ({ a }) => a.broadcast.emit("x")],
  ["socket.broadcast.to(room)", ({ a }) => a.broadcast.to("r1").emit("x")],
  ["socket.to(room)", ({ a }) => a.to("r1").emit("x")],
  ["socket.to(room).to(room)", ({ a }) => a.to("r1").to("r2").emit("x")],
  ["socket.to(room) from outside", ({ d }) => d.to("r1").emit("x")],
  ["socket.in(rooms)", ({ a }) => a.in(["r1", "r2"]).emit("x")],
  ["socket.except(room)", ({ a }) => a.except("r2").emit("x")],
  ["socket.to(room).except(room)", ({ c }) => c.to("r1").except("r2").emit("x")],
  ["socket.to(its own id)", ({ a }) => a.to(a.id).emit("x")],
  ["socket.to(another id)", ({ a, d }) => a.to(d.id).emit("x")],
  ["socket.local", ({ a }) => a.local.emit("x")],
  ["socket.volatile.broadcast", ({ a }) => a.volatile.broadcast.emit("x")],
  ["socket.compress(false).to(room)", ({ a }) => a.compress(false).to("r1").emit("x")],
  ["a buffer to a room", ({ io }) => io.to("r1").emit("x", { b: Buffer.of(1, 2) }, Buffer.of(3))],
  [
    "operators are not changed",
    ({ io, stage }) => {
      const one = io.to("r1");
      const other = one.to("r2");
      const without = one.except("r2");
      stage.note("three", one !== other, one !== without, io.to("r1") !== one);
      one.emit("one");
      other.emit("other");
      without.emit("without");
      one.emit("one again");
    },
  ],
  [
    "flags of a socket go to the next emit only",
    ({ a }) => {
      void a.volatile.compress(true);
      a.broadcast.emit("to others");
      a.emit("to me");
    },
  ],
  [
    "leaving a room",
    ({ io, b }) => {
      void b.leave("r1");
      io.to("r1").emit("x");
    },
  ],
  [
    "leaving one's own room",
    ({ io, a }) => {
      void a.leave(a.id);
      io.to(a.id).emit("x");
      io.emit("y");
      a.emit("z");
    },
  ],
  [
    "joining in the turn of the broadcast",
    ({ io, d }) => {
      io.to("r1").emit("before");
      void d.join("r1");
      io.to("r1").emit("behind");
    },
  ],
  [
    "behind the end of a member",
    ({ io, a }) => {
      a.disconnect();
      io.to("r1").emit("x");
      io.emit("y");
    },
  ],
  [
    "socket.broadcast behind the end of the socket",
    ({ a }) => {
      a.disconnect();
      a.broadcast.emit("x");
      a.to("r1").emit("y");
    },
  ],
  [
    "socketsJoin",
    ({ io }) => {
      io.socketsJoin("all");
      io.in("r2").socketsJoin(["r3", "r4"]);
      io.to("all").emit("all");
      io.to("r3").emit("r3");
      io.to("r4").except("r1").emit("r4");
    },
  ],
  [
    "socketsLeave",
    ({ io }) => {
      io.in("r1").socketsLeave("r2");
      io.to("r2").emit("x");
      io.socketsLeave(["r1", "r2"]);
      io.to(["r1", "r2"]).emit("y");
    },
  ],
  [
    "socketsJoin by a socket's operator",
    ({ io, a }) => {
      a.to("r1").socketsJoin("r5");
      a.broadcast.socketsJoin("r6");
      io.to("r5").emit("r5");
      io.to("r6").emit("r6");
    },
  ],
  [
    "socketsJoin by an id",
    ({ io, d }) => {
      io.in(d.id).socketsJoin("r1");
      io.to("r1").emit("x");
    },
  ],
  [
    "rooms that are numbers",
    ({ io, a }) => {
      void a.join(7 as never);
      io.to(7 as never).emit("x");
      io.to("7").emit("y");
    },
  ],
  [
    "an empty name",
    ({ io, a }) => {
      void a.join("");
      io.to("").emit("x");
    },
  ],
];

const reach: readonly Scenario[] = broadcasts.map(([name, broadcast]) => ({
  name,
  script: async (stage) => {
    const members = await party(stage);
    await broadcast(members);
    await stage.settle();
    stage.note("rooms", members.io.sockets.adapter.rooms);
    stage.note("returns", members.io.to("r9").emit("nothing"));
  },
}));

/** A room of people, by the names they have in their data. */
const names = (sockets: readonly { readonly data: unknown }[]): readonly unknown[] =>
  sockets.map(({ data }) => (data as { name?: string }).name);

async function named(stage: Stage): Promise<Party> {
  const members = await party(stage);
  for (const name of ["a", "b", "c", "d"] as const) members[name].data = { name };
  return members;
}

const utilities: readonly Scenario[] = [
  {
    name: "fetchSockets",
    script: async (stage) => {
      const { io, a } = await named(stage);
      stage.note("all", names(await io.fetchSockets()));
      stage.note("of a room", names(await io.in("r1").fetchSockets()));
      stage.note("of rooms", names(await io.in(["r1", "r2"]).fetchSockets()));
      stage.note("except", names(await io.except("r1").fetchSockets()));
      stage.note("nobody", names(await io.in("r9").fetchSockets()));
      stage.note(
        "of a socket's operator",
        names(await a.broadcast.fetchSockets()),
        names(await a.to("r1").fetchSockets()),
      );
      stage.note(
        "local",
        names(await io.local.fetchSockets()),
        names(await io.of("/").in(a.id).fetchSockets()),
      );
    },
  },
  {
    name: "what fetchSockets gives",
    script: async (stage) => {
      const { io, a } = await named(stage);
      const [remote] = await io.in(a.id).fetchSockets();
      if (remote === undefined) throw new Error("there is nobody");
      stage.note("it is the socket", (remote as unknown) === a, remote.constructor.name);
      stage.note("its parts", remote.id, remote.rooms, remote.data, remote.handshake.auth);
      stage.note("emit", remote.emit("x", 1));
      remote.join("r7");
      remote.leave("r1");
      stage.note("rooms", a.rooms);
      remote.disconnect();
      await stage.settle();
    },
  },
  {
    name: "allSockets",
    script: async (stage) => {
      const { io, a, b } = await named(stage);
      stage.note("all", await allSocketsOf(io));
      stage.note("of a room", await allSocketsOf(io.in("r1")), a.id, b.id);
      stage.note(
        "of the namespace",
        (await allSocketsOf(io.of("/"))).size,
        (await allSocketsOf(io.of("/none"))).size,
      );
    },
  },
  {
    name: "the events of the adapter",
    script: async (stage) => {
      const io = await stage.createServer();
      for (const event of ["create-room", "join-room", "leave-room", "delete-room"]) {
        io.of("/").adapter.on(event, (...values: unknown[]) => stage.log("server", event, ...values));
      }
      const [peer, first] = await stage.pair(io, "a");
      const [, second] = await stage.pair(io, "b");
      void first.join(["r1", "r2"]);
      void second.join("r1");
      void first.join("r1");
      void first.leave("r1");
      void first.leave("never joined");
      void second.leave("r1");
      io.socketsJoin("r3");
      peer.send("41");
      await stage.settle();
      second.disconnect(true);
      await stage.settle();
    },
  },
  {
    name: "the state of the adapter",
    script: async (stage) => {
      const { io, b } = await party(stage);
      const { adapter } = io.sockets;
      stage.note("rooms", adapter.rooms);
      stage.note("sids", adapter.sids);
      stage.note("sockets", await adapter.sockets(new Set(["r1"])), await adapter.sockets(new Set()));
      stage.note("socketRooms", adapter.socketRooms(b.id), adapter.socketRooms("nobody"));
      stage.note("serverCount", await adapter.serverCount());
    },
  },
  {
    name: "the rooms of a socket are a set of their own",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      stage.note("alone", socket.rooms, socket.rooms.has(socket.id));
      stage.note("join returns", socket.join("r1"), socket.leave("r2"));
      stage.note("then", socket.rooms, socket.rooms.size);
    },
  },
  {
    name: "rooms of two namespaces have nothing to do with each other",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const other = await stage.join(io, peer, { nsp: "/x" });
      void socket.join("r");
      void other.join("r");
      io.to("r").emit("in /");
      io.of("/x").to("r").emit("in /x");
      io.of("/x").to(socket.id).emit("never");
      io.of("/x").emit("all of /x");
      await stage.settle();
      stage.note("rooms", io.sockets.adapter.rooms, io.of("/x").adapter.rooms);
    },
  },
  {
    name: "broadcasting in a middleware of the namespace",
    script: async (stage) => {
      const io = await stage.createServer();
      await stage.pair(io, "a");
      io.use((socket, next) => {
        socket.broadcast.emit("somebody comes");
        io.emit("to all");
        next();
      });
      await stage.pair(io, "b");
      await stage.settle();
    },
  },
  {
    name: "broadcasting in the listener of connection",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => {
        io.emit("to all");
        socket.broadcast.emit("to others");
        socket.emit("to me");
      });
      await stage.pair(io, "a");
      await stage.pair(io, "b");
      await stage.settle();
    },
  },
  {
    name: "the order of emits and broadcasts",
    script: async (stage) => {
      const { io, a } = await party(stage);
      a.emit("1");
      io.emit("2");
      io.to("r1").emit("3", Buffer.of(1));
      a.emit("4", Buffer.of(2));
      io.to(a.id).emit("5");
      a.emit("6");
      await stage.settle();
    },
  },
];

export const rooms: readonly Scenario[] = [...reach, ...utilities];
