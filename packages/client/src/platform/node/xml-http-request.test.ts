import { Buffer } from "node:buffer";
import { once } from "node:events";
import { Agent } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";

import { afterEach, describe, expect, it, vi } from "vitest";
import { answerOf, RawServer, type Answer } from "./testing/raw-server.ts";
import { certificate, privateKey } from "./testing/certificate.ts";
import { XMLHttpRequest, type HttpOptions } from "./xml-http-request.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(answer: Answer): Promise<{ server: RawServer; url: string }> {
  const server = new RawServer(answer);
  closers.push(() => server.close());
  return { server, url: `http://${await server.listen()}/engine.io/?a=b` };
}

interface Request {
  readonly url: string;
  readonly options?: HttpOptions;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly timeout?: number;
}

/** Sends a request off and waits for its end. */
async function send(request: Request): Promise<{ xhr: XMLHttpRequest; events: string[] }> {
  const xhr = new XMLHttpRequest({ agent: false, ...request.options });
  const events: string[] = [];
  xhr.onreadystatechange = () => events.push(String(xhr.readyState));
  for (const event of ["load", "error", "timeout"] as const) xhr[`on${event}`] = () => events.push(event);
  const ended = new Promise<void>((resolve) => {
    xhr.onloadend = resolve;
  });
  xhr.open(request.method ?? "GET", request.url);
  for (const [name, value] of Object.entries(request.headers ?? {})) xhr.setRequestHeader(name, value);
  xhr.timeout = request.timeout ?? 0;
  xhr.send(request.body);
  await ended;
  return { xhr, events };
}

const reply =
  (text: string): Answer =>
  (socket) => {
    socket.end(text);
  };

describe("what is sent", () => {
  it("is as the published client sends it", async () => {
    const { server, url } = await serve(reply(answerOf("200 OK", "ok")));
    await send({ url });
    await send({
      url,
      method: "POST",
      body: "4hé€",
      headers: { "Content-type": "text/plain;charset=UTF-8" },
    });
    const host = new URL(url).host;
    expect(server.received.map((chunks) => chunks.join(""))).toEqual([
      `GET /engine.io/?a=b HTTP/1.1\r\nUser-Agent: node-XMLHttpRequest\r\nAccept: */*\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      `POST /engine.io/?a=b HTTP/1.1\r\nUser-Agent: node-XMLHttpRequest\r\nAccept: */*\r\nContent-type: text/plain;charset=UTF-8\r\nHost: ${host}\r\nContent-Length: 7\r\nConnection: close\r\n\r\n${Buffer.from("4hé€").toString("latin1")}`,
    ]);
  });

  it("has the caller's headers in the place of the usual ones, but never another host", async () => {
    const { server, url } = await serve(reply(answerOf("200 OK", "ok")));
    await send({
      url,
      headers: {
        "user-agent": "me",
        accept: "a/b",
        host: "other",
        cookie: "a=é",
        COOKIE: "b=é",
      },
    });
    expect(server.received[0]![0]!.split("\r\n").slice(1, -2)).toEqual([
      "user-agent: me",
      "accept: a/b",
      `Host: ${new URL(url).host}`,
      "COOKIE: b=é",
      "Connection: close",
    ]);
  });

  it("goes over a connection that the agent keeps", async () => {
    const agent = new Agent({ keepAlive: true });
    closers.push(() => {
      agent.destroy();
    });
    const { server, url } = await serve((socket) => socket.write(answerOf("200 OK", "ok")));
    await send({ url, options: { agent } });
    await send({ url, options: { agent }, method: "POST", body: "x" });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]![0]).toContain("\r\nConnection: keep-alive\r\n");
  });

  it.each<[string, { headers?: Record<string, string>; options?: HttpOptions }]>([
    ["a header's name", { headers: { "a b": "1" } }],
    ["a header's value", { headers: { a: "1\n2" } }],
    ["an agent", { options: { agent: true as never } }],
  ])("throws for %s that cannot be", (_, request) => {
    const xhr = new XMLHttpRequest(request.options);
    xhr.open("GET", "http://127.0.0.1:1/");
    for (const [name, value] of Object.entries(request.headers ?? {})) xhr.setRequestHeader(name, value);
    expect(() => {
      xhr.send();
    }).toThrow(TypeError);
    expect(xhr.readyState).toBe(1);
  });
});

describe("an answer", () => {
  it("comes with its headers and its text", async () => {
    const text = answerOf("200 OK", "4hé€", ["Set-Cookie: a=b", "Set-Cookie: c=d", "X-Y: z"]);
    const { url } = await serve(reply(text));
    const { xhr, events } = await send({ url });
    expect(events).toEqual(["1", "2", "3", "4", "load"]);
    expect(xhr).toMatchObject({ readyState: 4, status: 200, statusText: "OK", responseText: "4hé€" });
    expect(xhr.response).toEqual(Buffer.from("4hé€"));
    expect(xhr.getResponseHeader("Set-Cookie")).toEqual(["a=b", "c=d"]);
    expect(xhr.getResponseHeader("x-y")).toBe("z");
    expect(xhr.getResponseHeader("x-z")).toBeNull();
    expect(xhr.getAllResponseHeaders()).toContain("x-y: z");
  });

  it("is put together of all its chunks, characters included", async () => {
    const { url } = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (const byte of Buffer.from("4a€b€c")) {
        socket.write(Buffer.concat([Buffer.from("1\r\n"), Buffer.from([byte]), Buffer.from("\r\n")]));
      }
      socket.end("0\r\n\r\n");
    });
    const { xhr } = await send({ url });
    expect(xhr.responseText).toBe("4a€b€c");
  });

  it.each([
    ["204 No Content", "", 204],
    ["400 Bad Request", '{"code":1}', 400],
    ["502 Bad Gateway", "<html>", 502],
  ])("may be of any status: %s", async (status, body, code) => {
    const { url } = await serve(reply(answerOf(status, body)));
    const { xhr, events } = await send({ url });
    expect(events.slice(-2)).toEqual(["4", "load"]);
    expect(xhr).toMatchObject({ status: code, responseText: body });
  });

  it.each(["301", "302", "303", "307", "308"])("%s leads nowhere", async (status) => {
    const { server, url } = await serve((socket) => {
      socket.end(answerOf(`${status} X`, "moved", [`Location: ${url}`]));
    });
    const { xhr } = await send({ url });
    expect(xhr).toMatchObject({ status: Number(status), responseText: "moved" });
    expect(xhr.getResponseHeader("location")).toBe(url);
    expect(server.received).toHaveLength(1);
  });
});

describe("a request that fails", () => {
  it("is over when nobody listens at the port", async () => {
    const server = new RawServer(() => {});
    const host = await server.listen();
    await server.close();
    const { xhr, events } = await send({ url: `http://${host}/` });
    expect(events).toEqual(["1", "4", "error"]);
    expect(xhr).toMatchObject({ status: 0, statusText: { code: "ECONNREFUSED" } });
    expect(xhr.responseText).toMatch(/^Error: connect ECONNREFUSED/);
  });

  it.each<[string, Answer, string]>([
    ["is closed without an answer", (socket) => socket.end(), "socket hang up"],
    ["is reset", (socket) => socket.resetAndDestroy(), "read ECONNRESET"],
    ["is answered with garbage", reply("blah\r\n\r\n"), "Parse Error"],
    ["is answered with half an answer", reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n0"), "aborted"],
    [
      "is answered with half a chunk",
      reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n0"),
      "aborted",
    ],
    [
      "is answered with another protocol",
      (socket) => socket.write("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
      "socket hang up",
    ],
    [
      "is answered with endless headers",
      (socket) => socket.write(`HTTP/1.1 200 OK\r\na: ${"x".repeat(99_999)}`),
      "",
    ],
  ])("says so when it %s", async (_, answer, message) => {
    const { url } = await serve(answer);
    const { xhr, events } = await send({ url });
    expect(events.slice(-2)).toEqual(["4", "error"]);
    expect(xhr.status).toBe(0);
    expect((xhr.statusText as Error).message).toContain(message);
    expect(xhr.responseText).toContain(message);
  });

  it.each([
    ["before an answer", () => {}],
    ["within an answer", (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n0")],
  ])("is over when its time has run out %s", async (_, answer) => {
    const { url } = await serve(answer);
    const { xhr, events } = await send({ url, timeout: 20 });
    expect(events.slice(-2)).toEqual(["4", "timeout"]);
    expect(xhr).toMatchObject({ status: 0, statusText: new Error("timeout") });
  });

  it.each([
    [9, 200],
    [10, 200],
    [11, 0],
  ])("is over when the answer is too large: %i bytes", async (length, status) => {
    const { url } = await serve(reply(answerOf("200 OK", "x".repeat(length))));
    const { xhr } = await send({ url, options: { maxResponseBytes: 10 } });
    expect(xhr.status).toBe(status);
    if (status === 0) expect(xhr.statusText).toEqual(new Error("response too large"));
  });

  it("is over long before an endless answer", async () => {
    let written = 0;
    const { url } = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const block = Buffer.alloc(1 << 20, "x");
      const go = (): void => {
        do written += block.length;
        while (socket.write(block));
      };
      socket.on("drain", go);
      go();
    });
    const { xhr } = await send({ url, options: { maxResponseBytes: 4 << 20 } });
    expect(xhr).toMatchObject({ status: 0, statusText: new Error("response too large") });
    expect(xhr.response.length).toBeLessThanOrEqual(4 << 20);
    expect(written).toBeLessThan(64 << 20);
  });
});

describe("abort", () => {
  it.each([1, 2, 3])("ends the request in state %i, and nothing is called any more", async (state) => {
    let gone: Promise<unknown> | undefined;
    const { url } = await serve((socket) => {
      gone = once(socket, "close");
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n0");
    });
    const xhr = new XMLHttpRequest({ agent: false });
    const states: number[] = [];
    xhr.onload = xhr.onerror = xhr.onloadend = () => states.push(-1);
    xhr.onreadystatechange = () => {
      states.push(xhr.readyState);
      if (xhr.readyState === state && state > 1) xhr.abort();
    };
    xhr.open("GET", url);
    xhr.send();
    if (state === 1) {
      xhr.abort();
      // The server sees no more of it than of a request behind it.
      await send({ url, options: { maxResponseBytes: 0 } });
    } else {
      await vi.waitFor(() => {
        expect(gone).toBeDefined();
      });
      await gone;
    }
    expect(xhr.readyState).toBe(0);
    expect(states).toEqual([1, 2, 3].slice(0, state));
  });

  it("without a request does nothing", () => {
    new XMLHttpRequest().abort();
  });
});

describe("TLS", () => {
  async function serveSecurely(): Promise<string> {
    const server = https.createServer({ cert: certificate, key: privateKey }, (_, answer) =>
      answer.end("ok"),
    );
    // A client that does not trust the certificate is what is tested here.
    server.on("tlsClientError", () => {});
    closers.push(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  it.each<[HttpOptions, number]>([
    [{}, 0],
    [{ rejectUnauthorized: undefined }, 0],
    [{ rejectUnauthorized: null }, 0],
    [{ rejectUnauthorized: true }, 0],
    [{ rejectUnauthorized: false }, 200],
    [{ ca: certificate }, 200],
    [{ ca: "x" }, 0],
  ])("with %j", async (options, status) => {
    const { xhr } = await send({ url: await serveSecurely(), options });
    expect(xhr.status).toBe(status);
    if (status === 0) expect(xhr.statusText).toHaveProperty("code");
  });
});
