import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionAwareAdapter } from "../adapter/index.ts";
import type { ServerOptions } from "./options.ts";
import type { Socket } from "./socket.ts";
import { createServer, settle, type ServerBench, type TestClient } from "./testing/server-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What a stock client remembers: the secret, and the last text argument of the events that it got. */
interface Memory {
  readonly sid: string;
  readonly pid: string;
  offset: string | undefined;
}

/** A server with recovery and a client that has got one event. */
async function start(options: Partial<ServerOptions> = {}) {
  const bench = createServer({ connectionStateRecovery: {}, ...options });
  const client = bench.open();
  client.send("0");
  await settle();
  const memory: Memory = { ...(JSON.parse(client.take()[0]!.slice(1)) as Memory), offset: undefined };
  client.socket().emit("first");
  memory.offset = offsetOf(client.take()[0]!);
  return { ...bench, client, memory };
}

function offsetOf(text: string): string {
  return (JSON.parse(text.slice(text.indexOf("["))) as unknown[]).at(-1) as string;
}

/** The client comes again; what it is sent, events as their names. */
async function comeBack(
  bench: ServerBench,
  memory: object,
  auth: object = {},
): Promise<{ readonly client: TestClient; readonly got: string[] }> {
  const client = bench.open();
  client.send(`0${JSON.stringify({ ...memory, ...auth })}`);
  await settle();
  const got = client
    .take()
    .map((text) => (text.startsWith("2") ? String((JSON.parse(text.slice(1)) as unknown[])[0]) : text));
  return { client, got };
}

describe("with recovery", () => {
  it("a text that a client has brought along does not stand for what it has received since", async () => {
    const bench = await start();
    const client = bench.open();
    client.send(`0{"pid":"of another time","offset":"typing"}`);
    await settle();
    const memory = JSON.parse(client.take()[0]!.slice(1)) as Memory;
    client.socket().emit("missed");
    client.socket().volatile.emit("status", "typing");
    client.conn.end("transport close");
    // It may have received both, or nothing: nobody can tell.
    const { got } = await comeBack(bench, { pid: memory.pid, offset: "typing" });
    expect(got).toHaveLength(1);
    expect(got[0]).not.toContain(memory.sid);
  });

  it("a client that is lost in a middleware on its way back may come back once more", async () => {
    const bench = await start({ connectionStateRecovery: { skipMiddlewares: false } });
    bench.client.conn.end("transport close");
    let isSlow = true;
    bench.io.use((_socket, next) => {
      if (!isSlow) next();
    });
    const { client } = await comeBack(bench, bench.memory);
    client.conn.end("transport close");
    isSlow = false;
    const { got } = await comeBack(bench, bench.memory);
    expect(got).toEqual([`0{"sid":"${bench.memory.sid}","pid":"${bench.memory.pid}"}`]);
  });

  it("a client gets a secret of its own, and each event a place in the log", async () => {
    const { client, memory } = await start();
    const socket = client.socket();
    expect(memory.pid).toMatch(/^[\w-]{20}$/);
    expect(memory.pid).not.toBe(socket.id);
    socket.emit("a", 1);
    expect(client.take()[0]).toMatch(/^2\["a",1,"[^"]+"\]$/);
  });

  it("what cannot be missed has no place: volatile events, and those with an answer", async () => {
    const { io, client } = await start();
    const socket = client.socket();
    socket.volatile.emit("a");
    socket.emit("b", () => undefined);
    io.volatile.emit("c");
    expect(client.take()).toEqual(['2["a"]', '20["b"]', '2["c"]']);
  });

  it("what middlewares send comes before the place in the log begins", async () => {
    const bench = createServer({ connectionStateRecovery: {} });
    bench.io.use((socket, next) => {
      socket.emit("early", "text");
      next();
    });
    const client = bench.open();
    await client.join();
    expect(client.take()[0]).toBe('2["early","text"]');
  });

  it("none without the option", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    client.socket().emit("a");
    expect(client.take()).toEqual(['2["a"]']);
    expect(io.sockets.adapter).not.toBeInstanceOf(SessionAwareAdapter);
  });
});

describe("a client comes back", () => {
  it("as who it was: id, rooms, data; it gets what it has missed, and then the answer", async () => {
    const bench = await start();
    const { io, client, memory } = bench;
    const before = client.socket();
    const { id } = before;
    void before.join("r");
    before.data = { user: 1 };
    const used: unknown[] = [];
    io.use((_socket, next) => {
      used.push("middleware");
      next();
    });
    const seen: Socket[] = [];
    io.on("connection", (socket) => seen.push(socket));
    client.conn.end("transport close");
    io.emit("missed");
    io.to("r").emit("missed in its room");
    io.to(id).emit("missed alone");
    io.to("other").emit("not its room");
    io.except("r").emit("not for its room");
    const { got } = await comeBack(bench, memory);
    expect(got).toEqual([
      "missed",
      "missed in its room",
      "missed alone",
      `0{"sid":"${id}","pid":"${memory.pid}"}`,
    ]);
    expect(seen).toHaveLength(1);
    const [socket] = seen;
    expect([socket?.id, socket?.recovered, socket?.data, [...socket!.rooms].toSorted()]).toEqual([
      id,
      true,
      { user: 1 },
      [id, "r"].toSorted(),
    ]);
    expect(used).toEqual([]);
  });

  it.each(["transport error", "transport close", "ping timeout", "forced close"])(
    "after %s",
    async (reason) => {
      const bench = await start();
      bench.client.conn.end(reason);
      const { client } = await comeBack(bench, bench.memory);
      expect(client.socket().recovered).toBe(true);
    },
  );

  it.each<[string, (client: TestClient) => unknown]>([
    ["it left", (client) => client.send("1")],
    ["it was taken out", (client) => client.socket().disconnect()],
    ["its session could not be decoded", (client) => client.conn.end("parse error")],
  ])("as a new one when %s", async (_title, leave) => {
    const bench = await start();
    leave(bench.client);
    const { client } = await comeBack(bench, bench.memory);
    expect([client.socket().recovered, client.socket().id === bench.memory.sid]).toEqual([false, false]);
  });

  it.each<[string, object]>([
    ["an unknown secret", { pid: "x" }],
    ["an unknown place", { offset: "x" }],
    ["a secret that is no text", { pid: 1 }],
    ["a place that is no text", { offset: 1 }],
    ["no secret", { pid: undefined }],
  ])("as a new one with %s", async (_title, auth) => {
    const bench = await start();
    bench.client.conn.end("transport close");
    const { client, got } = await comeBack(bench, bench.memory, auth);
    expect([client.socket().recovered, got.length]).toEqual([false, 1]);
  });

  it("also when it has never got an event", async () => {
    const bench = await start();
    bench.client.conn.end("transport close");
    bench.io.emit("missed");
    const { client, got } = await comeBack(bench, bench.memory, { offset: undefined });
    expect([client.socket().recovered, got.slice(0, -1)]).toEqual([true, ["first", "missed"]]);
  });

  it.each([
    [119_999, true],
    [120_001, false],
  ])("after %d ms: %s", async (away, expected) => {
    const bench = await start();
    bench.client.conn.end("transport close");
    await vi.advanceTimersByTimeAsync(away);
    const { client } = await comeBack(bench, bench.memory);
    expect(client.socket().recovered).toBe(expected);
  });

  it("as a new one when what it missed is not remembered any more", async () => {
    const bench = await start({ connectionStateRecovery: { maxRecoveryPackets: 2 } });
    bench.client.conn.end("transport close");
    for (let i = 0; i < 3; i++) bench.io.emit("missed");
    const { client, got } = await comeBack(bench, bench.memory);
    expect([client.socket().recovered, got.length]).toEqual([false, 1]);
  });

  it("to the namespace that it was in", async () => {
    const bench = await start();
    bench.io.of("/a");
    bench.client.conn.end("transport close");
    const client = bench.open();
    await client.join("/a", { ...bench.memory });
    expect(client.socket("/a").recovered).toBe(false);
  });

  it("and leaves no trace when its connection ends once more on the way", async () => {
    const bench = await start();
    bench.client.conn.end("transport close");
    const client = bench.open();
    client.send(`0${JSON.stringify(bench.memory)}`);
    client.conn.end("transport close");
    await settle();
    expect([client.take(), bench.io.sockets.sockets.size, bench.io.sockets.adapter.rooms.size]).toEqual([
      [],
      0,
      0,
    ]);
  });
});

describe("skipMiddlewares: false", () => {
  const options = { connectionStateRecovery: { skipMiddlewares: false } };

  it("middlewares see who comes back, with its events after those that it missed", async () => {
    const bench = await start(options);
    const seen: unknown[] = [];
    bench.io.use((socket, next) => {
      seen.push(socket.recovered);
      socket.emit("early");
      bench.io.emit("while it is on the way");
      next();
    });
    bench.client.conn.end("transport close");
    bench.io.emit("missed");
    const { client, got } = await comeBack(bench, bench.memory);
    expect(seen).toEqual([true]);
    expect(got.slice(0, -1)).toEqual(["missed", "early", "while it is on the way"]);
    expect(client.socket().recovered).toBe(true);
  });

  it("and may refuse it", async () => {
    const bench = await start(options);
    bench.io.use((_socket, next) => next(new Error("no")));
    bench.client.conn.end("transport close");
    const { got } = await comeBack(bench, bench.memory);
    expect(got).toEqual(['4{"message":"no"}']);
    expect([bench.io.sockets.sockets.size, bench.io.sockets.adapter.rooms.size]).toEqual([0, 0]);
  });

  it("the connection ends when what comes meanwhile is not remembered", async () => {
    const bench = await start({ connectionStateRecovery: { skipMiddlewares: false, maxRecoveryPackets: 2 } });
    bench.io.use((_socket, next) => {
      for (let i = 0; i < 5; i++) bench.io.emit("while it is on the way");
      next();
    });
    bench.client.conn.end("transport close");
    const { client } = await comeBack(bench, bench.memory);
    expect(client.isClosed).toBe(true);
  });
});

describe("an adapter that fails to restore", () => {
  it.each<[string, () => Promise<never>]>([
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws",
      () => {
        throw new Error("down");
      },
    ],
    ["knows nobody", () => Promise.resolve(null as never)],
  ])("%s: the client is a new one", async (title, restore) => {
    class Failing extends SessionAwareAdapter {
      override restoreSession(): Promise<never> {
        return restore();
      }
    }
    const bench = await start({ adapter: Failing });
    bench.client.conn.end("transport close");
    const { client } = await comeBack(bench, bench.memory);
    expect(client.socket().recovered).toBe(false);
    expect(bench.reported.map(({ error }) => (error as Error).message)).toEqual(
      title === "knows nobody" ? [] : ["down"],
    );
  });
});
