import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { writePlainResponse } from "./plain-response.ts";

let server: Server | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  if (server?.listening === true) await once(server.close(), "close");
  server = undefined;
});

/** A connection to a server with this listener. */
async function serve(listener: RequestListener, setUp?: (server: Server) => void): Promise<RawClient> {
  server = createServer(listener);
  setUp?.(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new RawClient((server.address() as AddressInfo).port);
}

class RawClient {
  received = "";
  readonly #socket: Socket;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("data", (chunk: Buffer) => {
      this.received += chunk.toString("utf8");
    });
    this.#socket.on("error", () => undefined);
    sockets.push(this.#socket);
  }

  send(...requests: readonly string[]): this {
    this.#socket.write(requests.join(""));
    return this;
  }

  /** Resolves when this text has come so many times. */
  async hears(text: string, times = 1): Promise<string> {
    while (this.received.split(text).length <= times) await once(this.#socket, "data");
    return this.received;
  }

  async closed(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, "close");
  }
}

const get = (path = "/", extra = ""): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${extra}\r\n`;
const headersOf = (body: string) => ({
  "Content-Type": "text/plain; charset=UTF-8",
  "Content-Length": Buffer.byteLength(body),
  "cache-control": "no-store",
});
const withoutDate = (text: string) => text.replace(/Date: [^\r]*/, "Date: some");

function answer(response: ServerResponse, body: string): boolean {
  return writePlainResponse(response, headersOf(body), body);
}

describe("a plain response", () => {
  it.each([
    ["short text", "hello", 5000],
    ["text that is not ASCII", "gr\u00fc\u00df dich, \u{1f41f}", 5000],
    ["a long text", "x".repeat(200_000), 5000],
    ["a connection that is kept for long", "hello", 72_500],
    ["a connection that is kept for ever", "hello", 0],
  ])("has the bytes that Node would have written: %s", async (_name, body, keepAliveTimeout) => {
    const client = await serve(
      (request, response) => {
        if (request.url === "/plain") expect(answer(response, body)).toBe(true);
        else response.writeHead(200, headersOf(body)).end(body);
      },
      (one) => {
        one.keepAliveTimeout = keepAliveTimeout;
      },
    );
    const plain = withoutDate(await client.send(get("/plain")).hears(body));
    client.received = "";
    expect(withoutDate(await client.send(get("/node")).hears(body))).toBe(plain);
  });

  it("has today's date, in the second in which it is sent", async () => {
    const client = await serve((_request, response) => answer(response, "now"));
    const date = /Date: ([^\r]*)/.exec(await client.send(get()).hears("now"))?.[1] ?? "";
    expect(Math.abs(Date.now() - Date.parse(date))).toBeLessThan(5000);
    expect(new Date(Date.parse(date)).toUTCString()).toBe(date);
  });

  it("leaves the connection fit for the next request, a hundred times over", async () => {
    let count = 0;
    const client = await serve((request, response) => {
      request.resume();
      request.on("end", () => answer(response, `number ${++count}.`));
    });
    for (let round = 1; round <= 100; round++) {
      const isPost = round % 2 === 0;
      const request = isPost ? "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" : get();
      await client.send(request).hears(`number ${round}.`);
    }
    expect(client.received.split("HTTP/1.1 200 OK").length).toBe(101);
  });

  it("spares Node the end of requests that nobody sees, and of no others", async () => {
    const ended: string[] = [];
    const requests: IncomingMessage[] = [];
    const client = await serve((request, response) => {
      requests.push(request);
      const hasListener = request.url === "/heard";
      if (hasListener) for (const event of ["end", "close"]) request.on(event, () => ended.push(event));
      if (request.url === "/shown") Object.assign(request, { _query: {} });
      // Not before Node has seen the end of the request, as when a poll is answered.
      setImmediate(() => answer(response, `answer to ${request.url}.`));
    });
    for (const path of ["/unseen", "/heard", "/shown"]) {
      await client.send(get(path)).hears(`answer to ${path}.`);
    }
    expect(ended).toEqual(["end", "close"]);
    expect(requests.map(({ readableEnded }) => readableEnded)).toEqual([false, true, true]);
  });

  it("reads on after requests with a body that nobody wanted", async () => {
    const client = await serve((_request, response) => {
      setImmediate(() => answer(response, "enough."));
    });
    const body = "x".repeat(60_000);
    const post = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (let round = 1; round <= 5; round++) await client.send(post).hears("enough.", round);
    expect(client.received.split("enough.").length).toBe(6);
  });

  it("keeps the order of requests that were sent without waiting, whichever is answered first", async () => {
    const waiting: ServerResponse[] = [];
    const plain: boolean[] = [];
    const client = await serve((_request, response) => {
      waiting.push(response);
      if (waiting.length < 3) return;
      for (const index of [2, 0, 1]) {
        const one = waiting[index]!;
        const isPlain = answer(one, `answer ${index}.`);
        plain.push(isPlain);
        if (!isPlain) one.writeHead(200, headersOf(`answer ${index}.`)).end(`answer ${index}.`);
      }
    });
    const received = await client.send(get(), get(), get()).hears("answer 2.");
    expect(received.match(/answer \d/g)).toEqual(["answer 0", "answer 1", "answer 2"]);
    expect(plain).toEqual([false, true, true]);
  });

  it("is finished and closed, for those who look", async () => {
    const events: string[] = [];
    const client = await serve((_request, response) => {
      answer(response, "done");
      response.on("finish", () => events.push("finish"));
      response.on("close", () => events.push("close"));
    });
    await client.send(get()).hears("done");
    await client.send(get()).hears("done", 2);
    expect(events.slice(0, 2)).toEqual(["finish", "close"]);
  });

  it("leaves a connection that counts as idle, so that a server can close", async () => {
    const client = await serve((_request, response) => answer(response, "done"));
    await client.send(get()).hears("done");
    server?.close();
    await client.closed();
  });

  it("ends with its connection when that breaks in the same turn", async () => {
    let closed = 0;
    const client = await serve((_request, response) => {
      response.on("close", () => closed++);
      answer(response, "gone");
      response.socket?.destroy();
    });
    client.send(get());
    await client.closed();
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(1);
  });
});

describe("what is not as usual is left to Node", () => {
  type SetUp = (response: ServerResponse) => void;
  const cases: [
    name: string,
    request: string,
    prepare?: SetUp,
    setUp?: ((one: Server) => void) | undefined,
  ][] = [
    ["HTTP/1.0", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
    ["a connection that the client wants closed", get("/", "Connection: close\r\n")],
    ["a header that somebody has set", get(), (response) => response.setHeader("X-Mine", "yes")],
    ["somebody who waits for the end", get(), (response) => response.on("finish", () => undefined)],
    ["no date wanted", get(), (response) => (response.sendDate = false)],
    ["another status", get(), (response) => (response.statusCode = 201)],
    [
      "a server that counts requests",
      get(),
      () => undefined,
      (one) => {
        one.maxRequestsPerSocket = 10;
      },
    ],
  ];

  it.each(cases)("%s", async (_name, request, prepare, setUp) => {
    const outcomes: boolean[] = [];
    const client = await serve((_request, response) => {
      prepare?.(response);
      outcomes.push(answer(response, "text"));
      response.end("by Node");
    }, setUp);
    await client.send(request).hears("by Node");
    expect(outcomes).toEqual([false]);
  });

  it("a server that is closing", async () => {
    const client = await serve((_request, response) => {
      server?.close();
      expect(answer(response, "text")).toBe(false);
      response.end("by Node");
    });
    await client.send(get()).hears("by Node");
  });

  it("no length", async () => {
    const client = await serve((_request, response) => {
      expect(writePlainResponse(response, { "Content-Type": "text/plain" }, "text")).toBe(false);
      response.end("by Node");
    });
    await client.send(get()).hears("by Node");
  });

  it("several values of a header", async () => {
    const client = await serve((_request, response) => {
      const headers = { ...headersOf("text"), "Set-Cookie": ["a=1", "b=2"] };
      expect(writePlainResponse(response, headers, "text")).toBe(false);
      response.end("by Node");
    });
    await client.send(get()).hears("by Node");
  });
});
