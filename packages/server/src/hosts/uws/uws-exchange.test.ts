import { describe, expect, it, vi } from "vitest";

import { uncaughtIn } from "../../runtime/testing/uncaught.ts";
import { bench, post } from "./testing/exchange-bench.ts";

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
