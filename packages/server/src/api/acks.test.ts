import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createServer, recorder, settle } from "./testing/server-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const timedOut = new Error("operation has timed out");

/** What a promise is rejected with. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe("a client wants an answer", () => {
  it.each([
    ["nothing", [], "31[]"],
    ["several values", [1, "b", null], '31[1,"b",null]'],
    ["what JSON has no word for", [undefined], "31[null]"],
  ])("and gets %s", async (_title, args, expected) => {
    const { connect } = createServer();
    const client = await connect();
    client.socket().on("a", (_text: string, answer: (...args: unknown[]) => void) => answer(...args));
    client.send('21["a","x"]');
    expect(client.take()).toEqual([expected]);
  });

  it("and gets binary data, in its namespace", async () => {
    const { io, connect } = createServer();
    io.of("/admin");
    const client = await connect({ nsp: "/admin" });
    client.socket("/admin").on("a", (answer: (data: Buffer) => void) => answer(Buffer.from([1])));
    client.send('2/admin,7["a"]');
    expect(client.take()).toEqual(['61-/admin,7[{"_placeholder":true,"num":0}]', "<01>"]);
  });

  it("and gets it once: the first counts, whoever gives it", async () => {
    const { connect } = createServer();
    const client = await connect();
    const answer = (n: number) => (done: (n: number) => void) => {
      done(n);
      done(n);
    };
    client.socket().on("a", answer(1));
    client.socket().on("a", answer(2));
    client.send('20["a"]');
    expect(client.take()).toEqual(["30[1]"]);
  });

  it("and gets nothing from a socket that has left, or from nobody", async () => {
    const { connect } = createServer();
    const client = await connect();
    let answer = (): void => {};
    client.socket().on("a", (done: () => void) => {
      answer = done;
    });
    client.send('20["b"]', '21["a"]');
    client.conn.end("transport close");
    answer();
    expect(client.take()).toEqual([]);
  });
});

describe("a server wants an answer", () => {
  it("and its function gets all of it, once", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    expect(client.socket().emit("a", 1, listener)).toBe(true);
    expect(client.take()).toEqual(['20["a",1]']);
    client.send('30[1,"b",[2]]', "30[3]");
    expect(calls).toEqual([[1, "b", [2]]]);
    expect(client.isClosed).toBe(false);
  });

  it("and gets binary data", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().emit("a", Buffer.from([9]), listener);
    expect(client.take()).toEqual(['51-0["a",{"_placeholder":true,"num":0}]', "<09>"]);
    client.send('61-0[{"_placeholder":true,"num":0}]', Buffer.from([1]));
    expect(calls).toEqual([[Buffer.from([1])]]);
  });

  it("and numbers count for all sockets of a namespace", async () => {
    const { io, connect } = createServer();
    const [first, second] = [await connect(), await connect()];
    for (const client of [first, second, first]) client.socket().emit("a", () => undefined);
    expect([first.take(), second.take(), io.sockets._ids]).toEqual([['20["a"]', '22["a"]'], ['21["a"]'], 3]);
  });

  it("and takes it from the socket that it asked", async () => {
    const { connect } = createServer();
    const [first, second] = [await connect(), await connect()];
    const { calls, listener } = recorder();
    first.socket().emit("a", listener);
    second.send("30[1]");
    expect(calls).toEqual([]);
    first.send("30[2]");
    expect(calls).toEqual([[2]]);
  });

  it("and a promise resolves with the first value", async () => {
    const { connect } = createServer();
    const client = await connect();
    const answer = client.socket().emitWithAck("a", 1);
    client.send("30[1,2]");
    await expect(answer).resolves.toBe(1);
  });

  it("and waits for it as long as it takes, but not beyond the end of the socket", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.emit("a", listener);
    await vi.advanceTimersByTimeAsync(1e9);
    expect(socket.acks.size).toBe(1);
    client.conn.end("transport close");
    expect([socket.acks.size, calls]).toEqual([0, []]);
  });

  it("but an answer that nobody waits for, or without a number, is ignored", async () => {
    const { connect } = createServer();
    const client = await connect();
    client.send("30[1]", "3[1]", "39999[]");
    expect([client.isClosed, client.socket().connected]).toEqual([false, true]);
  });
});

describe("an answer with a time limit", () => {
  it("comes behind null", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().timeout(100).emit("a", listener);
    await vi.advanceTimersByTimeAsync(99);
    client.send("30[1,2]");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual([[null, 1, 2]]);
  });

  it("is an error when it does not come in time; what comes late is ignored", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.timeout(100).emit("a", listener);
    await vi.advanceTimersByTimeAsync(99);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual([[timedOut]]);
    client.send("30[1]");
    expect([calls.length, socket.acks.size]).toEqual([1, 0]);
  });

  it("is an error at that time, too, when the client has left", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.timeout(100).emit("a", listener);
    const failure = failureOf(socket.timeout(100).emitWithAck("b"));
    client.conn.end("transport close");
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(await failure).toEqual(timedOut);
    expect(calls).toEqual([[timedOut]]);
  });

  it("as a promise: resolves with the first value, or rejects", async () => {
    const { connect } = createServer();
    const client = await connect();
    const answered = client.socket().timeout(100).emitWithAck("a");
    const missed = client.socket().timeout(100).emitWithAck("b");
    client.send("30[1,2]");
    await expect(answered).resolves.toBe(1);
    const failure = failureOf(missed);
    await vi.advanceTimersByTimeAsync(100);
    expect(await failure).toEqual(timedOut);
  });

  it("holds for one event", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    const socket = client.socket();
    expect(socket.timeout(100)).toBe(socket);
    socket.emit("a", listener);
    socket.emit("b", listener);
    client.send("31[1]", "30[2]");
    expect(calls).toEqual([[1], [null, 2]]);
  });
});

describe("pending answers have a limit", () => {
  it.each([
    [2, [1, 2]],
    [3, [0, 1, 2]],
  ])("with %d, the oldest without a time limit is given up", async (maxPendingAcks, expected) => {
    const { connect } = createServer({ maxPendingAcks });
    const client = await connect();
    const answered: unknown[] = [];
    for (let i = 0; i < 3; i++) client.socket().emit("a", () => answered.push(i));
    for (let i = 0; i < 3; i++) client.send(`3${i}[]`);
    await settle();
    expect(answered).toEqual(expected);
  });
});
