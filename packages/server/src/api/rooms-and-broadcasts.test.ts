import { describe, expect, it } from "vitest";
import type { Server } from "./server.ts";
import type { Socket } from "./socket.ts";
import { createServer, type ServerBench, type TestClient } from "./testing/server-bench.ts";

/** Clients a, b and c, in rooms: a in r1, b in r1 and r2, c in r2. */
async function threeClients(): Promise<
  ServerBench & { readonly clients: readonly TestClient[]; readonly a: Socket }
> {
  const bench = createServer();
  const clients = [await bench.connect(), await bench.connect(), await bench.connect()];
  const rooms = [["r1"], ["r1", "r2"], ["r2"]];
  for (const [index, client] of clients.entries()) void client.socket().join(rooms[index]!);
  return { ...bench, clients, a: clients[0]!.socket() };
}

/** Who got the event: a number of names. */
function receivers(clients: readonly TestClient[]): string {
  return clients.map((client, index) => "abc".charAt(index).repeat(client.take().length)).join("");
}

interface Case {
  readonly title: string;
  readonly expected: string;
  emit(io: Server, a: Socket): unknown;
}

const cases: readonly Case[] = [
  { title: "io.emit", expected: "abc", emit: (io) => io.emit("e") },
  { title: "io.send", expected: "abc", emit: (io) => io.send("e") },
  { title: "io.write", expected: "abc", emit: (io) => io.write("e") },
  { title: "io.to a room", expected: "ab", emit: (io) => io.to("r1").emit("e") },
  { title: "io.in a room", expected: "bc", emit: (io) => io.in("r2").emit("e") },
  { title: "io.to a list of rooms: each once", expected: "abc", emit: (io) => io.to(["r1", "r2"]).emit("e") },
  { title: "io.to, twice: each once", expected: "abc", emit: (io) => io.to("r1").to("r2").emit("e") },
  { title: "io.to an empty list: all", expected: "abc", emit: (io) => io.to([]).emit("e") },
  { title: "io.to nobody", expected: "", emit: (io) => io.to("nobody").emit("e") },
  { title: "io.to an id", expected: "a", emit: (io, a) => io.to(a.id).emit("e") },
  { title: "io.to, and in", expected: "abc", emit: (io) => io.to("r1").in("r2").emit("e") },
  { title: "io.except a room", expected: "c", emit: (io) => io.except("r1").emit("e") },
  { title: "io.except a list", expected: "", emit: (io) => io.except(["r1", "r2"]).emit("e") },
  { title: "io.to and except", expected: "a", emit: (io) => io.to("r1").except("r2").emit("e") },
  { title: "io.except an id", expected: "bc", emit: (io, a) => io.except(a.id).emit("e") },
  { title: "io.local", expected: "abc", emit: (io) => io.local.emit("e") },
  { title: "io.volatile", expected: "abc", emit: (io) => io.volatile.emit("e") },
  { title: "io.compress", expected: "abc", emit: (io) => io.compress(false).emit("e") },
  { title: "io.of", expected: "abc", emit: (io) => io.of("/").emit("e") },
  { title: "nsp.except", expected: "c", emit: (io) => io.sockets.except("r1").emit("e") },
  { title: "nsp.in", expected: "ab", emit: (io) => io.sockets.in("r1").emit("e") },
  { title: "nsp.write", expected: "abc", emit: (io) => io.sockets.write("e") },
  { title: "socket.broadcast", expected: "bc", emit: (_io, a) => a.broadcast.emit("e") },
  { title: "socket.to", expected: "b", emit: (_io, a) => a.to("r1").emit("e") },
  { title: "socket.in, two", expected: "bc", emit: (_io, a) => a.in(["r1", "r2"]).emit("e") },
  { title: "socket.except", expected: "c", emit: (_io, a) => a.except("r1").emit("e") },
  { title: "socket.local", expected: "bc", emit: (_io, a) => a.local.emit("e") },
  { title: "socket.broadcast.to", expected: "b", emit: (_io, a) => a.broadcast.to("r1").emit("e") },
  { title: "socket.to its own id", expected: "", emit: (_io, a) => a.to(a.id).emit("e") },
];

describe("a broadcast reaches", () => {
  it.each(cases)("$title: $expected", async ({ emit, expected }) => {
    const { io, clients, a } = await threeClients();
    emit(io, a);
    expect(receivers(clients)).toBe(expected);
  });

  it("those of its namespace only", async () => {
    const { io, connect } = createServer();
    io.of("/other");
    const client = await connect();
    await client.join("/other");
    client.take();
    io.of("/other").emit("e");
    io.of("/other").to("r").emit("e");
    expect(client.take()).toEqual(['2/other,["e"]']);
  });

  it("those that are in the room by then", async () => {
    const { io, clients, a } = await threeClients();
    void a.leave("r1");
    io.to("r1").emit("e");
    expect(receivers(clients)).toBe("b");
    clients[1]!.conn.end("transport close");
    io.emit("e");
    expect(receivers(clients)).toBe("ac");
  });

  it("what was sent, with attachments", async () => {
    const { io, clients } = await threeClients();
    expect(io.to("r1").emit("e", { data: Buffer.from([1]) }, null)).toBe(true);
    expect(clients.map((client) => client.take())).toEqual([
      ['51-["e",{"data":{"_placeholder":true,"num":0}},null]', "<01>"],
      ['51-["e",{"data":{"_placeholder":true,"num":0}},null]', "<01>"],
      [],
    ]);
  });

  it("returns what calls are chained on", async () => {
    const { io } = await threeClients();
    expect([io.send("e") === io, io.write("e") === io, io.emit("e")]).toEqual([true, true, true]);
    expect([io.sockets.send("e") === io.sockets, io.to("r").emit("e")]).toEqual([true, true]);
  });
});

describe("flags of a broadcast", () => {
  it("volatile: who cannot take it at once does without", async () => {
    const { io, clients } = await threeClients();
    clients[1]!.conn.transport.writable = false;
    io.volatile.emit("e");
    expect(receivers(clients)).toBe("ac");
    io.emit("e");
    expect(receivers(clients)).toBe("abc");
  });

  it.each([true, false])("compress: %s", async (compress) => {
    const { io, clients } = await threeClients();
    io.compress(compress).emit("e");
    expect(clients[0]!.takeOptions()).toMatchObject([{ compress }]);
  });

  it("move from a socket to the operator, and are not left behind", async () => {
    const { clients, a } = await threeClients();
    for (const { conn } of clients) conn.transport.writable = false;
    a.volatile.broadcast.emit("e");
    expect(receivers(clients)).toBe("");
    a.emit("e");
    a.broadcast.emit("e");
    expect(receivers(clients)).toBe("abc");
    a.compress(false).to("r1").emit("e");
    expect(clients[1]!.takeOptions()).toMatchObject([{ compress: false }]);
  });
});

describe("an operator", () => {
  it("is not changed by what is made of it", async () => {
    const { io, clients } = await threeClients();
    const r1 = io.to("r1");
    const others = [r1.to("r2"), r1.except("r2"), r1.volatile, r1.local, r1.compress(true), r1.timeout(1)];
    expect(new Set([r1, ...others]).size).toBe(7);
    r1.emit("e");
    expect(receivers(clients)).toBe("ab");
    others[0]!.emit("e");
    expect(receivers(clients)).toBe("abc");
    others[1]!.emit("e");
    expect(receivers(clients)).toBe("a");
    r1.emit("e");
    expect(receivers(clients)).toBe("ab");
  });
});

describe("rooms", () => {
  it("of a socket are a set with its id in it", async () => {
    const { a } = await threeClients();
    expect(a.join("r3")).toBeUndefined();
    void a.join(["r4", "r1"]);
    expect(a.rooms).toEqual(new Set([a.id, "r1", "r3", "r4"]));
    expect(a.leave("r3")).toBeUndefined();
    void a.leave("not in it");
    expect(a.rooms).toEqual(new Set([a.id, "r1", "r4"]));
  });

  it("may have any name", async () => {
    const { io, clients, a } = await threeClients();
    for (const name of ["__proto__", "constructor", "", "a b"]) {
      void a.join(name);
      io.to(name).emit("e");
      expect(receivers(clients)).toBe("a");
    }
  });
});
