import { createServer, type IncomingMessage, type Server } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attachTo, type Attachment } from "./attach.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A socket that says how much was written to it. */
class TestSocket extends PassThrough {
  bytesWritten = 0;
  isEnded = false;

  override end(): this {
    this.isEnded = true;
    super.end();
    return this;
  }

  answer(): void {
    this.bytesWritten = 10;
  }
}

let server: Server;
/** Who was called, in order. */
let calls: string[];

beforeEach(() => {
  server = createServer();
  calls = [];
});

function attach(options: Partial<Attachment> = {}): void {
  attachTo(server, {
    path: "/engine.io/",
    takesUpgrades: true,
    destroyUpgradeTimeout: 1000,
    handleRequest: (request) => calls.push(`engine ${request.url}`),
    handleUpgrade: (request) => calls.push(`engine upgrade ${request.url}`),
    onClose: () => calls.push("close"),
    onListening: () => calls.push("listening"),
    ...options,
  });
}

function request(url: string | undefined): void {
  server.emit("request", { url } as IncomingMessage, {});
}

function upgrade(url: string): TestSocket {
  const socket = new TestSocket();
  server.emit("upgrade", { url } as IncomingMessage, socket, Buffer.alloc(0));
  return socket;
}

function other(name: string): (request: IncomingMessage) => void {
  return ({ url }) => calls.push(`${name} ${url}`);
}

describe("requests", () => {
  it.each([
    ["/engine.io/", "engine"],
    ["/engine.io/?EIO=4", "engine"],
    ["/engine.io/anything", "engine"],
    ["/engine.io", "other"],
    ["/engine.iox/", "other"],
    ["/", "other"],
    ["//engine.io/", "other"],
    ["", "other"],
    ["*", "other"],
    [undefined, "other"],
  ])("%j goes to %s", (url, expected) => {
    server.on("request", other("other"));
    attach();
    request(url);
    expect(calls).toEqual([`${expected} ${url}`]);
  });

  it("without a trailing slash, everything that begins like that is ours", () => {
    server.on("request", other("other"));
    attach({ path: "/engine.io" });
    for (const url of ["/engine.io", "/engine.io/", "/engine.io?x", "/engine"]) request(url);
    expect(calls).toEqual([
      "engine /engine.io",
      "engine /engine.io/",
      "engine /engine.io?x",
      "other /engine",
    ]);
  });

  it("of others go to all listeners that were there, in their order, with the server as `this`", () => {
    server.on("request", other("first"));
    server.on("request", function (this: unknown) {
      calls.push(String(this === server));
    });
    attach();
    request("/x");
    expect(calls).toEqual(["first /x", "true"]);
  });

  it("all go to listeners that are added later", () => {
    attach();
    server.on("request", other("later"));
    request("/engine.io/");
    request("/x");
    expect(calls).toEqual(["engine /engine.io/", "later /engine.io/", "later /x"]);
  });

  it("go to both of two engines, each by its path", () => {
    attach();
    attach({ path: "/second/", handleRequest: other("second") });
    for (const url of ["/engine.io/", "/second/", "/x"]) request(url);
    expect(calls).toEqual(["engine /engine.io/", "second /second/"]);
  });

  it("work on a server without listeners", () => {
    attach();
    request("/x");
    expect(calls).toEqual([]);
  });
});

describe("the server", () => {
  it("says when it listens and when it closes", () => {
    attach();
    server.emit("listening");
    server.emit("close");
    server.emit("listening");
    expect(calls).toEqual(["listening", "close", "listening"]);
  });
});

describe("upgrade requests", () => {
  it("go to the engine and to nobody's timer", () => {
    attach();
    const socket = upgrade("/engine.io/");
    vi.advanceTimersByTime(10_000);
    expect([calls, socket.isEnded, vi.getTimerCount()]).toEqual([["engine upgrade /engine.io/"], false, 0]);
  });

  it("are left alone when the engine takes none", () => {
    attach({ takesUpgrades: false });
    const socket = upgrade("/engine.io/");
    upgrade("/x");
    expect([calls, socket.isEnded, vi.getTimerCount()]).toEqual([[], false, 0]);
  });

  it("of others reach their listeners, those before and those behind", () => {
    server.on("upgrade", other("before"));
    attach();
    server.on("upgrade", other("behind"));
    upgrade("/x");
    upgrade("/engine.io/");
    expect(calls).toEqual([
      "before /x",
      "behind /x",
      "before /engine.io/",
      "engine upgrade /engine.io/",
      "behind /engine.io/",
    ]);
  });

  it("that nobody takes are ended after a while", () => {
    attach();
    const socket = upgrade("/x");
    vi.advanceTimersByTime(999);
    expect(socket.isEnded).toBe(false);
    vi.advanceTimersByTime(1);
    expect(socket.isEnded).toBe(true);
    // The other end may leave meanwhile.
    socket.emit("error", new Error("reset"));
    expect(socket.listenerCount("close")).toBe(0);
  });

  it("that somebody has answered are not", () => {
    attach();
    const socket = upgrade("/x");
    socket.answer();
    vi.advanceTimersByTime(10_000);
    expect([socket.isEnded, socket.listenerCount("error")]).toEqual([false, 0]);
  });

  it("that somebody has ended are not ended again", () => {
    attach();
    const socket = upgrade("/x");
    socket.end();
    socket.isEnded = false;
    vi.advanceTimersByTime(1_000);
    expect(socket.isEnded).toBe(false);
  });

  it("whose client leaves keep no timer", () => {
    attach();
    const socket = upgrade("/x");
    expect(vi.getTimerCount()).toBe(1);
    socket.emit("close");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that come over a stream that does not count are ended, too", () => {
    attach({ destroyUpgradeTimeout: 5 });
    const socket = Object.assign(new TestSocket(), { bytesWritten: undefined as never });
    server.emit("upgrade", { url: "/x" } as IncomingMessage, socket, Buffer.alloc(0));
    vi.advanceTimersByTime(5);
    expect(socket.isEnded).toBe(true);
  });

  it("are never ended when that is switched off", () => {
    attach({ destroyUpgradeTimeout: undefined });
    const socket = upgrade("/x");
    vi.advanceTimersByTime(100_000);
    expect([socket.isEnded, vi.getTimerCount()]).toEqual([false, 0]);
  });
});
