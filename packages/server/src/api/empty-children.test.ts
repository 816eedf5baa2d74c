import { describe, expect, it } from "vitest";
import { Adapter } from "../adapter/index.ts";
import type { ServerOptions } from "./options.ts";
import { createServer, settle, type ServerBench } from "./testing/server-bench.ts";

/** Counts the adapters that were closed. */
function countClosed(): { readonly adapter: typeof Adapter; readonly closed: string[] } {
  const closed: string[] = [];
  class Closing extends Adapter {
    override close(): void {
      closed.push((this.nsp as { name: string }).name);
    }
  }
  return { adapter: Closing, closed };
}

describe("children that nobody is in", () => {
  /** Clients come into three children and leave them, in order. */
  async function comeAndGo(bench: ServerBench): Promise<void> {
    for (const name of ["/d1", "/d2", "/d3"]) {
      const client = await bench.connect({ nsp: name });
      client.send(`1${name},`);
    }
  }

  it.each<[string, Partial<ServerOptions>, string[], string[]]>([
    ["stay", {}, ["/d1", "/d2", "/d3"], []],
    [
      "go at once with cleanupEmptyChildNamespaces",
      { cleanupEmptyChildNamespaces: true },
      [],
      ["/d1", "/d2", "/d3"],
    ],
    ["go at once with hardening", { hardening: "strict" }, [], ["/d1", "/d2", "/d3"]],
    ["beyond a number: the oldest goes", { maxEmptyChildNamespaces: 2 }, ["/d2", "/d3"], ["/d1"]],
    ["up to the number: they stay", { maxEmptyChildNamespaces: 3 }, ["/d1", "/d2", "/d3"], []],
  ])("%s", async (_title, options, expected, expectedClosed) => {
    const { adapter, closed } = countClosed();
    const bench = createServer({ ...options, adapter });
    bench.io.of("/static");
    bench.io.of(/^\/d/);
    await comeAndGo(bench);
    const staying = [...bench.io._nsps.keys()].filter((name) => name.startsWith("/d"));
    expect([staying, closed]).toEqual([expected, expectedClosed]);
    const client = await bench.connect({ nsp: "/static" });
    client.send("1/static,");
    expect(bench.io._nsps.has("/static")).toBe(true);
  });

  it("stay while somebody is in them, or on the way in", async () => {
    const { io, connect, open } = createServer({ cleanupEmptyChildNamespaces: true });
    const nexts: (() => void)[] = [];
    io.of(/^\/d/).use((_socket, next) => nexts.push(next));
    const first = open();
    await first.join("/d");
    const child = io.of("/d");
    nexts[0]!();
    await settle();
    expect(io._nsps.get("/d")).toBe(child);
    const second = open();
    await second.join("/d");
    first.send("1/d,");
    expect(io._nsps.get("/d")).toBe(child);
    nexts[1]!();
    await settle();
    expect([io._nsps.get("/d"), child.sockets.size]).toEqual([child, 1]);
    second.conn.end("transport close");
    expect(io._nsps.has("/d")).toBe(false);
    await connect();
  });

  it.each<[string, string | undefined]>([
    ["refused", "no"],
    ["gone", undefined],
  ])("go when the only client was %s", async (_title, error) => {
    const { io, open } = createServer({ cleanupEmptyChildNamespaces: true });
    io.of(/^\/d/).use((_socket, next) => {
      if (error !== undefined) next(new Error(error));
    });
    const client = open();
    await client.join("/d");
    client.conn.end("transport close");
    await settle();
    expect([...io._nsps.keys()]).toEqual(["/"]);
  });

  it("do not count as empty while they are in use again", async () => {
    const { io, connect } = createServer({ maxEmptyChildNamespaces: 1 });
    io.of(/^\/d/);
    const first = await connect({ nsp: "/d1" });
    first.send("1/d1,");
    await first.join("/d1");
    for (const name of ["/d2", "/d3"]) {
      const client = await connect({ nsp: name });
      client.send(`1${name},`);
    }
    expect([...io._nsps.keys()]).toEqual(["/", "/d1", "/d3"]);
  });

  it("go in the order in which they were left last", async () => {
    const { io, connect } = createServer({ maxEmptyChildNamespaces: 2 });
    io.of(/^\/d/);
    for (const name of ["/d1", "/d2", "/d1", "/d3"]) {
      const client = await connect({ nsp: name });
      client.send(`1${name},`);
    }
    expect([...io._nsps.keys()]).toEqual(["/", "/d1", "/d3"]);
  });

  it("are not taken for empty while somebody is on the way in", async () => {
    const { io, connect, open } = createServer({ maxEmptyChildNamespaces: 1 });
    let refuse = (): void => {};
    io.of(/^\/d/).use((socket, next) => {
      if (socket.handshake.auth["waits"] !== true) return next();
      refuse = () => next(new Error("no"));
    });
    const comeAndGo = async (name: string): Promise<void> => {
      const client = await connect({ nsp: name });
      client.send(`1${name},`);
    };
    await comeAndGo("/d1");
    await open().join("/d1", { waits: true });
    await comeAndGo("/d2");
    expect([...io._nsps.keys()]).toEqual(["/", "/d1", "/d2"]);
    refuse();
    await settle();
    expect([...io._nsps.keys()]).toEqual(["/", "/d1"]);
  });

  it("come into being again when they are asked for", async () => {
    const { io, connect } = createServer({ cleanupEmptyChildNamespaces: true });
    const parent = io.of(/^\/d/);
    for (let i = 0; i < 2; i++) {
      const client = await connect({ nsp: "/d" });
      parent.emit("a");
      expect(client.take()).toEqual(['2/d,["a"]']);
      client.send("1/d,");
    }
    expect(io._nsps.has("/d")).toBe(false);
  });
});
