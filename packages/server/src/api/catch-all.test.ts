import { describe, expect, it } from "vitest";
import { createServer, recorder } from "./testing/server-bench.ts";

describe("listeners to all incoming events", () => {
  it("hear each before the middlewares and the listeners, with its name and the function for the answer", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const seen: unknown[] = [];
    socket.on("a", (n: number) => seen.push(["listener", n]));
    socket.use((_event, next) => {
      seen.push("middleware");
      next();
    });
    expect(socket.onAny((name: string, ...args: unknown[]) => seen.push([name, args.length]))).toBe(socket);
    expect(socket.prependAny(() => seen.push("first"))).toBe(socket);
    client.send('2["a",1]', '20["nobody listens"]');
    expect(seen).toEqual([
      "first",
      ["a", 1],
      "middleware",
      ["listener", 1],
      "first",
      ["nobody listens", 1],
      "middleware",
    ]);
  });

  it("can be listed and removed, one by one or all", async () => {
    const { connect } = createServer();
    const socket = (await connect()).socket();
    const [a, b] = [recorder().listener, recorder().listener];
    socket.onAny(a).onAny(b).onAny(a);
    expect(socket.offAny(a)).toBe(socket);
    expect(socket.listenersAny()).toEqual([b, a]);
    socket.offAny(recorder().listener);
    expect(socket.listenersAny()).toEqual([b, a]);
    socket.listenersAny().length = 0;
    expect(socket.listenersAny()).toEqual([b, a]);
    socket.offAny();
    expect(socket.listenersAny()).toEqual([]);
  });

  it("that are removed while one is called still hear this event", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const seen: string[] = [];
    socket.onAny(() => {
      seen.push("a");
      socket.offAny();
    });
    socket.onAny(() => seen.push("b"));
    client.send('2["x"]', '2["x"]');
    expect(seen).toEqual(["a", "b"]);
  });
});

describe("listeners to all outgoing events", () => {
  it("hear emits and broadcasts, without the function for the answer, and no answers", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const { calls, listener } = recorder();
    const order: string[] = [];
    expect(socket.onAnyOutgoing(listener)).toBe(socket);
    socket.onAnyOutgoing(() => order.push("second"));
    expect(socket.prependAnyOutgoing(() => order.push("first"))).toBe(socket);
    socket.emit("a", 1, () => undefined);
    io.emit("b", 2);
    io.to(socket.id).emit("c", 3);
    socket.broadcast.emit("not to itself");
    socket.on("d", (answer: () => void) => answer());
    client.send('20["d"]');
    socket.volatile.emit("e");
    expect(calls).toEqual([["a", 1], ["b", 2], ["c", 3], ["e"]]);
    expect(order.slice(0, 2)).toEqual(["first", "second"]);
  });

  it("can be listed and removed, one by one or all", async () => {
    const { connect } = createServer();
    const socket = (await connect()).socket();
    const [a, b] = [recorder().listener, recorder().listener];
    socket.onAnyOutgoing(a).onAnyOutgoing(b);
    expect(socket.offAnyOutgoing(a)).toBe(socket);
    expect(socket.listenersAnyOutgoing()).toEqual([b]);
    socket.offAnyOutgoing();
    expect(socket.listenersAnyOutgoing()).toEqual([]);
  });
});
