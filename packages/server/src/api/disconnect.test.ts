import { describe, expect, it } from "vitest";
import { isRecoverable, type DisconnectReason } from "./disconnect-reason.ts";
import type { Socket } from "./socket.ts";
import { createServer, recorder, settle, type ServerBench, type TestClient } from "./testing/server-bench.ts";

/** Writes down what listeners of a socket are told when it leaves, and what they see then. */
function watch(socket: Socket): unknown[] {
  const seen: unknown[] = [];
  for (const event of ["disconnecting", "disconnect"] as const) {
    socket.on(event, (reason, description: unknown) => {
      seen.push([event, reason, description, socket.connected, [...socket.rooms].length]);
    });
  }
  return seen;
}

interface Way {
  readonly title: string;
  readonly reason: string;
  readonly description?: unknown;
  /** What the client is sent, and whether its connection ends. */
  readonly sent?: readonly string[];
  readonly isClosed: boolean;
  run(client: TestClient, bench: ServerBench): unknown;
}

const ways: readonly Way[] = [
  {
    title: "the client leaves",
    reason: "client namespace disconnect",
    isClosed: false,
    run: (client) => client.send("1"),
  },
  {
    title: "the server takes it out",
    reason: "server namespace disconnect",
    sent: ["1"],
    isClosed: false,
    run: (client) => client.socket().disconnect(),
  },
  {
    title: "the server takes it out, and ends the connection",
    reason: "server namespace disconnect",
    sent: ["1"],
    isClosed: true,
    run: (client) => client.socket().disconnect(true),
  },
  {
    title: "the server takes everybody out",
    reason: "server namespace disconnect",
    sent: ["1"],
    isClosed: false,
    run: (_client, { io }) => io.disconnectSockets(),
  },
  {
    title: "the server takes everybody in a room out, and ends their connections",
    reason: "server namespace disconnect",
    sent: ["1"],
    isClosed: true,
    run: (_client, { io }) => io.in("room").disconnectSockets(true),
  },
  {
    title: "the connection is closed here",
    reason: "forced close",
    isClosed: true,
    run: (client) => client.socket().conn.close(),
  },
  ...(["transport close", "transport error", "ping timeout", "parse error"] as const).map((reason) => ({
    title: `the connection ends with ${reason}`,
    reason,
    description: "why",
    isClosed: true,
    run: (client: TestClient) => client.conn.end(reason, "why"),
  })),
  {
    title: "the server closes",
    reason: "server shutting down",
    isClosed: true,
    run: (_client, { io }) => io.close(),
  },
];

describe("a socket leaves", () => {
  it.each(ways)("when $title", async ({ run, reason, description, sent = [], isClosed }) => {
    const bench = createServer();
    const { io } = bench;
    const client = await bench.connect();
    const socket = client.socket();
    void socket.join("room");
    const seen = watch(socket);
    await run(client, bench);
    expect(seen).toEqual([
      ["disconnecting", reason, description, true, 2],
      ["disconnect", reason, description, false, 0],
    ]);
    expect([client.take(), client.isClosed]).toEqual([sent, isClosed]);
    expect([io.sockets.sockets.size, io.sockets.adapter.rooms.size, socket.disconnected]).toEqual([
      0,
      0,
      true,
    ]);
  });

  it.each(ways)("once: nothing happens any more after $title", async ({ run }) => {
    const bench = createServer();
    const client = await bench.connect();
    const socket = client.socket();
    void socket.join("room");
    await run(client, bench);
    client.take();
    const seen = watch(socket);
    expect(socket.disconnect()).toBe(socket);
    expect(socket.disconnect(true)).toBe(socket);
    client.conn.end("transport close");
    void socket.join("room");
    void socket.leave("room");
    expect([seen, client.take(), bench.io.sockets.adapter.rooms.size]).toEqual([[], [], 0]);
  });

  it("and may come back over the same connection, as a new one", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { id } = client.socket();
    client.send("1");
    await client.join();
    expect(client.socket().id).not.toBe(id);
  });

  it.each([
    ["its own namespace only", (socket: Socket) => socket.disconnect(), ["1"], false, ["/a"]],
    [
      "all namespaces with its connection",
      (socket: Socket) => socket.disconnect(true),
      ["1", "1/a,"],
      true,
      [],
    ],
  ])("%s", async (_title, run, sent, isClosed, stays) => {
    const { io, connect } = createServer();
    io.of("/a");
    const client = await connect();
    await client.join("/a");
    client.take();
    const seen: string[] = [];
    client.socket("/a").on("disconnect", (reason) => seen.push(reason));
    run(client.socket());
    expect([client.take(), client.isClosed]).toEqual([sent, isClosed]);
    expect([...io.of("/a").sockets.values()].map(({ nsp }) => nsp.name)).toEqual(stays);
    expect(seen).toEqual(isClosed ? ["server namespace disconnect"] : []);
  });

  it("all of a connection, with its reason, when it ends", async () => {
    const { io, connect } = createServer();
    io.of("/a");
    io.of("/b");
    const client = await connect();
    await client.join("/a");
    await client.join("/b");
    const seen: string[] = [];
    for (const name of ["/", "/a", "/b"]) {
      client.socket(name).on("disconnect", (reason) => seen.push(`${name} ${reason}`));
    }
    client.conn.end("ping timeout");
    expect(seen).toEqual(["/ ping timeout", "/a ping timeout", "/b ping timeout"]);
  });

  it("at once where the connection cannot end at once", async () => {
    const { connect } = createServer();
    const client = await connect();
    client.conn.closesAtOnce = false;
    const seen = watch(client.socket());
    const again = recorder();
    client.socket().on("disconnect", again.listener);
    client.send("1");
    await client.join();
    client.socket().disconnect(true);
    client.conn.end("forced close");
    expect(seen).toHaveLength(2);
    expect(again.calls).toEqual([["client namespace disconnect", undefined]]);
  });

  it.each<[string, (socket: Socket) => unknown, boolean]>([
    ["disconnect it once more", (socket) => socket.disconnect(), false],
    ["end its connection", (socket) => socket.disconnect(true), true],
    ["close its session", (socket) => socket.conn.close(), true],
  ])("once, when listeners %s meanwhile", async (_title, react, isClosed) => {
    const { connect } = createServer();
    const client = await connect();
    const seen = watch(client.socket());
    const socket = client.socket();
    for (const event of ["disconnecting", "disconnect"] as const) socket.on(event, () => react(socket));
    client.send("1");
    await settle();
    const reason = "client namespace disconnect";
    expect(seen).toEqual([
      ["disconnecting", reason, undefined, true, 1],
      ["disconnect", reason, undefined, false, 0],
    ]);
    expect([client.take(), client.isClosed]).toEqual([[], isClosed || client.isClosed]);
  });

  it("in the connection listener: that is the end of it", async () => {
    const { io, open } = createServer();
    io.on("connect", (socket) => socket.disconnect());
    const client = open();
    await client.join();
    expect([client.take().at(-1), io.sockets.sockets.size]).toEqual(["1", 0]);
    await client.join();
    expect([client.isClosed, client.take().at(-1)]).toEqual([false, "1"]);
  });
});

describe("reasons after which a client can be recovered", () => {
  const reasons: Record<DisconnectReason, boolean> = {
    "transport error": true,
    "transport close": true,
    "forced close": true,
    "ping timeout": true,
    "server shutting down": true,
    "forced server close": true,
    "parse error": false,
    "client namespace disconnect": false,
    "server namespace disconnect": false,
  };

  it.each(Object.entries(reasons))("%s: %s", (reason, expected) => {
    expect(isRecoverable(reason as DisconnectReason)).toBe(expected);
  });
});
