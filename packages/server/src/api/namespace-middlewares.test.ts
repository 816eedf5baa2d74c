import { describe, expect, it } from "vitest";
import type { ExtendedError, NamespaceMiddleware } from "./namespace.ts";
import { createServer, settle } from "./testing/server-bench.ts";

type Middleware = NamespaceMiddleware<any, any, any, any>;

const withData: ExtendedError = Object.assign(new Error("no"), { data: { code: 7 } });

describe("middlewares of a namespace", () => {
  it("run in order, each after the one before has said next", async () => {
    const { io, open } = createServer();
    const seen: string[] = [];
    io.use((_socket, next) => {
      seen.push("a");
      setImmediate(() => {
        seen.push("next");
        next();
      });
    });
    io.use(async (_socket, next) => {
      seen.push("b");
      await Promise.resolve();
      next();
    });
    io.on("connection", () => seen.push("connection"));
    const client = open();
    await client.join();
    await settle();
    expect(seen).toEqual(["a", "next", "b", "connection"]);
  });

  const refusals: readonly (readonly [string, Middleware, string])[] = [
    ["an error", (_socket, next) => next(new Error("no")), '4{"message":"no"}'],
    ["an error with data", (_socket, next) => next(withData), '4{"message":"no","data":{"code":7}}'],
    ["an error without a message", (_socket, next) => next(new Error("")), '4{"message":""}'],
    ["what is no error", (_socket, next) => next("no" as never), "4{}"],
    [
      "an error, later",
      (_socket, next) => {
        setImmediate(() => next(new Error("late")));
      },
      '4{"message":"late"}',
    ],
    [
      "an error, and then nothing",
      (_socket, next) => {
        next(new Error("first"));
        next();
      },
      '4{"message":"first"}',
    ],
  ];

  it.each(refusals)("refuse with %s: the client hears why", async (_title, middleware, expected) => {
    const { io, open, reported } = createServer();
    const seen: string[] = [];
    io.use((socket, next) => {
      void socket.join("room");
      next();
    });
    io.use(middleware);
    io.use(() => seen.push("behind"));
    io.on("connection", () => seen.push("connection"));
    const client = open();
    await client.join();
    await settle();
    expect(client.take()).toEqual([expected]);
    expect([seen, reported, client.isClosed, io.sockets.adapter.rooms.size]).toEqual([[], [], false, 0]);
  });

  const failures: readonly (readonly [string, Middleware])[] = [
    [
      "throws",
      () => {
        throw new Error("secret");
      },
    ],
    ["rejects", (() => Promise.reject(new Error("secret"))) as Middleware],
  ];

  it.each(failures)(
    "that %s refuses with a neutral message, and the hook hears why",
    async (_title, middleware) => {
      const { io, open, reported } = createServer();
      io.use(middleware);
      const client = open();
      await client.join();
      expect(client.take()).toEqual(['4{"message":"Internal server error"}']);
      expect(reported).toMatchObject([
        { error: { message: "secret" }, context: { kind: "middleware", event: "connection" } },
      ]);
      expect(reported[0]?.context.socket?.handshake.auth).toEqual({});
    },
  );

  it.each<[string, Middleware]>([
    [
      "throws",
      (_socket, next) => {
        next();
        throw new Error("late");
      },
    ],
    [
      "rejects",
      (async (_socket, next) => {
        next();
        await Promise.reject(new Error("late"));
      }) as Middleware,
    ],
  ])("that %s behind its next has been heard already", async (_title, middleware) => {
    const { io, connect, reported } = createServer();
    io.use(middleware);
    const client = await connect();
    expect(client.socket().connected).toBe(true);
    expect(reported.map(({ error }) => (error as Error).message)).toEqual(["late"]);
  });

  it("say next as often as they like: it counts once", async () => {
    const { io, open } = createServer();
    let behind = 0;
    let connections = 0;
    io.use((_socket, next) => {
      next();
      next();
      next(new Error("too late"));
    });
    io.use((_socket, next) => {
      behind++;
      next();
    });
    io.on("connection", () => connections++);
    const client = open();
    await client.join();
    expect([behind, connections, client.take().length]).toEqual([1, 1, 1]);
  });

  it("belong to one namespace, and are asked again for each connection", async () => {
    const { io, connect } = createServer();
    const seen: string[] = [];
    const admin = io.of("/admin");
    const use = (nsp: typeof admin): typeof admin =>
      nsp.use((socket, next) => {
        seen.push(socket.nsp.name);
        next();
      });
    expect(use(admin)).toBe(admin);
    expect(use(io.sockets)).toBe(io.sockets);
    const client = await connect();
    await client.join("/admin");
    await connect();
    expect(seen).toEqual(["/", "/admin", "/"]);
  });

  it("that are added meanwhile do not concern a socket that is on its way", async () => {
    const { io, open } = createServer();
    io.use((_socket, next) => {
      io.use((_other, refuse) => refuse(new Error("added")));
      next();
    });
    const [first, second] = [open(), open()];
    await first.join();
    expect(first.take()).toHaveLength(1);
    expect(first.socket().connected).toBe(true);
    await second.join();
    expect(second.take()).toEqual(['4{"message":"added"}']);
  });

  it("are asked again when the client is refused and comes again over the same connection", async () => {
    const { io, open } = createServer();
    io.use((socket, next) => next(socket.handshake.auth["ok"] === true ? undefined : new Error("no")));
    const client = open();
    await client.join();
    await client.join("/", { ok: true });
    const [refusal, reply] = client.take();
    expect(refusal).toBe('4{"message":"no"}');
    expect(reply).toMatch(/^0\{"sid"/);
  });
});
