import { describe, expect, it } from "vitest";
import { Adapter } from "../adapter/index.ts";
import type { NamespaceMatcher } from "./parent-namespace.ts";
import { createServer, settle } from "./testing/server-bench.ts";

const refuseAll: NamespaceMatcher = (_name, _auth, next) => next(null, false);

describe("a namespace that fits a pattern", () => {
  it.each<[string, RegExp | NamespaceMatcher]>([
    ["a regular expression", /^\/d-\d+$/],
    ["a function", (name, _auth, next) => next(null, name.startsWith("/d-"))],
    [
      "a function that takes its time",
      (name, _auth, next) => {
        setImmediate(() => next(null, name.startsWith("/d-")));
      },
    ],
  ])("by %s comes into being when a client asks for it", async (_title, pattern) => {
    const { io, open } = createServer();
    const created: string[] = [];
    const connected: string[] = [];
    io.on("new_namespace", ({ name }) => created.push(name));
    io.of(pattern, ({ nsp }) => connected.push(nsp.name));
    const client = open();
    await client.join("/d-1");
    await client.join("/other");
    await client.join("/d-1");
    expect(created).toEqual(["/d-1"]);
    expect(connected).toEqual(["/d-1"]);
    expect(client.take().at(-1)).toBe('4/other,{"message":"Invalid namespace"}');
    expect(io._nsps.has("/other")).toBe(false);
  });

  it("is made once for all who ask for it at the same time", async () => {
    const { io, open } = createServer();
    const created: string[] = [];
    const answers: (() => void)[] = [];
    io.on("new_namespace", ({ name }) => created.push(name));
    io.of((_name, _auth, next) => answers.push(() => next(null, true)));
    const clients = [open(), open()];
    for (const client of clients) await client.join("/d");
    for (const answer of answers) answer();
    await settle();
    expect(created).toEqual(["/d"]);
    expect(io.of("/d").sockets.size).toBe(2);
  });

  it("belongs to the first that takes it, in the order of registration", async () => {
    const { io, open } = createServer();
    const seen: string[] = [];
    io.of(refuseAll, () => seen.push("none"));
    io.of(
      (_name, _auth, next) => next(new Error("no"), true),
      () => seen.push("error"),
    );
    io.of(/^\/d/, () => seen.push("first"));
    io.of(/^\/d/, () => seen.push("second"));
    await open().join("/d");
    expect(seen).toEqual(["first"]);
  });

  it("is decided upon with what the client brings", async () => {
    const { io, open } = createServer();
    io.of((_name, auth, next) => next(null, auth["token"] === "x"));
    const client = open();
    await client.join("/d", { token: "y" });
    expect(client.take()).toEqual(['4/d,{"message":"Invalid namespace"}']);
    await client.join("/d", { token: "x" });
    expect(client.socket("/d").handshake.auth).toEqual({ token: "x" });
  });

  it("counts the first answer of a function", async () => {
    const { io, open } = createServer();
    io.of((_name, _auth, next) => {
      next(null, false);
      next(null, true);
    });
    const client = open();
    await client.join("/d");
    expect(client.take()).toEqual(['4/d,{"message":"Invalid namespace"}']);
  });

  it.each<[string, NamespaceMatcher]>([
    [
      "throws",
      () => {
        throw new Error("oops");
      },
    ],
    ["rejects", () => Promise.reject(new Error("oops"))],
  ])("is not there for a function that %s; the hook hears why", async (_title, matcher) => {
    const { io, open, reported } = createServer();
    io.of(matcher);
    const client = open();
    await client.join("/d");
    expect(client.take()).toEqual(['4/d,{"message":"Invalid namespace"}']);
    expect(reported).toEqual([
      { error: new Error("oops"), context: { kind: "middleware", event: "new_namespace" } },
    ]);
  });

  it("comes to nothing when the client has left meanwhile", async () => {
    const { io, open } = createServer({ cleanupEmptyChildNamespaces: true });
    const answers: (() => void)[] = [];
    io.of((_name, _auth, next) => answers.push(() => next(null, answers.length === 1)));
    const client = open();
    await client.join("/d");
    client.conn.end("transport close");
    answers[0]!();
    await settle();
    expect([client.take(), io._nsps.has("/d")]).toEqual([[], false]);
    await open().join("/e");
    answers[1]!();
    expect([...io._nsps.keys()]).toEqual(["/"]);
  });

  it.each([/d/g, /d/y])("cannot be asked for with %s, which remembers where it stopped", (pattern) => {
    const { io } = createServer();
    expect(() => io.of(pattern)).toThrow("stateful regular expressions are not supported");
  });
});

describe("a child", () => {
  it("has the middlewares and listeners that its parent has when it comes into being", async () => {
    const { io, open } = createServer();
    const seen: string[] = [];
    const parent = io.of(/^\/d/);
    const add = (name: string): void => {
      parent.use((_socket, next) => {
        seen.push(`use ${name}`);
        next();
      });
      parent.on("connect", () => seen.push(`connect ${name}`));
      parent.on("connection", () => seen.push(`connection ${name}`));
    };
    add("1");
    await open().join("/d");
    add("2");
    await open().join("/d");
    expect(seen).toEqual(Array.from({ length: 2 }, () => ["use 1", "connect 1", "connection 1"]).flat());
  });

  it("is made by the application, too, with a name that fits a regular expression", async () => {
    const { io, open } = createServer();
    const created: string[] = [];
    const seen: string[] = [];
    io.on("new_namespace", ({ name }) => created.push(name));
    const parent = io.of(/^\/d/, () => seen.push("connect"));
    io.of((_name, _auth, next) => next(null, true));
    const child = io.of("d-1");
    const other = io.of("/other");
    expect([io.of("/d-1") === child, child === parent, created]).toEqual([true, false, ["/d-1", "/other"]]);
    const client = open();
    await client.join("/d-1");
    await client.join("/other");
    client.take();
    parent.emit("a");
    expect([seen, client.take(), other.sockets.size]).toEqual([["connect"], ['2/d-1,["a"]'], 1]);
  });
});

describe("a parent", () => {
  it("reaches the sockets of all its children", async () => {
    const { io, connect } = createServer();
    const parent = io.of(/^\/d/);
    const [one, two] = [await connect({ nsp: "/d1" }), await connect({ nsp: "/d2" })];
    const take = (): string[][] => [one.take(), two.take()];
    expect(parent.emit("a", 1)).toBe(true);
    expect(take()).toEqual([['2/d1,["a",1]'], ['2/d2,["a",1]']]);
    void one.socket("/d1").join("r");
    parent.to("r").emit("b");
    expect(take()).toEqual([['2/d1,["b"]'], []]);
    parent.except("r").emit("c");
    expect(take()).toEqual([[], ['2/d2,["c"]']]);
    parent.send("d");
    expect(take()).toEqual([['2/d1,["message","d"]'], ['2/d2,["message","d"]']]);
  });

  it("has nobody in it, and a name that no client can use", async () => {
    const { io, connect, open } = createServer();
    const parent = io.of(/^\/d/);
    const client = await connect({ nsp: "/d1" });
    expect(parent.name).toMatch(/^\/_\d+$/);
    expect(io._nsps.has(parent.name)).toBe(false);
    expect(() => parent.fetchSockets()).toThrow("fetchSockets() is not supported on parent namespaces");
    parent.socketsJoin("r");
    parent.socketsLeave("r");
    parent.disconnectSockets(true);
    expect([client.isClosed, [...client.socket("/d1").rooms].length]).toEqual([false, 1]);
    const other = open();
    await other.join(parent.name);
    expect(other.take()).toEqual([`4${parent.name},{"message":"Invalid namespace"}`]);
  });

  it("keeps its children when the server gets another adapter", async () => {
    const { io, connect } = createServer();
    const parent = io.of(/^\/d/);
    await connect({ nsp: "/d1" });
    io.adapter(class Another extends Adapter {});
    const client = await connect({ nsp: "/d1" });
    parent.emit("a");
    expect(client.take()).toEqual(['2/d1,["a"]']);
  });
});
