import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Adapter } from "../adapter/index.ts";
import { RemoteSocket } from "./broadcast-operator.ts";
import type { Handshake } from "./handshake.ts";
import { createServer, recorder, settle } from "./testing/server-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const timedOut = new Error("operation has timed out");

describe("a broadcast wants answers", () => {
  it("and gets the first value of each client, in the order in which they come", async () => {
    const { io, connect } = createServer();
    const [first, second] = [await connect(), await connect()];
    const { calls, listener } = recorder();
    expect(io.timeout(100).emit("a", 1, listener)).toBe(true);
    expect([first.take(), second.take()]).toEqual([['20["a",1]'], ['20["a",1]']]);
    await settle();
    second.send('30["b","not seen"]');
    await vi.advanceTimersByTimeAsync(99);
    expect(calls).toEqual([]);
    first.send('30["a"]');
    expect(calls).toEqual([[null, ["b", "a"]]]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toHaveLength(1);
  });

  it("and gets those that came in time, with an error", async () => {
    const { io, connect } = createServer();
    const [first, second] = [await connect(), await connect()];
    const { calls, listener } = recorder();
    io.timeout(100).emit("a", listener);
    await settle();
    first.send("30[1]");
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([[timedOut, [1]]]);
    await settle();
    second.send("30[2]");
    expect(calls).toEqual([[timedOut, [1]]]);
    expect([...io.sockets.sockets.values()].map(({ acks }) => acks.size)).toEqual([0, 0]);
  });

  it("and gets an empty list where nobody is asked", async () => {
    const { io } = createServer();
    const { calls, listener } = recorder();
    io.to("nobody").timeout(100).emit("a", listener);
    await settle();
    expect(calls).toEqual([[null, []]]);
  });

  it("and gets an error at once without a time limit", async () => {
    const { io, connect } = createServer();
    await connect();
    const { calls, listener } = recorder();
    io.to("nobody").emit("zero", listener);
    // The types forbid it; programs do it all the same.
    (io.emit as (...args: unknown[]) => void)("a", listener);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual([
      [null, []],
      [timedOut, []],
    ]);
  });

  it("as a promise", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    const answered = io.timeout(100).emitWithAck("a", 1);
    const missed = client.socket().broadcast.timeout(100).emitWithAck("b");
    await settle();
    client.send("30[1]");
    await expect(answered).resolves.toEqual([1]);
    await expect(missed).resolves.toEqual([]);
    const failure = io
      .timeout(100)
      .emitWithAck("c")
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    expect(await failure).toMatchObject({ message: timedOut.message, responses: [] });
  });

  it("from the others, and not from itself", async () => {
    const { connect } = createServer();
    const [first, second] = [await connect(), await connect()];
    const { calls, listener } = recorder();
    first.socket().timeout(100).broadcast.emit("a", listener);
    await settle();
    expect([first.take(), second.take()]).toEqual([[], ['20["a"]']]);
    second.send("30[2]");
    expect(calls).toEqual([[null, [2]]]);
  });

  it("of binary data", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    io.timeout(100).emit("a", listener);
    await settle();
    client.send('61-0[{"_placeholder":true,"num":0}]', Buffer.from([1]));
    expect(calls).toEqual([[null, [Buffer.from([1])]]]);
  });
});

/** What other servers do. */
class ManyServers extends Adapter {
  servers: () => Promise<number> = () => Promise.resolve(1);
  others = 0;

  override broadcastWithAck(...args: Parameters<Adapter["broadcastWithAck"]>): void {
    super.broadcastWithAck(...args);
    for (let i = 0; i < this.others; i++) args[2](0);
  }

  override serverCount(): Promise<number> {
    return this.servers();
  }
}

describe("a broadcast to several servers", () => {
  it.each([
    ["all say how many they asked", 3, 2, [null, []]],
    ["one says nothing", 3, 1, [timedOut, []]],
  ])("is complete when %s", async (_title, servers, others, expected) => {
    const { io } = createServer({ adapter: ManyServers });
    const adapter = io.sockets.adapter as ManyServers;
    adapter.servers = () => Promise.resolve(servers);
    adapter.others = others;
    const { calls, listener } = recorder();
    io.timeout(100).emit("a", listener);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([expected]);
  });

  it("times out when nobody knows how many there are", async () => {
    const { io } = createServer({ adapter: ManyServers });
    (io.sockets.adapter as ManyServers).servers = () => Promise.reject(new Error("down"));
    const { calls, listener } = recorder();
    io.timeout(100).emit("a", listener);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([[timedOut, []]]);
  });
});

/** Sends nothing, and so gives no number. */
class Silent extends Adapter {
  override broadcastWithAck(): void {}
}

/** Cannot be asked for its sockets. */
class Broken extends Adapter {
  override fetchSockets(): Promise<never> {
    return Promise.reject(new Error("down"));
  }
}

describe("a broadcast by an adapter that", () => {
  it.each([
    ["sends nothing", Silent],
    ["cannot say afterwards who has not answered", Broken],
  ])("%s times out", async (_title, adapter) => {
    const { io, connect } = createServer({ adapter });
    await connect();
    const { calls, listener } = recorder();
    io.timeout(100).emit("a", listener);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([[timedOut, []]]);
  });
});

describe("a socket of another server", () => {
  const details = { id: "far", rooms: ["far", "r"], data: { n: 1 }, handshake: {} as Handshake };

  /** As an adapter sees it: one of ours stands for it. */
  async function standIn() {
    const { io, connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const remote = new RemoteSocket<Record<string, (...args: unknown[]) => void>, unknown>(
      io.sockets.adapter,
      {
        ...details,
        id: socket.id,
      },
    );
    return { io, client, socket, remote };
  }

  it("is described by the server that it is on", async () => {
    const { remote, socket } = await standIn();
    expect(remote).toMatchObject({
      id: socket.id,
      rooms: new Set(["far", "r"]),
      data: { n: 1 },
      handshake: {},
    });
  });

  it("can be sent to, moved and disconnected", async () => {
    const { client, socket, remote } = await standIn();
    expect(remote.emit("a", 1)).toBe(true);
    remote.join("x");
    remote.join(["y", "z"]);
    remote.leave("y");
    expect([client.take(), [...socket.rooms]]).toEqual([['2["a",1]'], [socket.id, "x", "z"]]);
    expect(remote.disconnect()).toBe(remote);
    expect([socket.connected, client.isClosed]).toEqual([false, false]);
  });

  it("can be disconnected with its connection", async () => {
    const { client, remote } = await standIn();
    remote.disconnect(true);
    expect(client.isClosed).toBe(true);
  });

  it("gives one answer, and no list", async () => {
    const { client, remote } = await standIn();
    const { calls, listener } = recorder();
    remote.timeout(100).emit("a", listener);
    remote.timeout(100).emit("b", listener);
    await settle();
    client.send("30[1,2]");
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([
      [null, 1],
      [timedOut, null],
    ]);
  });
});
