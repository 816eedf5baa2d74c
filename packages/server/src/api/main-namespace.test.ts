import { describe, expect, it } from "vitest";
import { createServer, recorder } from "./testing/server-bench.ts";

describe("a server in the name of its main namespace", () => {
  it("keeps its listeners there, and chains calls on it", () => {
    const { io } = createServer();
    const nsp = io.sockets;
    const a = (): void => undefined;
    const b = (): void => undefined;
    expect(io.on("x", a)).toBe(nsp);
    expect(io.addListener("x", a)).toBe(nsp);
    expect(io.once("x", b)).toBe(nsp);
    expect(io.prependListener("x", b)).toBe(nsp);
    expect(io.prependOnceListener("y", b)).toBe(nsp);
    expect(nsp.listeners("x")).toEqual([b, a, a, b]);
    expect(io.listeners("x")).toEqual(nsp.listeners("x"));
    expect(io.rawListeners("x")).toHaveLength(4);
    expect(io.listenerCount("x")).toBe(4);
    expect(io.eventNames()).toEqual(["x", "y"]);
    expect(io.off("x", a)).toBe(nsp);
    expect(io.removeListener("x", a)).toBe(nsp);
    expect(nsp.listenerCount("x")).toBe(2);
    expect(io.removeAllListeners("x")).toBe(nsp);
    expect(nsp.listenerCount("x")).toBe(0);
    expect(io.setMaxListeners(3)).toBe(nsp);
    expect([io.getMaxListeners(), nsp.getMaxListeners()]).toEqual([3, 3]);
  });

  it("hears what the namespace hears", async () => {
    const { io, connect } = createServer();
    const { calls, listener } = recorder();
    io.once("connection", listener);
    io.sockets.on("connection", listener);
    const client = await connect();
    await connect();
    expect(calls).toHaveLength(3);
    expect(calls[0]).toEqual([client.socket()]);
  });

  it("is told of new namespaces, but not of the main one", () => {
    const { io } = createServer();
    const { calls, listener } = recorder();
    io.on("new_namespace", listener);
    const nsp = io.of("/a");
    io.of("a");
    io.of("/");
    io.of(/^\/d/);
    expect(calls).toEqual([[nsp]]);
  });

  it("finds namespaces by their names, with or without the slash", () => {
    const { io } = createServer();
    const { calls, listener } = recorder();
    const nsp = io.of("a", listener);
    expect(nsp.name).toBe("/a");
    expect(io.of("/a")).toBe(nsp);
    expect([io.of("/"), io.of("")]).toEqual([io.sockets, io.sockets]);
    expect([...io._nsps.keys()]).toEqual(["/", "/a"]);
    expect(nsp.listeners("connect")).toEqual([listener]);
    expect(calls).toEqual([]);
    expect([nsp.server, nsp.adapter.nsp]).toEqual([io, nsp]);
  });

  it("may emit connection, which no client could", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    io.emit("connection", 1);
    expect(client.take()).toEqual(['2["connection",1]']);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("oops");
      },
    ],
    ["rejects", () => Promise.reject(new Error("oops"))],
  ])("reports a listener of new_namespace that %s, and goes on", async (_title, fail) => {
    const { io, reported, connect } = createServer();
    io.of(/^\/d/);
    io.on("new_namespace", fail);
    expect(io.of("/a").name).toBe("/a");
    const client = await connect({ nsp: "/d" });
    expect(client.socket("/d").connected).toBe(true);
    const context = { kind: "listener", event: "new_namespace" };
    expect(reported).toEqual([
      { error: new Error("oops"), context },
      { error: new Error("oops"), context },
    ]);
  });
});
