import type { ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import published from "cors";
import { describe, expect, it } from "vitest";

import { type Middleware, runMiddlewares } from "./middleware.ts";
import { createRequest } from "./testing/exchange.ts";
import { UpgradeResponse } from "./upgrade-response.ts";

function create() {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return new UpgradeResponse(createRequest("GET", { origin: "http://a" }), socket);
}

/** The header lines after these middlewares. */
function linesAfter(...middlewares: Middleware[]): string[] {
  const response = create();
  const outcome: unknown[] = [];
  runMiddlewares(middlewares, response.req, response.asServerResponse(), (error) => outcome.push(error));
  expect(outcome).toEqual([undefined]);
  return response.toHeaderLines();
}

/** Goes by what the module `on-headers` documents: calls back just before the head is written. */
function onHead(response: ServerResponse, callback: (this: ServerResponse) => void): void {
  const original = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  let wasCalled = false;
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (!wasCalled) {
      wasCalled = true;
      callback.call(this);
    }
    return original(...args);
  };
}

/** Behaves like a session store: a cookie is added at the last moment, beside those that are there. */
const session: Middleware = (_request, response, next) => {
  onHead(response, function () {
    const present = this.getHeader("Set-Cookie") ?? [];
    this.setHeader(
      "Set-Cookie",
      (Array.isArray(present) ? present : [String(present)]).concat("sid=1; HttpOnly"),
    );
  });
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = ((...args: unknown[]) => end(...args)) as ServerResponse["end"];
  next();
};

/** Behaves like a set of security headers. */
const shield: Middleware = (_request, response, next) => {
  response.removeHeader("X-Powered-By");
  response.setHeader("X-Frame-Options", "SAMEORIGIN");
  response.setHeader("X-XSS-Protection", "0");
  next();
};

describe("middlewares on an upgrade", () => {
  it("add headers, the published cors and those that wait for the head included", () => {
    const lines = linesAfter(published({ origin: true, credentials: true }) as Middleware, shield, session);
    expect(lines).toEqual([
      "Access-Control-Allow-Origin: http://a",
      "Vary: Origin",
      "Access-Control-Allow-Credentials: true",
      "X-Frame-Options: SAMEORIGIN",
      "X-XSS-Protection: 0",
      "Set-Cookie: sid=1; HttpOnly",
    ]);
  });

  it("see each other's cookies", () => {
    const cookie: Middleware = (_request, response, next) => {
      response.setHeader("Set-Cookie", "a=1");
      next();
    };
    expect(linesAfter(session, cookie, session)).toEqual([
      "Set-Cookie: a=1",
      "Set-Cookie: sid=1; HttpOnly",
      "Set-Cookie: sid=1; HttpOnly",
    ]);
  });

  it("may replace writeHead and forget the original", () => {
    const lines = linesAfter((_request, response, next) => {
      response.writeHead = function () {
        this.setHeader("X-Late", "1");
        return this;
      };
      next();
    });
    expect(lines).toEqual(["X-Late: 1"]);
  });

  it("cannot break the 101", () => {
    const lines = linesAfter((_request, response, next) => {
      for (const name of ["Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Keep-Alive"]) {
        response.setHeader(name, "1");
      }
      response.setHeader("Sec-WebSocket-Accept", "x");
      response.setHeader("sec-websocket-extensions", "permessage-deflate");
      response.setHeader("Sec-WebSocket-Thing", "kept");
      next();
    });
    expect(lines).toEqual(["Sec-WebSocket-Thing: kept"]);
  });

  it("may end the connection", () => {
    const response = create();
    const seen: string[] = [];
    response.on("finish", () => seen.push("finish"));
    const refuse: Middleware = (_request, answer) => {
      answer.statusCode = 401;
      answer.end("no");
      answer.end();
    };
    runMiddlewares([refuse], response.req, response.asServerResponse(), () => seen.push("done"));
    expect(seen).toEqual(["finish"]);
    expect(response.socket.destroyed).toBe(true);
    expect([
      response.finished,
      response.writableEnded,
      response.writableFinished,
      response.headersSent,
    ]).toEqual([true, true, true, true]);
  });
});

describe("the stand-in for a response", () => {
  it("knows headers in any spelling and keeps the last one", () => {
    const response = create();
    response.setHeader("X-A", "1").setHeader("x-a", 2);
    expect(response.getHeader("X-a")).toBe(2);
    expect(response.hasHeader("X-A")).toBe(true);
    expect(response.hasHeader("constructor")).toBe(false);
    expect(response.getHeader("__proto__")).toBeUndefined();
    expect(response.getHeaderNames()).toEqual(["x-a"]);
    expect(response.getRawHeaderNames()).toEqual(["x-a"]);
    expect({ ...response.getHeaders() }).toEqual({ "x-a": 2 });
    response.removeHeader("X-A");
    expect(response.getHeaderNames()).toEqual([]);
  });

  it("appends, and takes many at once", () => {
    const response = create();
    response.appendHeader("X-A", "1").appendHeader("x-a", ["2", "3"]);
    const headers = new Headers({ "x-b": "1" });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    response.setHeaders(headers).setHeaders(new Map([["x-c", "1"]]));
    expect(response.toHeaderLines()).toEqual([
      "x-a: 1",
      "x-a: 2",
      "x-a: 3",
      "set-cookie: a=1",
      "set-cookie: b=2",
      "x-b: 1",
      "x-c: 1",
    ]);
  });

  it.each<[name: string, args: [status: number, ...rest: unknown[]]]>([
    ["an object", [101, { "X-A": "1", "X-B": ["2", "3"], "X-C": undefined }]],
    ["a text and an object", [101, "Fine", { "X-A": "1", "X-B": ["2", "3"] }]],
    ["a flat array", [101, ["X-A", "1", "X-B", "2", "X-B", "3"]]],
    [
      "pairs",
      [
        101,
        [
          ["X-A", "1"],
          ["X-B", "2"],
          ["X-B", "3"],
        ],
      ],
    ],
  ])("takes the headers of writeHead as %s", (_name, args) => {
    const response = create();
    response.setHeader("X-B", "old");
    response.writeHead(...args);
    expect(response.toHeaderLines().toSorted()).toEqual(["X-A: 1", "X-B: 2", "X-B: 3"]);
  });

  it("is deaf once the head is written", () => {
    const response = create();
    response.setHeader("X-A", "1");
    expect(response.headersSent).toBe(false);
    response.toHeaderLines();
    expect(response.headersSent).toBe(true);
    response.setHeader("X-B", "1").writeHead(101, { "X-C": "1" });
    response.removeHeader("X-A");
    expect(response.toHeaderLines()).toEqual(["X-A: 1"]);
  });

  it.each<[name: string, value: string]>([
    ["X-A", "1\r\nX-B: 2"],
    ["X-A", "\0"],
    ["X-A", "你"],
    ["X A", "1"],
    ["", "1"],
    ["X-A: 1\r\nX-B", "2"],
  ])("does not let %j: %j through", (name, value) => {
    expect(() => create().setHeader(name, value)).toThrow(TypeError);
    expect(() => create().setHeader("X-A", ["fine", `\n${value}`])).toThrow(TypeError);
  });

  it("drops what is written, and says when", async () => {
    const response = create();
    expect(response.connection).toBe(response.socket);
    response.flushHeaders();
    await new Promise<void>((resolve) => expect(response.write("a", "utf8", resolve)).toBe(true));
    await new Promise<void>((resolve) => response.write("a", resolve));
    await new Promise<void>((resolve) => response.end("a", resolve));
    expect(response.toHeaderLines()).toEqual([]);
  });
});
