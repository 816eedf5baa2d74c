import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { VirtualClock } from "@sockeye/testkit";
import { afterEach, describe, expect, it } from "vitest";
import type { BodyReceiver } from "../../ports/index.ts";
import { DeadlineQueue } from "../../runtime/deadline-queue.ts";
import type { EngineIncoming } from "./engine-incoming.ts";
import { NodeExchange } from "./node-exchange.ts";
import { fetchText, head, listenOnLoopback, RawConnection, shutDown } from "./testing/http-client.ts";

const clock = new VirtualClock();
const context = {
  deadlines: new DeadlineQueue(clock),
  bodyTimes: { bodyTimeout: 10_000, wholeBodyTimeout: 300_000 },
  isUntouched: () => true,
};

let server: Server | undefined;

afterEach(async () => {
  if (server !== undefined) await shutDown(server);
  if (context.deadlines.size > 0) throw new Error("a deadline was left behind");
});

type Handle = (exchange: NodeExchange, response: ServerResponse) => void;

/** Serves each request with this function. */
async function serve(handle: Handle): Promise<number> {
  server = createServer((request, response) => {
    const incoming = Object.assign(request, { _query: { a: "1" } }) as EngineIncoming;
    handle(new NodeExchange({ request: incoming, response, query: { a: "1" } }, context), response);
  });
  return listenOnLoopback(server);
}

/** Serves one request with this function, which resolves to what the test wants to know. */
async function serveOne<Result>(
  handle: (exchange: NodeExchange, response: ServerResponse) => Promise<Result>,
): Promise<{ readonly port: number; readonly result: Promise<Result> }> {
  let resolve: (result: Promise<Result>) => void = () => {};
  const result = new Promise<Result>((onResolve) => {
    resolve = onResolve;
  });
  const port = await serve((exchange, response) => resolve(handle(exchange, response)));
  return { port, result };
}

/** Reads a body; resolves to what was called, and with what. */
function read(exchange: NodeExchange, limit = 1_000_000): Promise<string> {
  return new Promise((resolve) => {
    const receiver: BodyReceiver = {
      onBody: (body) => resolve(`body ${Buffer.from(body).toString()}`),
      onFailure: resolve,
    };
    exchange.readBody(limit, receiver);
  });
}

describe("a request", () => {
  it("is seen through the exchange", async () => {
    const { port, result } = await serveOne(async (exchange) => {
      const { method, query, isOver, onAbort } = exchange;
      const seen = {
        method,
        query,
        isOver,
        onAbort,
        one: exchange.header("x-one"),
        list: exchange.header("set-cookie"),
        none: exchange.header("x-none"),
      };
      exchange.respond(200, {}, "");
      return seen;
    });
    await fetchText(port, "/", { headers: { "X-One": "1", "Set-Cookie": ["a=1", "b=2"] } });
    expect(await result).toEqual({
      method: "GET",
      query: { a: "1" },
      isOver: false,
      onAbort: undefined,
      one: "1",
      list: "a=1, b=2",
      none: undefined,
    });
  });
});

describe("an answer", () => {
  it.each([
    ["a text", "hello", 5],
    ["a text that is not ASCII", "h\u00e9\u2603", 6],
    ["nothing", "", 0],
  ])("with %s", async (_, body, length) => {
    const port = await serve((exchange) => {
      exchange.respond(201, { "Content-Length": length, "X-Test": "1" }, body);
      expect(exchange.isOver).toBe(true);
    });
    const response = await fetchText(port, "/");
    expect(response).toMatchObject({ status: 201, body });
    expect(response.headers).toMatchObject({ "content-length": String(length), "x-test": "1" });
  });

  it("with bytes", async () => {
    const port = await serve((exchange) => exchange.respond(200, {}, Buffer.from("bytes")));
    expect(await fetchText(port, "/")).toMatchObject({ status: 200, body: "bytes" });
  });

  it("is given once", async () => {
    const port = await serve((exchange) => {
      exchange.respond(200, {}, "first");
      exchange.respond(500, {}, "second");
    });
    expect(await fetchText(port, "/")).toMatchObject({ status: 200, body: "first" });
  });

  it("that a middleware has given counts", async () => {
    const { port, result } = await serveOne(async (exchange, response) => {
      response.end("middleware");
      const { isOver } = exchange;
      exchange.respond(200, {}, "engine");
      return isOver;
    });
    expect(await fetchText(port, "/")).toMatchObject({ status: 200, body: "middleware" });
    expect(await result).toBe(true);
  });

  it("that a middleware has begun is left to it", async () => {
    const port = await serve((exchange, response) => {
      response.writeHead(202);
      exchange.respond(200, {}, "engine");
      expect(exchange.isOver).toBe(true);
      response.end("middleware");
    });
    expect(await fetchText(port, "/")).toMatchObject({ status: 202, body: "middleware" });
  });

  it.each([
    [413, "close"],
    [408, "close"],
    [400, "keep-alive"],
    [200, "keep-alive"],
  ])("%i leaves the connection in this state: %s", async (status, expected) => {
    const port = await serve((exchange) => exchange.respond(status, { "Content-Length": 0 }, ""));
    const connection = await RawConnection.open(port, head("GET /"));
    await connection.until("\r\n\r\n");
    expect(connection.received).toContain(`Connection: ${expected}`);
    connection.destroy();
  });

  it("keeps the connection for the next request", async () => {
    let count = 0;
    const port = await serve((exchange) => exchange.respond(200, { "Content-Length": 1 }, String(++count)));
    const connection = await RawConnection.open(port, head("GET /") + head("GET /"));
    await connection.until("\r\n\r\n2");
    expect(connection.received.split("HTTP/1.1 200 OK").length).toBe(3);
    connection.destroy();
  });

  it.each(["end", "write"] as const)(
    "goes through the `%s` that a middleware has put in place",
    async (name) => {
      const calls: string[] = [];
      const port = await serve((exchange, response) => {
        const original = response[name].bind(response) as (...values: unknown[]) => never;
        Object.assign(response, {
          [name]: (...values: unknown[]) => {
            calls.push(name);
            return original(...values);
          },
        });
        exchange.respond(200, {}, "body");
      });
      expect(await fetchText(port, "/")).toMatchObject({ status: 200, body: "body" });
      expect(calls).toEqual(name === "end" ? ["end"] : []);
    },
  );

  it.each([new Error("mine"), "mine"])(
    "that a middleware makes fail ends the connection: %o",
    async (mistake) => {
      const port = await serve((exchange, response) => {
        response.writeHead = () => {
          // oxlint-disable-next-line typescript/only-throw-error -- anything can be thrown
          throw mistake;
        };
        exchange.respond(200, {}, "body");
      });
      const warned = once(process, "warning");
      const connection = await RawConnection.open(port, head("GET /"));
      await connection.closed;
      expect(connection.received).toBe("");
      expect(await warned).toMatchObject([{ message: "mine" }]);
    },
  );

  it("with `Connection: close` ends the session of HTTP/2", async () => {
    const http2 = createHttp2Server((request, response) => {
      const incoming = Object.assign(request, { _query: {} }) as unknown as EngineIncoming;
      const exchange = new NodeExchange(
        { request: incoming, response: response as unknown as ServerResponse, query: {} },
        context,
      );
      exchange.respond(400, { Connection: "close" }, "no");
    });
    http2.listen(0, "127.0.0.1");
    await once(http2, "listening");
    const client = connectHttp2(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    const closed = once(client, "close");
    const stream = client.request({ ":path": "/" });
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    stream.resume();
    expect([headers[":status"], headers["connection"]]).toEqual([400, undefined]);
    await closed;
    http2.close();
    await once(http2, "close");
  });

  it("goes over HTTP/2, too", async () => {
    const http2 = createHttp2Server((request, response) => {
      const incoming = Object.assign(request, { _query: {} }) as unknown as EngineIncoming;
      const exchange = new NodeExchange(
        { request: incoming, response: response as unknown as ServerResponse, query: {} },
        context,
      );
      void read(exchange).then((body) => exchange.respond(413, { "Content-Type": "text/plain" }, body));
    });
    http2.listen(0, "127.0.0.1");
    await once(http2, "listening");
    const client = connectHttp2(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    const stream = client.request({ ":method": "POST", ":path": "/" });
    stream.setEncoding("utf8");
    let text = "";
    stream.on("data", (chunk: string) => (text += chunk));
    stream.end("abc");
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    await once(stream, "end");
    expect([headers[":status"], text]).toEqual([413, "body abc"]);
    client.close();
    http2.close();
    await once(http2, "close");
  });
});

describe("a client that leaves", () => {
  it("before the answer is reported once, to whoever wants to know then", async () => {
    const { port, result } = await serveOne(async (exchange, response) => {
      const aborts: string[] = [];
      exchange.onAbort = () => aborts.push("first");
      exchange.onAbort = undefined;
      exchange.onAbort = () => aborts.push("second");
      await once(response, "close");
      exchange.respond(200, {}, "late");
      return [aborts, exchange.isOver];
    });
    const arrived = once(server!, "request");
    const connection = await RawConnection.open(port, head("GET /"));
    await arrived;
    connection.destroy();
    expect(await result).toEqual([["second"], true]);
  });

  it("behind the answer is not", async () => {
    const { port, result } = await serveOne(async (exchange, response) => {
      let aborts = 0;
      exchange.onAbort = () => aborts++;
      exchange.respond(200, {}, "x");
      await once(response, "close");
      return aborts;
    });
    await fetchText(port, "/");
    expect(await result).toBe(0);
  });

  it("while nobody cares is over all the same", async () => {
    const { port, result } = await serveOne(async (exchange, response) => {
      await once(response, "close");
      return exchange.isOver;
    });
    const connection = await RawConnection.open(port);
    const arrived = once(server!, "request");
    connection.write(head("GET /"));
    await arrived;
    connection.destroy();
    expect(await result).toBe(true);
  });
});

describe("a body", () => {
  const post = (text: string, length = text.length): string =>
    head("POST /", { "Content-Length": String(length) }) + text;
  const chunked = head("POST /", { "Transfer-Encoding": "chunked" });

  it.each([
    ["with its head", post("abc"), "body abc"],
    ["empty", post(""), "body "],
    ["in chunks", `${chunked}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`, "body abc"],
    ["of the limit", post("x".repeat(10)), `body ${"x".repeat(10)}`],
    ["beyond the limit", post("x".repeat(11)), "EIO_TOO_LARGE"],
    ["beyond the limit in chunks", `${chunked}b\r\n${"x".repeat(11)}\r\n`, "EIO_TOO_LARGE"],
  ])("%s", async (_, text, expected) => {
    const { port, result } = await serveOne((exchange) => read(exchange, 10));
    const connection = await RawConnection.open(port, text);
    expect(await result).toBe(expected);
    connection.destroy();
  });

  it("piece by piece", async () => {
    const { port, result } = await serveOne((exchange) => read(exchange));
    const arrived = once(server!, "request");
    const connection = await RawConnection.open(port, post("a", 3));
    await arrived;
    connection.write("b");
    connection.write("c");
    expect(await result).toBe("body abc");
    connection.destroy();
  });

  it("cut short", async () => {
    const { port, result } = await serveOne((exchange) => read(exchange));
    const arrived = once(server!, "request");
    const connection = await RawConnection.open(port, post("a", 3));
    await arrived;
    connection.destroy();
    expect(await result).toBe("EIO_POST_ABORTED");
  });

  it("of a client that has left before anybody read it", async () => {
    const { port, result } = await serveOne(async (exchange, response) => {
      await once(response, "close");
      return read(exchange);
    });
    const arrived = once(server!, "request");
    const connection = await RawConnection.open(port, post("a", 3));
    await arrived;
    connection.destroy();
    expect(await result).toBe("EIO_POST_ABORTED");
  });

  it("that stops", async () => {
    const { port, result } = await serveOne((exchange) => read(exchange));
    const arrived = once(server!, "request");
    const connection = await RawConnection.open(port, post("a", 3));
    await arrived;
    await new Promise(setImmediate);
    clock.advance(20_000);
    expect(await result).toBe("EIO_BODY_TIMEOUT");
    connection.destroy();
  });

  it("that is given up ends its connection", async () => {
    const port = await serve((exchange) => {
      exchange.destroy();
      expect(exchange.isOver).toBe(true);
      exchange.respond(200, {}, "late");
    });
    const connection = await RawConnection.open(port, post("a", 3));
    await connection.closed;
    expect(connection.received).toBe("");
  });
});
