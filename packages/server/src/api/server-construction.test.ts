import { createServer as createHttpServer, Server as HttpServer, type ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Adapter, SessionAwareAdapter } from "../adapter/index.ts";
import { createServer as createByCall } from "./create-server.ts";
import { BroadcastOperator, RemoteSocket } from "./broadcast-operator.ts";
import { Namespace } from "./namespace.ts";
import { Server } from "./server.ts";
import { Socket } from "./socket.ts";
import { createServer, recorder } from "./testing/server-bench.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** No port is opened; gives the arguments with which one was asked for. */
function watchListen(): unknown[][] {
  const calls: unknown[][] = [];
  vi.spyOn(NetServer.prototype, "listen").mockImplementation(function listen(
    this: NetServer,
    ...args: unknown[]
  ) {
    calls.push(args);
    return this;
  });
  return calls;
}

describe("a server is made", () => {
  it.each<[string, unknown]>([
    ["a text that is no number", "localhost"],
    ["an object that is no server", { listen: 1 }],
    ["true", true],
  ])("but not attached to %s: the error says to what", (_title, argument) => {
    expect(() => new Server(argument as never)).toThrow(
      "attach() takes an HTTP server, or the number of a port",
    );
  });

  it.each<[string, ConstructorParameters<typeof Server>]>([
    ["from nothing", []],
    ["from undefined", [undefined]],
    ["from null", [null as never]],
    ["with options", [{ path: "/x" }]],
    ["with options behind nothing", [undefined, { path: "/x" }]],
  ])("%s: it is not attached", (_title, args) => {
    const io = new Server(...args);
    expect([io.httpServer, io.engine]).toEqual([undefined, undefined]);
    expect(io.path()).toBe((args.at(-1) ?? undefined) === undefined ? "/socket.io" : "/x");
    expect(io.sockets.name).toBe("/");
  });

  it.each([
    ["a number", 0, 0],
    ["a number as text", "3000", 3000],
  ])("with a port, %s: it opens it, and answers 404 to what is not for it", (_title, port, expected) => {
    const calls = watchListen();
    const io = new Server(port, { path: "/x" });
    expect(calls.map(([first]) => first)).toEqual([expected]);
    expect(io.httpServer).toBeInstanceOf(HttpServer);
    const { calls: answers, listener } = recorder();
    const response = { writeHead: listener, end: listener } as unknown as ServerResponse;
    io.httpServer.emit("request", { url: "/other", method: "GET", headers: {} }, response);
    expect(answers).toEqual([[404], []]);
    io.engine.close();
  });

  it("with an HTTP server: it takes the requests that are for it", () => {
    const http = createHttpServer();
    const io = new Server(http, { path: "/x/", maxHttpBufferSize: 7 });
    expect([io.httpServer, io.path(), io.opts.maxHttpBufferSize]).toEqual([http, "/x", 7]);
    expect(io.engine.opts.maxHttpBufferSize).toBe(7);
    expect(io._opts).toBe(io.opts);
    expect([http.listenerCount("request"), http.listenerCount("upgrade")]).toEqual([1, 1]);
    io.engine.close();
  });

  it.each(["attach", "listen"] as const)("and attached later, with %s; its own options win", (method) => {
    const http = createHttpServer();
    const io = new Server({ pingInterval: 1 });
    expect(io[method](http, { pingInterval: 2, pingTimeout: 3, path: "/y" })).toBe(io);
    expect(io.engine.opts).toMatchObject({ pingInterval: 1, pingTimeout: 3 });
    expect(io.httpServer).toBe(http);
    io.engine.close();
  });

  it("and attached to a port", () => {
    const calls = watchListen();
    const io = new Server().listen(0);
    expect(calls).toHaveLength(1);
    io.engine.close();
  });

  it("and attached to an app of uWebSockets.js", () => {
    const { calls, listener } = recorder();
    const app = {
      any: (...args: unknown[]) => (listener(...args), app),
      ws: (...args: unknown[]) => (listener(...args), app),
    };
    const io = new Server({ path: "/x" });
    io.attachApp(app);
    expect(calls.map(([path]) => path)).toContain("/x/");
    expect(io.httpServer).toBeUndefined();
    io.engine.close();
  });

  it("but not with the function of Express, which is easily mistaken for its server", () => {
    const express = (): void => undefined;
    const expected =
      "You are trying to attach socket.io to an express request handler function. Please pass a http.Server instance.";
    expect(() => new Server(express as never)).toThrow(expected);
    expect(() => new Server().attach(express as never)).toThrow(expected);
  });

  it("by a call, as CommonJS programs do it", () => {
    expect(createByCall({ path: "/x" })).toBeInstanceOf(Server);
    expect({ ...createByCall }).toEqual({ Server, Namespace, Socket, BroadcastOperator, RemoteSocket });
  });

  it("and bound to an engine: what comes from it are clients", async () => {
    const { io, engine, connect } = createServer();
    const client = await connect();
    expect([io.engine, io.bind(engine)]).toEqual([engine, io]);
    expect(client.socket().conn).toBe(client.conn);
    const other = createServer();
    const conn = engine.open();
    expect(other.io.onconnection(conn as never)).toBe(other.io);
  });
});

describe("what can be changed by methods", () => {
  it("path, serveClient, connectTimeout", () => {
    const io = new Server();
    expect([io.path(), io.serveClient(), io.connectTimeout()]).toEqual(["/socket.io", true, 45_000]);
    expect([io.path("/x/"), io.serveClient(false), io.connectTimeout(1)]).toEqual([io, io, io]);
    expect([io.path(), io.serveClient(), io.connectTimeout()]).toEqual(["/x", false, 1]);
    expect(new Server({ serveClient: false }).serveClient()).toBe(false);
  });

  it("the adapter: each namespace gets a new one", () => {
    class Another extends Adapter {
      isInitialized = false;

      override init(): void {
        this.isInitialized = true;
      }
    }
    const io = new Server();
    io.of("/a");
    expect(io.adapter()).toBe(Adapter);
    expect(io.adapter(Another)).toBe(io);
    expect(io.adapter()).toBe(Another);
    for (const name of ["/", "/a", "/b"]) {
      expect(io.of(name).adapter).toBeInstanceOf(Another);
      expect(io.of(name).adapter).toMatchObject({ nsp: io.of(name), isInitialized: true });
    }
  });

  it("the adapter may be made by a function", () => {
    const names: string[] = [];
    const io = new Server({
      adapter: (nsp) => {
        names.push(nsp.name);
        return new Adapter(nsp);
      },
    });
    io.of("/a");
    expect(names).toEqual(["/", "/a"]);
    function create(nsp: Namespace): Adapter {
      return new Adapter(nsp);
    }
    expect(new Server({ adapter: create }).sockets.adapter).toBeInstanceOf(Adapter);
  });

  it("the adapter remembers what is missed when that is wanted", () => {
    expect(new Server({ connectionStateRecovery: {} }).sockets.adapter).toBeInstanceOf(SessionAwareAdapter);
    expect(new Server().sockets.adapter).not.toBeInstanceOf(SessionAwareAdapter);
    expect(new Server({ connectionStateRecovery: {}, adapter: Adapter }).adapter()).toBe(Adapter);
  });
});
