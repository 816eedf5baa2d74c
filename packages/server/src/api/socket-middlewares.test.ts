import { describe, expect, it } from "vitest";
import type { SocketMiddleware } from "./socket-middlewares.ts";
import { createServer, recorder, settle } from "./testing/server-bench.ts";

describe("middlewares of a socket", () => {
  it("see each event with its name and arguments, one after the other", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const seen: unknown[] = [];
    expect(
      socket.use((event, next) => {
        seen.push([...event] as unknown[]);
        setImmediate(next);
      }),
    ).toBe(socket);
    socket.use((_event, next) => {
      seen.push("second");
      next();
    });
    socket.on("a", (n: number) => seen.push(["listener", n]));
    client.send('2["a",1]');
    expect(seen).toEqual([["a", 1]]);
    await settle();
    expect(seen).toEqual([["a", 1], "second", ["listener", 1]]);
  });

  it("may change the event", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const { calls, listener } = recorder();
    socket.use((event, next) => {
      event[0] = "b";
      event[1] = 2;
      event.push("more");
      next();
    });
    socket.on("b", listener);
    client.send('2["a",1]');
    expect(calls).toEqual([[2, "more"]]);
  });

  it("stop it by saying nothing", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().use(() => undefined);
    client.socket().on("a", listener);
    client.send('2["a"]');
    await settle();
    expect(calls).toEqual([]);
  });

  it("stop it with an error, of which the socket hears here and the client does not", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const [errors, events] = [recorder(), recorder()];
    socket.use((_event, next) => next(new Error("no")));
    socket.use(events.listener);
    socket.on("a", events.listener);
    client.send('2["a"]');
    socket.on("error", errors.listener);
    client.send('2["a"]');
    expect([errors.calls, events.calls, client.take()]).toEqual([[[new Error("no")]], [], []]);
    expect(socket.connected).toBe(true);
  });

  it("say next as often as they like: it counts once", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const [errors, events] = [recorder(), recorder()];
    socket.use((_event, next) => {
      next();
      next();
      next(new Error("too late"));
    });
    socket.on("a", events.listener);
    socket.on("error", errors.listener);
    client.send('2["a"]');
    expect([events.calls, errors.calls]).toEqual([[[]], []]);
  });

  it("let nothing pass to a socket that has left meanwhile", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const { calls, listener } = recorder();
    let go = (): void => {};
    socket.use((_event, next) => {
      go = next;
    });
    socket.on("a", listener);
    client.send('2["a"]');
    client.conn.end("transport close");
    go();
    expect(calls).toEqual([]);
  });

  it.each<[string, SocketMiddleware]>([
    [
      "throws",
      () => {
        throw new Error("oops");
      },
    ],
    ["rejects", (() => Promise.reject(new Error("oops"))) as SocketMiddleware],
  ])("one that %s harms this event alone", async (_title, middleware) => {
    const { connect, reported } = createServer();
    const client = await connect();
    const socket = client.socket();
    const { calls, listener } = recorder();
    socket.use((event, next) => (event[0] === "bad" ? middleware(event, next) : next()));
    socket.on("bad", listener);
    socket.on("good", listener);
    client.send('2["bad"]', '2["good",1]');
    await settle();
    expect(calls).toEqual([[1]]);
    expect(reported).toEqual([
      { error: new Error("oops"), context: { kind: "middleware", event: "bad", socket } },
    ]);
  });
});
