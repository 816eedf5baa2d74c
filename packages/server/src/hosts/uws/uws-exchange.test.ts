import { VirtualClock } from "@sockeye/testkit";
import { describe, expect, it, vi } from "vitest";

import { DeadlineQueue } from "../../runtime/deadline-queue.ts";
import { uncaughtIn } from "../../runtime/testing/uncaught.ts";
import { FakeApp, type FakeRequestInit } from "./testing/fake-app.ts";
import type { FakeResponse } from "./testing/fake-response.ts";
import { UwsExchange } from "./uws-exchange.ts";
import { copyRequest } from "./uws-request.ts";

/** A host with one request, and who reads its body. */
function bench({ most = 1_000, limit = 100 } = {}) {
  const clock = new VirtualClock();
  const deadlines = new DeadlineQueue(clock);
  const early = { held: 0, most };
  const app = new FakeApp();
  let exchange!: UwsExchange;
  app.any("/", (response, request) => {
    const context = { deadlines, bodyTimeout: 10_000, maxHttpBufferSize: limit, early };
    exchange = new UwsExchange(response, copyRequest(response, request), context);
  });
  const outcomes: string[] = [];
  const receiver = {
    onBody: (body: Uint8Array) => outcomes.push(`body ${String(body)}`),
    onFailure: (code: string) => outcomes.push(code),
  };
  return {
    clock,
    deadlines,
    early,
    outcomes,
    ask(init: Partial<FakeRequestInit> = {}): { exchange: UwsExchange; response: FakeResponse } {
      const response = app.request({ url: "/", ...init });
      return { exchange, response };
    },
    read(one: UwsExchange): void {
      one.readBody(limit, receiver);
    },
  };
}

const post = (length: number | string, body?: string): Partial<FakeRequestInit> => ({
  method: "POST",
  headers: { "content-length": String(length) },
  ...(body === undefined ? {} : { body }),
});

describe("UwsExchange: the request", () => {
  it("is what applications know from Node, also when the host's own is gone", () => {
    const { exchange } = bench().ask({
      method: "PATCH",
      url: "/?EIO=4&a=%20b&__proto__=1",
      headers: {
        host: "example.org",
        cookie: ["a=1", "b=2"],
        "x-forwarded-for": ["1", "2"],
        __proto__x: "y",
      },
      remoteAddress: "2001:db8::1",
    });
    expect(exchange.method).toBe("PATCH");
    expect(exchange.query).toBe(exchange.request._query);
    expect({ ...exchange.request, _query: { ...exchange.query } }).toEqual({
      method: "PATCH",
      url: "/?EIO=4&a=%20b&__proto__=1",
      headers: { host: "example.org", cookie: "a=1; b=2", "x-forwarded-for": "1, 2", __proto__x: "y" },
      _query: { EIO: "4", a: " b", ["__proto__"]: "1" },
      connection: { remoteAddress: "2001:db8::1" },
      socket: { remoteAddress: "2001:db8::1" },
    });
  });

  it("has headers that are just names", () => {
    const headers = Object.fromEntries([["__proto__", "evil"]]);
    const { exchange } = bench().ask({ headers });
    expect(Object.getPrototypeOf(exchange.request.headers)).toBe(Object.prototype);
    expect([exchange.header("__proto__"), exchange.header("constructor"), exchange.header("host")]).toEqual([
      "evil",
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["/", {}],
    [`/?a=${"x".repeat(70_000)}`, {}],
  ])("has no query where there is none to be had", (url, query) => {
    expect(bench().ask({ url }).exchange.query).toEqual(query);
  });
});

describe("UwsExchange: the answer", () => {
  it.each([
    [200, "200 OK"],
    [400, "400 Bad Request"],
    [799, "799"],
  ])("writes %i as it is to be", (status, line) => {
    const { exchange, response } = bench().ask();
    const headers = {
      "Content-Type": "text/plain",
      "Content-Length": 3,
      "X-List": ["a", "b"],
      "X-Number": 1,
    };
    exchange.respond(status, headers, "yes");
    expect(response.status).toBe(line);
    expect(response.headers).toEqual([
      ["Content-Type", "text/plain"],
      ["X-List", "a"],
      ["X-List", "b"],
      ["X-Number", "1"],
    ]);
    expect([response.text, response.closesConnection, exchange.isOver]).toEqual(["yes", false, true]);
  });

  it("is given once, and not when the client has left", () => {
    const { exchange, response } = bench().ask();
    exchange.respond(200, {}, "first");
    exchange.respond(200, {}, "second");
    exchange.destroy();
    expect([response.text, response.state]).toEqual(["first", "ended"]);
    const other = bench().ask();
    other.response.abort();
    expect(other.exchange.isOver).toBe(true);
    other.exchange.respond(200, {}, "late");
    expect(other.response.state).toBe("aborted");
  });

  it("has no body when the request is HEAD", () => {
    const { exchange, response } = bench().ask({ method: "HEAD" });
    exchange.respond(400, {}, "text");
    expect([response.code, response.text]).toEqual([400, ""]);
  });

  it.each([
    [413, {}, true],
    [408, {}, true],
    [400, {}, false],
    [400, { connection: "Close" }, true],
    [400, { Connection: "keep-alive" }, false],
  ])("%i with %j closes the connection: %s", (status, headers, closes) => {
    const { exchange, response } = bench().ask();
    exchange.respond(status, headers, "");
    expect([response.closesConnection, response.headers]).toEqual([closes, []]);
  });

  it.each([
    ["X-Bad", "a\r\nX-Other: b"],
    ["X Bad", "a"],
  ])("leaves out a header that would break it, and reports it: %s", async (name, value) => {
    const { exchange, response } = bench().ask();
    const errors = await uncaughtIn(() => exchange.respond(200, { [name]: value, "X-Good": "1" }, ""));
    expect(response.headers).toEqual([["X-Good", "1"]]);
    expect(errors).toEqual([expect.any(TypeError)]);
  });

  it("reports once that the client has left, and not after the answer", () => {
    const { exchange, response } = bench().ask();
    const onAbort = vi.fn<() => void>();
    exchange.onAbort = onAbort;
    response.abort();
    response.abort();
    expect(onAbort).toHaveBeenCalledTimes(1);
    const other = bench().ask();
    other.exchange.onAbort = onAbort;
    other.exchange.destroy();
    expect([other.response.state, onAbort.mock.calls.length]).toEqual(["closed", 1]);
  });
});

describe("UwsExchange: the body", () => {
  it("comes in pieces, before and while it is read", () => {
    const { ask, read, outcomes, deadlines, early } = bench();
    const { exchange, response } = ask(post(5));
    response.deliver("ab");
    response.deliver("");
    expect(early.held).toBe(2);
    read(exchange);
    expect([early.held, deadlines.size]).toEqual([0, 1]);
    response.deliver("cd");
    response.deliver("e", true);
    response.deliver("x", true);
    expect(outcomes).toEqual(["body abcde"]);
    expect(deadlines.size).toBe(0);
  });

  it.each([
    ["has come whole before", post(5, "abcde"), "body abcde"],
    ["is empty", post(0), "body "],
    ["is shorter than announced", post(9, "abc"), "body abc"],
    ["is longer than announced", post(2, "abc"), "body ab"],
    ["is as large as it may be", post(100, "x".repeat(100)), `body ${"x".repeat(100)}`],
  ])("is delivered when it %s", (_, init, outcome) => {
    const { ask, read, outcomes, early } = bench();
    read(ask(init).exchange);
    expect([outcomes, early.held]).toEqual([[outcome], 0]);
  });

  it("comes in any pieces, and takes no more memory than twice what has come", () => {
    const { ask, read, outcomes, early } = bench();
    const { exchange, response } = ask(post(100));
    for (let size = 1; size <= 60; size++) {
      response.deliver("x");
      expect(early.held).toBeLessThan(2 * size);
    }
    for (let size = 61; size <= 70; size++) response.deliver("x");
    expect(early.held).toBe(100);
    read(exchange);
    response.deliver("y".repeat(30));
    expect(outcomes).toEqual([`body ${"x".repeat(70)}${"y".repeat(30)}`]);
  });

  it("is no longer than what has come, when that is less than announced", () => {
    const { ask, read, outcomes } = bench();
    const { exchange, response } = ask(post(90));
    response.deliver("ab");
    response.deliver("c", true);
    read(exchange);
    expect(outcomes).toEqual(["body abc"]);
  });

  it("is whole with its last byte, also when the host does not say so", () => {
    const { ask, read, outcomes } = bench();
    const { exchange, response } = ask(post(3));
    read(exchange);
    response.deliver("abc", false);
    expect(outcomes).toEqual(["body abc"]);
  });

  it.each([
    [101, 100],
    [999_999_999_999_999, 100],
    [999_999_999_999_999, Infinity],
  ])("fails when %d bytes of %d are announced", (length, limit) => {
    const { ask, read, outcomes, early } = bench({ limit });
    const { exchange, response } = ask(post(length));
    response.deliver("abc");
    read(exchange);
    expect([outcomes, early.held, response.state]).toEqual([["EIO_TOO_LARGE"], 0, "open"]);
  });

  it("fails when more is announced than the reader takes", () => {
    const { ask, early, deadlines } = bench();
    const { exchange } = ask(post(50, "x".repeat(50)));
    const onFailure = vi.fn<() => void>();
    exchange.readBody(49, { onBody: () => {}, onFailure });
    expect(onFailure).toHaveBeenCalledExactlyOnceWith("EIO_TOO_LARGE");
    exchange.respond(413, {}, "");
    expect([early.held, deadlines.size]).toEqual([0, 0]);
  });

  it.each([[undefined], ["5, 5"], ["+5"], ["0x5"], ["-1"], ["1e2"], ["9".repeat(16)]])(
    "is answered with 411 when its length is %s",
    (length) => {
      const { ask, read, outcomes, early } = bench();
      const headers = length === undefined ? {} : { "content-length": length };
      const { exchange, response } = ask({ method: "POST", headers });
      response.deliver("abc");
      read(exchange);
      expect([response.status, outcomes, early.held]).toEqual(["411 Length Required", ["EIO_TOO_LARGE"], 0]);
    },
  );

  it.each([
    ["stops", 0, 10_000],
    ["drips", 1, 10_020],
  ])("fails when it %s", (_, bytes, dueAt) => {
    const { ask, read, outcomes, clock } = bench();
    const { exchange, response } = ask(post(90));
    clock.advance(500_000);
    read(exchange);
    for (let at = 0; at < dueAt - 1; at += 500) {
      if (bytes > 0 && at > 0) response.deliver("x");
      clock.advance(Math.min(500, dueAt - 1 - at));
    }
    expect(outcomes).toEqual([]);
    clock.advance(1);
    expect(outcomes).toEqual(["EIO_BODY_TIMEOUT"]);
    response.deliver("x".repeat(90), true);
    expect(outcomes).toHaveLength(1);
  });

  it("fails when the client leaves, before or while it is read", () => {
    const { ask, read, outcomes, early, deadlines } = bench();
    const first = ask(post(9));
    read(first.exchange);
    first.response.deliver("abc");
    first.response.abort();
    expect(outcomes).toEqual(["EIO_POST_ABORTED"]);
    const second = ask(post(9));
    second.response.deliver("abc");
    second.response.abort();
    expect([outcomes.length, early.held]).toEqual([1, 0]);
    read(second.exchange);
    expect(outcomes).toEqual(["EIO_POST_ABORTED", "EIO_POST_ABORTED"]);
    expect(deadlines.size).toBe(0);
  });

  it("is not kept once the request is answered", () => {
    const { ask, read, outcomes, early, deadlines } = bench();
    const { exchange, response } = ask(post(9));
    response.deliver("abc");
    exchange.respond(400, {}, "");
    response.deliver("abc");
    expect(early.held).toBe(0);
    const other = ask(post(9));
    read(other.exchange);
    other.exchange.destroy();
    other.response.deliver("abc");
    expect([outcomes, early.held, deadlines.size]).toEqual([[], 0, 0]);
  });

  it("of GET and others is not looked at", () => {
    const { ask, early } = bench();
    ask({ method: "PUT", body: "abc" });
    ask({ method: "GET", body: "abc" });
    expect(early.held).toBe(0);
  });

  it.each([
    [9, "open", false],
    [10, "open", false],
    [11, "ended", true],
  ])("may wait for its reader with %i bytes of 10: the request is %s", (size, state, isAborted) => {
    const { ask, read, outcomes, early } = bench({ most: 10 });
    const { exchange, response } = ask(post(20));
    const onAbort = vi.fn<() => void>();
    exchange.onAbort = onAbort;
    response.deliver("x".repeat(size));
    expect([response.state, onAbort.mock.calls.length > 0]).toEqual([state, isAborted]);
    if (!isAborted) return;
    expect([response.status, response.closesConnection]).toEqual(["503 Service Unavailable", true]);
    expect(response.header("retry-after")).toBe("1");
    expect(early.held).toBe(0);
    read(exchange);
    expect(outcomes).toEqual(["EIO_POST_ABORTED"]);
  });

  it("shares the memory for those that wait with all others", () => {
    const { ask, early } = bench({ most: 10 });
    const [first, second] = [ask(post(20)), ask(post(20))];
    first.response.deliver("x".repeat(6));
    second.response.deliver("x".repeat(6));
    expect([first.response.state, second.response.state, early.held]).toEqual(["open", "ended", 6]);
  });
});

describe("UwsExchange: an answer that middlewares see", () => {
  it("joins their headers with those of the engine, whose own count more", () => {
    const { exchange, response } = bench().ask();
    const shim = exchange.createResponse();
    shim.setHeader("X-One", "1").setHeader("X-Gone", "x").setHeader("content-type", "text/html");
    shim.setHeader("Set-Cookie", ["a=1", "b=2"]).setHeader("X-Number", 7);
    shim.removeHeader("x-gone");
    exchange.respond(413, { "Content-Type": "text/plain", "Content-Length": 4 }, Buffer.from("four"));
    expect(response.status).toBe("413 Payload Too Large");
    expect(response.headers).toEqual([
      ["X-One", "1"],
      ["Content-Type", "text/plain"],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["X-Number", "7"],
    ]);
    expect([response.text, response.closesConnection]).toEqual(["four", true]);
    expect([shim.finished, shim.writableEnded, shim.writableFinished, shim.headersSent]).toEqual(
      Array(4).fill(true),
    );
  });

  it("lets one answer by itself, and tells it when that is done", async () => {
    const { exchange, response } = bench().ask(post(9));
    const shim = exchange.createResponse();
    const finished = vi.fn<() => void>();
    shim.on("finish", finished);
    shim.statusCode = 401;
    expect([shim.finished, shim.writableEnded, shim.writableFinished]).toEqual([false, false, false]);
    shim.write("aGk=", "base64");
    shim.write(Uint8Array.of(33));
    await new Promise<void>((resolve) => {
      shim.end(" there", () => {
        resolve();
      });
    });
    shim.end("again");
    shim.write("more");
    expect([response.status, response.text, exchange.isOver]).toEqual([
      "401 Unauthorized",
      "hi! there",
      true,
    ]);
    expect(finished).toHaveBeenCalledTimes(1);
    exchange.respond(200, {}, "late");
    expect(response.code).toBe(401);
  });

  it.each([
    [[], ""],
    [[null], ""],
    [[() => {}], ""],
    [["text"], "text"],
    [["dGV4dA==", "base64", () => {}], "text"],
  ])("ends with any arguments that Node takes: %#", (args, text) => {
    const { exchange, response } = bench().ask();
    exchange.createResponse().end(...(args as []));
    expect([response.state, response.text]).toEqual(["ended", text]);
  });

  it.each([
    [204.9, 204],
    [99, 500],
    [1000, 500],
    [Number.NaN, 500],
  ])("takes the status %d as %i", (statusCode, code) => {
    const { exchange, response } = bench().ask();
    const shim = exchange.createResponse();
    shim.statusCode = statusCode;
    shim.end();
    expect(response.code).toBe(code);
  });

  it("frees the body when a middleware answers, and lets go of the connection when one destroys it", () => {
    const { ask, early } = bench();
    const first = ask(post(9));
    first.response.deliver("abc");
    first.exchange.createResponse().end();
    const second = ask(post(9));
    second.response.deliver("abc");
    second.exchange.createResponse().socket.destroy();
    expect([first.response.state, second.response.state, early.held]).toEqual(["ended", "closed", 0]);
  });

  it("leaves the answer to one that has begun it", () => {
    const { exchange, response } = bench().ask();
    const shim = exchange.createResponse();
    shim.writeHead(202, { "X-One": "1" });
    shim.writeHead(500);
    exchange.respond(200, {}, "engine");
    expect([response.state, exchange.isOver]).toEqual(["open", true]);
    shim.end("mine");
    expect([response.code, response.text]).toEqual([202, "mine"]);
  });

  it("lets one see the head before it is written", () => {
    const { exchange, response } = bench().ask();
    const shim = exchange.createResponse();
    const original = shim.writeHead.bind(shim);
    shim.writeHead = (...args) => {
      shim.setHeader("X-Status", args[0] ?? 0);
      return original(...args);
    };
    exchange.respond(200, {}, "");
    expect(response.headers).toEqual([["X-Status", "200"]]);
  });

  it("begins the head with the body", () => {
    const shim = bench().ask().exchange.createResponse();
    shim.write("body");
    shim.statusCode = 500;
    shim.writeHead(404, { "X-Late": "1" });
    expect([shim.headersSent, shim.hasHeader("x-late")]).toEqual([true, false]);
  });

  it("answers with 500 when one breaks it, and reports that", async () => {
    const { exchange, response } = bench().ask();
    const error = new Error("mine");
    exchange.createResponse().writeHead = () => {
      throw error;
    };
    expect(await uncaughtIn(() => exchange.respond(200, {}, "x"))).toEqual([error]);
    expect([response.code, response.text]).toEqual([500, ""]);
  });

  it("reports what one does wrong after the answer", async () => {
    const { exchange, response } = bench().ask();
    const error = new Error("mine");
    exchange.createResponse().on("finish", () => {
      throw error;
    });
    expect(await uncaughtIn(() => exchange.respond(200, {}, "x"))).toEqual([error]);
    expect([response.code, response.text]).toEqual([200, "x"]);
  });

  it("takes texts and bytes, and says so", () => {
    const shim = bench().ask().exchange.createResponse();
    expect(() => shim.write({})).toThrow(TypeError);
    expect(() => shim.end(7)).toThrow("a string, a Buffer or a Uint8Array");
  });

  it("does not report the end of a request that was answered", () => {
    const { exchange, response } = bench().ask();
    const onAbort = vi.fn<() => void>();
    exchange.onAbort = onAbort;
    exchange.createResponse().writeHead(200);
    exchange.respond(200, {}, "");
    response.abort();
    expect(onAbort).not.toHaveBeenCalled();
  });
});
