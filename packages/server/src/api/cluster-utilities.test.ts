import { describe, expect, it, vi } from "vitest";
import { Adapter, type BroadcastOptions } from "../adapter/index.ts";
import { RemoteSocket } from "./broadcast-operator.ts";
import type { Server } from "./server.ts";
import { createServer, type ServerBench, type TestClient } from "./testing/server-bench.ts";

/** An adapter that knows a socket of another server, and others that answer. */
class Cluster extends Adapter {
  readonly sent: unknown[][] = [];
  readonly asked: BroadcastOptions[] = [];

  override async fetchSockets(options: BroadcastOptions): ReturnType<Adapter["fetchSockets"]> {
    this.asked.push(options);
    const local = (await super.fetchSockets(options)) as unknown[];
    return [...local, { id: "far", rooms: ["far"], data: { n: 1 }, handshake: {} }] as never;
  }

  override serverSideEmit(packet: unknown[]): void {
    this.sent.push(packet);
  }
}

async function pair(options = {}): Promise<ServerBench & { readonly clients: readonly TestClient[] }> {
  const bench = createServer(options);
  const clients = [await bench.connect(), await bench.connect()];
  void clients[0]!.socket().join("r");
  return { ...bench, clients };
}

describe("fetchSockets", () => {
  it("gives the sockets of this server themselves", async () => {
    const { io, clients } = await pair();
    const [a, b] = clients.map((client) => client.socket());
    expect(await io.fetchSockets()).toEqual([a, b]);
    expect(await io.sockets.fetchSockets()).toEqual([a, b]);
    expect(await io.in("r").fetchSockets()).toEqual([a]);
    expect(await io.except("r").fetchSockets()).toEqual([b]);
    expect((await io.local.fetchSockets())[0]).toBe(a);
    expect(await a!.broadcast.fetchSockets()).toEqual([b]);
  });

  it("and descriptions of the others", async () => {
    const { io, clients } = await pair({ adapter: Cluster });
    const [own, far] = await io.in("r").local.fetchSockets();
    expect(own).toBe(clients[0]!.socket());
    expect(far).toBeInstanceOf(RemoteSocket);
    expect(far).toMatchObject({ id: "far", rooms: new Set(["far"]), data: { n: 1 } });
    expect((io.sockets.adapter as Cluster).asked).toMatchObject([
      { rooms: new Set(["r"]), except: new Set(), flags: { local: true } },
    ]);
  });

  it("has an older sister that gives ids", async () => {
    const { io, clients } = await pair();
    const [a, b] = clients.map((client) => client.socket().id);
    /* oxlint-disable typescript/no-deprecated -- it is what is tested */
    expect(await io.allSockets()).toEqual(new Set([a, b]));
    expect(await io.of("/").allSockets()).toEqual(new Set([a, b]));
    expect(await io.in("r").allSockets()).toEqual(new Set([a]));
    /* oxlint-enable typescript/no-deprecated */
  });
});

describe("sockets are moved", () => {
  it.each<[string, (io: Server) => unknown, string]>([
    ["io.socketsJoin", (io) => io.socketsJoin("x"), "r,x|x"],
    ["io.socketsJoin, several", (io) => io.socketsJoin(["x", "y"]), "r,x,y|x,y"],
    ["of a room", (io) => io.in("r").socketsJoin("x"), "r,x|"],
    ["but those of a room", (io) => io.except("r").socketsJoin("x"), "r|x"],
    ["nsp.socketsJoin", (io) => io.sockets.socketsJoin("x"), "r,x|x"],
    ["io.socketsLeave", (io) => io.socketsLeave("r"), "|"],
    ["nsp.socketsLeave, several", (io) => io.sockets.socketsLeave(["r", "x"]), "|"],
    ["out of a room", (io) => io.to("r").socketsLeave("r"), "|"],
  ])("%s", async (_title, move, expected) => {
    const { io, clients } = await pair();
    expect(move(io)).toBeUndefined();
    const rooms = clients.map((client) => [...client.socket().rooms].slice(1).join(","));
    expect(rooms.join("|")).toBe(expected);
  });

  it.each<[string, (io: Server) => unknown, boolean[], boolean]>([
    ["io.disconnectSockets", (io) => io.disconnectSockets(), [false, false], false],
    ["io.disconnectSockets(true)", (io) => io.disconnectSockets(true), [false, false], true],
    ["nsp.disconnectSockets", (io) => io.sockets.disconnectSockets(), [false, false], false],
    ["those of a room", (io) => io.in("r").disconnectSockets(true), [false, true], true],
  ])("out: %s", async (_title, disconnect, connected, isClosed) => {
    const { io, clients } = await pair();
    const sockets = clients.map((client) => client.socket());
    expect(disconnect(io)).toBeUndefined();
    expect(sockets.map((socket) => socket.connected)).toEqual(connected);
    expect(clients[0]!.isClosed).toBe(isClosed);
  });
});

describe("serverSideEmit", () => {
  it("goes to the other servers by the adapter", async () => {
    const { io } = await pair({ adapter: Cluster });
    const { sent } = io.sockets.adapter as Cluster;
    const answer = (): void => undefined;
    expect(io.serverSideEmit("a", 1)).toBe(true);
    expect(io.sockets.serverSideEmit("b", answer)).toBe(true);
    expect(sent).toEqual([
      ["a", 1],
      ["b", answer],
    ]);
  });

  it.each(["connect", "connection", "new_namespace"])("cannot emit %s", async (name) => {
    const { io } = createServer({ adapter: Cluster });
    const error = `"${name}" is a reserved event name`;
    expect(() => io.serverSideEmit(name)).toThrow(error);
    await expect(io.serverSideEmitWithAck(name)).rejects.toThrow(error);
  });

  it.each([
    ["resolves with the answers", null, [1, 2]],
    ["rejects with those that came", new Error("late"), [1]],
  ])("WithAck %s", async (_title, error, responses) => {
    const { io } = createServer({ adapter: Cluster });
    const promise = io.serverSideEmitWithAck("a", 1);
    const [packet] = (io.sockets.adapter as Cluster).sent;
    expect(packet?.slice(0, 2)).toEqual(["a", 1]);
    const answer = packet?.at(-1) as (error: unknown, responses: unknown) => void;
    answer(error, responses);
    if (error === null) await expect(promise).resolves.toEqual(responses);
    else await expect(promise).rejects.toMatchObject({ message: "late", responses });
  });

  it("is heard by the listeners of the namespace", () => {
    const { io, reported } = createServer();
    const seen: unknown[] = [];
    io.on("a", (...args: unknown[]) => seen.push(args));
    io.on("b", () => {
      throw new Error("oops");
    });
    io.sockets._onServerSideEmit(["a", 1, 2]);
    io.sockets._onServerSideEmit(["b"]);
    expect(seen).toEqual([[1, 2]]);
    expect(reported).toMatchObject([
      { error: { message: "oops" }, context: { kind: "listener", event: "b" } },
    ]);
  });

  it("with nobody else, says so and does nothing", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { io } = createServer();
    expect(io.serverSideEmit("a", () => undefined)).toBe(true);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});
