import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerOptions } from "./options.ts";
import type { Socket } from "./socket.ts";
import { createServer, settle } from "./testing/server-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Writes down with which code sockets are disconnected. */
function codes(socket: Socket): unknown[] {
  const seen: unknown[] = [];
  socket.on("disconnect", (reason, description?: { code?: string }) =>
    seen.push([reason, description?.code]),
  );
  return seen;
}

describe("connectTimeout", () => {
  it.each<[string, Partial<ServerOptions>, number]>([
    ["by default", {}, 45_000],
    ["as the option says", { connectTimeout: 1_000 }, 1_000],
    ["0 means the default", { connectTimeout: 0 }, 45_000],
  ])("ends a connection that joins no namespace: %s", async (_title, options, timeout) => {
    const { open } = createServer(options);
    const client = open();
    await client.join("/nowhere");
    await vi.advanceTimersByTimeAsync(timeout - 1);
    expect(client.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(client.isClosed).toBe(true);
  });

  it("ends one that waits for a middleware; nothing comes of its answer", async () => {
    const { io, open } = createServer({ connectTimeout: 1_000 });
    let go = (): void => {};
    io.use((_socket, next) => {
      go = next;
    });
    const client = open();
    await client.join();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(client.isClosed).toBe(true);
    go();
    await settle();
    expect([client.take(), io.sockets.sockets.size]).toEqual([[], 0]);
  });

  it("has nothing to do with one that is in a namespace, or was", async () => {
    const { connect, io } = createServer({ connectTimeout: 1_000 });
    const [staying, leaving] = [await connect(), await connect()];
    leaving.send("1");
    await vi.advanceTimersByTimeAsync(10_000);
    expect([staying.isClosed, leaving.isClosed]).toEqual([false, false]);
    expect(io.connectTimeout()).toBe(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may be changed for connections to come", async () => {
    const { io, open } = createServer();
    expect(io.connectTimeout(100)).toBe(io);
    const client = open();
    await vi.advanceTimersByTimeAsync(100);
    expect(client.isClosed).toBe(true);
  });
});

describe("maxUnconnected", () => {
  it("the oldest that has joined no namespace goes first", async () => {
    const { open, io } = createServer({ maxUnconnected: 2 });
    const clients = [open(), open()];
    await clients[0]!.join();
    clients.push(open());
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([false, false, false]);
    clients.push(open());
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([false, true, false, false]);
    expect(io._unconnected.size).toBe(2);
    clients[2]!.conn.end("transport close");
    expect(io._unconnected.size).toBe(1);
  });
});

describe("maxNamespacesPerConnection", () => {
  it("more are refused; those that are joined live on", async () => {
    const { io, connect } = createServer({ maxNamespacesPerConnection: 2 });
    for (const name of ["/a", "/b"]) io.of(name);
    const client = await connect();
    client.send("0/a,", "0/b,");
    await settle();
    expect(client.take()[0]).toBe('4/b,{"message":"Too many namespaces"}');
    client.send("1/a,");
    await client.join("/b");
    expect([client.socket().connected, client.socket("/b").connected]).toEqual([true, true]);
  });

  it("ends a connection that goes on asking", async () => {
    const { connect } = createServer({ maxNamespacesPerConnection: 1 });
    const client = await connect();
    const seen = codes(client.socket());
    for (let i = 0; i < 100; i++) client.send(`0/${i},`);
    expect([client.take().length, client.isClosed]).toEqual([100, false]);
    client.send("0/one-too-many,");
    expect(seen).toEqual([["forced close", "SIO_TOO_MANY_CONNECTS"]]);
    expect(client.take()).toEqual([]);
  });
});

describe("maxConnectRestarts", () => {
  it.each([0, 2])("%d times in 10 s a client may ask again while it waits", async (maxConnectRestarts) => {
    const { io, connect } = createServer({ maxConnectRestarts });
    io.of("/a").use(() => undefined);
    const client = await connect();
    const seen = codes(client.socket());
    for (let round = 0; round < 2; round++) {
      client.send(...Array.from({ length: maxConnectRestarts + (round === 0 ? 1 : 0) }, () => "0/a,"));
      expect(client.isClosed).toBe(false);
      await vi.advanceTimersByTimeAsync(10_001);
    }
    client.send(...Array.from({ length: maxConnectRestarts + 1 }, () => "0/a,"));
    expect(seen).toEqual([["forced close", "SIO_TOO_MANY_CONNECTS"]]);
  });
});

describe("maxUnknownAcksPerSecond", () => {
  it("more answers that nobody waits for end the connection", async () => {
    const { connect } = createServer({ maxUnknownAcksPerSecond: 2 });
    const client = await connect();
    const seen = codes(client.socket());
    client.send("30[]", "30[]");
    await vi.advanceTimersByTimeAsync(1_000);
    client.send("30[]", "30[]");
    expect(seen).toEqual([]);
    client.send("30[]");
    expect(seen).toEqual([["forced close", "SIO_TOO_MANY_UNKNOWN_ACKS"]]);
  });

  it("answers that somebody waits for do not count", async () => {
    const { connect } = createServer({ maxUnknownAcksPerSecond: 0 });
    const client = await connect();
    client.socket().emit("a", () => undefined);
    client.send("30[]");
    expect(client.isClosed).toBe(false);
  });
});

describe("attachmentTimeout", () => {
  const header = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

  it("each attachment may take so long; then what has come cannot be decoded", async () => {
    const { connect } = createServer({ attachmentTimeout: 1_000 });
    const client = await connect();
    const seen = codes(client.socket());
    const errors: unknown[] = [];
    client.socket().on("error", (error) => errors.push((error as { code?: string }).code));
    client.send(header);
    await vi.advanceTimersByTimeAsync(999);
    client.send(Buffer.from([1]));
    await vi.advanceTimersByTimeAsync(999);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(errors).toEqual(["SIO_ATTACHMENT_TIMEOUT"]);
    expect(seen).toEqual([["forced close", "SIO_ATTACHMENT_TIMEOUT"]]);
  });

  it("is over when the last has come", async () => {
    const { connect } = createServer({ attachmentTimeout: 1_000 });
    const client = await connect();
    client.send(header, Buffer.from([1]), Buffer.from([2]));
    await vi.advanceTimersByTimeAsync(10_000);
    expect([client.isClosed, vi.getTimerCount()]).toEqual([false, 0]);
  });

  it("is not put off by joining another namespace meanwhile", async () => {
    const { io, connect } = createServer({ attachmentTimeout: 1_000 });
    let go = (): void => {};
    io.of("/a").use((_socket, next) => {
      go = next;
    });
    const client = await connect();
    client.send("0/a,", header);
    go();
    await settle();
    expect(client.socket("/a").connected).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(client.isClosed).toBe(true);
  });
});

describe("what one packet may cost", () => {
  const deep = (levels: number): string => `2["a",${"[".repeat(levels)}${"]".repeat(levels)}]`;
  const binary = (count: number): string => `5${count}-["a"]`;

  it.each<[keyof ServerOptions, number, string, string, string]>([
    ["maxNamespaceLength", 4, "0/abc,", "0/abcd,", "SIO_NAMESPACE_TOO_LONG"],
    ["maxAttachments", 2, binary(2), binary(3), "SIO_TOO_MANY_ATTACHMENTS"],
    ["maxJsonDepth", 3, deep(2), deep(3), "SIO_PAYLOAD_TOO_DEEP"],
    ["maxEventNameLength", 3, '2["abc"]', '2["abcd"]', "SIO_EVENT_NAME_TOO_LONG"],
  ])("%s", async (name, limit, fits, tooMuch, code) => {
    const { connect } = createServer({ [name]: limit });
    const first = await connect();
    first.send(fits);
    expect(first.isClosed).toBe(false);
    const second = await connect();
    const seen = codes(second.socket());
    second.send(tooMuch);
    expect(seen).toEqual([["forced close", code]]);
  });

  it.each<[Partial<ServerOptions>, number]>([
    [{ maxPendingAttachmentBytes: 3 }, 3],
    [{ maxHttpBufferSize: 3, maxAttachments: 2 }, 6],
    [{ maxHttpBufferSize: 3, hardening: "strict" }, 3],
  ])("the bytes of its attachments, with %o: %d", async (options, limit) => {
    const { connect } = createServer(options);
    const header = '51-["a",{"_placeholder":true,"num":0}]';
    const client = await connect();
    const seen = codes(client.socket());
    client.send(header, Buffer.alloc(limit));
    expect(seen).toEqual([]);
    client.send(header, Buffer.alloc(limit + 1));
    expect(seen).toEqual([["forced close", "SIO_ATTACHMENTS_TOO_LARGE"]]);
  });
});
