import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { Server as Engine, Socket as EngineSocket } from "../engine/index.ts";
import type { FakeTransport } from "../runtime/testing/fake-transport.ts";
import { SessionBench } from "../runtime/testing/session-bench.ts";
import type { Client } from "./client.ts";
import { Server } from "./server.ts";
import { settle } from "./testing/server-bench.ts";

class Observable extends EventEmitter {
  readonly isObserved = false;
  readonly hearsMessages = false;
}

/** A session of our own engine, whose transport is a fake. */
function openSession(io: Server, name: "polling" | "websocket" = "websocket") {
  const bench = new SessionBench();
  const { session, transport } = bench.open({ name });
  const request = { headers: {}, url: "/", socket: { remoteAddress: "192.0.2.7" } } as IncomingMessage;
  const conn = new EngineSocket({ session, server: new Observable(), request });
  session.listener = conn.events;
  io.onconnection(conn);
  return { conn, transport, clock: bench.clock };
}

async function connect(io: Server) {
  const { conn, transport } = openSession(io);
  transport.message("0");
  await settle();
  const socket = [...io.sockets.sockets.values()].find((one) => one.conn === conn)!;
  take(transport);
  return { conn, transport, socket };
}

function take(transport: FakeTransport): string[] {
  const { sent } = transport;
  transport.batches.length = 0;
  return sent;
}

describe("over a session of our own engine", () => {
  it("messages come by direct calls, and packets go out as they are", async () => {
    const io = new Server();
    const { conn, transport, socket } = await connect(io);
    expect([socket.conn, socket.client.id, socket.handshake.address]).toEqual([conn, conn.id, "192.0.2.7"]);
    socket.on("a", (n: number, answer: (n: number) => void) => answer(n + 1));
    transport.message('20["a",1]');
    socket.emit("b", Buffer.from([0x41]));
    io.emit("c");
    expect(take(transport)).toEqual([
      "430[2]",
      '451-["b",{"_placeholder":true,"num":0}]',
      "bQQ==",
      '42["c"]',
    ]);
  });

  it("an empty message is no packet", async () => {
    const io = new Server();
    const { transport, socket } = await connect(io);
    const seen: unknown[] = [];
    socket.on("disconnect", (reason, description?: { code?: string }) =>
      seen.push(reason, description?.code),
    );
    transport.message();
    expect(seen).toEqual(["forced close", "SIO_UNKNOWN_PACKET_TYPE"]);
  });

  it("its end is the end of the sockets, with its reason", async () => {
    const io = new Server();
    const { transport, socket } = await connect(io);
    const seen: unknown[] = [];
    socket.on("disconnect", (reason, description: unknown) => seen.push(reason, description));
    transport.vanish("transport error", "why");
    expect(seen).toEqual(["transport error", "why"]);
  });

  it("a second engine leaves the deadlines of the first one's clients alone", async () => {
    const io = new Server();
    io.bind(new Engine());
    const { transport } = openSession(io);
    io.bind(new Engine());
    transport.message("0");
    await settle();
    expect(io.sockets.sockets.size).toBe(1);
  });

  it("all receivers of a broadcast are handed the same packet", async () => {
    const io = new Server();
    const peers = [await connect(io), await connect(io)];
    const packets = (): unknown[] => {
      const all = peers.map(({ transport }) => transport.batches.at(-1)?.[0]);
      for (const { transport } of peers) take(transport);
      return all;
    };
    io.emit("a");
    const [first, second] = packets();
    expect(first).toBe(second);
    io.emit("a");
    expect(packets()[0]).not.toBe(first);
    const large = "x".repeat(70_000);
    io.emit("a", large);
    const [one, other] = packets();
    expect(one).toEqual(other);
    expect(one).not.toBe(other);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, true],
  ])("compress: %s", async (compress, expected) => {
    const io = new Server();
    const { transport, socket } = await connect(io);
    if (compress === undefined) {
      socket.emit("a");
      io.emit("b");
    } else {
      socket.compress(compress).emit("a");
      io.compress(compress).emit("b");
    }
    expect(transport.batches.flat()).toMatchObject(
      Array.from({ length: 2 }, () => ({ options: { compress: expected } })),
    );
  });

  it("adapters may hand over one text, or what is encoded", async () => {
    const io = new Server();
    const { transport, socket } = await connect(io);
    const client: Client<any, any, any> = socket.client;
    const encoded = ['2["b"]'];
    client.writeToEngine('2["a"]', {});
    for (const compress of [true, false, false])
      client.writeToEngine(encoded, { preEncoded: true, compress });
    expect(transport.batches.flat()).toMatchObject([
      { data: '2["a"]', options: { compress: true } },
      { data: '2["b"]', options: { compress: true } },
      { data: '2["b"]', options: { compress: false } },
      { data: '2["b"]', options: { compress: false } },
    ]);
    transport.block();
    client.writeToEngine(encoded, { volatile: true });
    expect(take(transport)).toHaveLength(4);
  });

  it.each([true, false])(
    "ends with a violation, even where that takes time: polling, with a poll: %s",
    async (polls) => {
      const io = new Server();
      const { transport, conn, clock } = openSession(io, "polling");
      transport.message("0");
      await settle();
      // The poll that waits is answered.
      clock.turn();
      if (polls) transport.ready();
      const [socket] = io.sockets.sockets.values();
      const seen: unknown[] = [];
      socket!.on("disconnect", (reason) => seen.push(reason));
      transport.message("0");
      expect(seen).toEqual([polls ? "forced close" : "forced server close"]);
      expect(conn.readyState).not.toBe("open");
    },
  );

  it.each([
    ["a decoding error", ["2[]"], 1002],
    ["a limit of a packet", [`2["${"a".repeat(20_000)}"]`], 1008],
    ["attachments that are too large", [`51-["a",{"_placeholder":true,"num":0}]`, Buffer.alloc(11)], 1009],
    ["a packet that has no place", ["0"], 1002],
    ["a limit of the connection", ["30[]"], 1008],
  ])("is closed with the code of %s", async (_title, messages, code) => {
    const io = new Server({ maxPendingAttachmentBytes: 10, maxUnknownAcksPerSecond: 0 });
    const { transport, socket } = await connect(io);
    const seen: unknown[] = [];
    socket.on("disconnect", (reason) => seen.push(reason));
    for (const message of messages) transport.message(message);
    expect([seen, transport.calls]).toEqual([["forced close"], [`close ${code}`]]);
  });

  it("is closed with the code, also when a listener of the error disconnects", async () => {
    const { transport, socket } = await connect(new Server());
    socket.on("error", () => socket.disconnect(true));
    transport.message("7");
    expect(transport.calls).toEqual(["close 1002"]);
  });

  it("makes room for another with a code that says so", () => {
    const io = new Server({ maxUnconnected: 1 });
    const [oldest, newest] = [openSession(io), openSession(io)];
    expect([oldest.transport.calls, newest.transport.calls]).toEqual([["close 1013"], []]);
  });

  it("is closed without a code when nobody did anything wrong", async () => {
    const { transport, socket } = await connect(new Server());
    socket.disconnect(true);
    expect(transport.calls).toEqual(["close"]);
  });

  it("the deadlines are those of the engine", () => {
    const io = new Server();
    const engine = new Engine();
    io.bind(engine);
    expect(io.deadlines).toBe(engine.deadlines);
    expect(io.engine).toBe(engine);
  });
});
