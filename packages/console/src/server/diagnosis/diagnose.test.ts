import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { Server, type ServerOptions } from "@sockeye/server";
import { afterEach, describe, expect, it } from "vitest";
import type { Finding } from "../../contract/index.ts";
import { expired, privateKey, selfSigned } from "../testing/certificates.ts";
import { ask, askFor, ConsoleBench } from "../testing/console-bench.ts";
import { diagnose } from "./diagnose.ts";
import { describeFailure, describeValidity } from "./network-findings.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Where it listens: `127.0.0.1:12345`. */
async function listen(server: TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    (server as Partial<HttpServer>).closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listenSocketIo(options: Partial<ServerOptions> = {}): Promise<string> {
  const http = createServer((_request, response) => response.writeHead(404).end("<h1>Not found</h1>"));
  const io = new Server(http, { serveClient: false, ...options });
  cleanups.push(() => io.engine.close());
  return `http://${await listen(http)}`;
}

/** A server that answers in the same way whatever it is asked. */
async function listenWith(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const listener: RequestListener = (_request, response) => response.writeHead(status, headers).end(body);
  return `http://${await listen(createServer(listener))}`;
}

function look(url: string, path = "/socket.io/", origin?: string): Promise<Finding> {
  return diagnose({ url, path, ...(origin !== undefined && { origin }) });
}

describe("a server that is as it should be", () => {
  it("is reachable, and is left without a trace", async () => {
    const url = await listenSocketIo({ cors: { origin: "http://localhost:3000" } });
    const finding = await look(url, "/socket.io/", "http://localhost:3000");
    expect(finding).toMatchObject({
      kind: "reachable",
      found: `A Socket.IO server answers at ${url.slice(7)}/socket.io/, over HTTP and WebSocket.`,
    });
    expect((await look(url.replace("http", "ws"), "socket.io/", url)).kind).toBe("reachable");
    expect((await look(url, "/socket.io/", "http://localhost:3001")).kind).toBe("cors");
  });

  it.each([
    [["websocket"], /takes WebSocket only/],
    [["polling"], /takes long-polling only/],
  ] as const)("may have one transport only: %s", async (transports, found) => {
    const finding = await look(await listenSocketIo({ transports: [...transports] }));
    expect([finding.kind, finding.found]).toEqual(["reachable", expect.stringMatching(found)]);
  });

  it("has no sessions of ours afterwards", async () => {
    const http = createServer();
    const io = new Server(http);
    await look(`http://${await listen(http)}`);
    const left = Object.values(io.engine.clients).filter(({ transport }) => transport.name === "polling");
    expect(left).toEqual([]);
    io.engine.close();
  });
});

describe("the four mistakes that everybody makes", () => {
  it.each([
    ["96 characters", '96:0{"sid":"x","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40'],
    ["bytes", '\u0000\u0009\u0006\u00ff0{"sid":"x"}'],
  ])("wrong version: a server of Socket.IO 2, that counts in %s", async (_, body) => {
    const url = `http://${await listen(createServer((_request, response) => response.end(Buffer.from(body, "latin1"))))}`;
    expect(await look(url)).toMatchObject({
      kind: "wrong-version",
      advice: expect.stringMatching(/version 3 or later/) as string,
    });
  });

  it("wrong version: a server that says so", async () => {
    const url = await listenWith(400, '{"code":5,"message":"Unsupported protocol version"}');
    expect((await look(url)).kind).toBe("wrong-version");
  });

  it.each([
    ["/", "/socket.io/"],
    ["/wrong/", "/socket.io/"],
    ["/socket.io/", "/ws/socket.io/"],
    ["/mine", "/mine/"],
  ])("wrong path: %s in the place of %s", async (given, right) => {
    const url = await listenSocketIo({ path: right });
    expect(await look(url, given)).toMatchObject({ kind: "wrong-path", advice: `Set the path to ${right}.` });
  });

  it("wrong path: a server below a folder", async () => {
    const url = await listenSocketIo({ path: "/app/socket.io" });
    expect(await look(`${url}/app`)).toMatchObject({ advice: "Set the path to /app/socket.io/." });
  });

  it("CORS: the answer is not for this page", async () => {
    expect(await look(await listenSocketIo(), "/socket.io/", "http://localhost:3000")).toMatchObject({
      kind: "cors",
      advice: 'On the server, pass the option cors: { origin: "http://localhost:3000" }.',
    });
  });

  it.each([
    [
      "answers with a page",
      (request: IncomingMessage): void =>
        void request.socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
      "502",
    ],
    ["hangs up", (request: IncomingMessage): void => void request.socket.destroy(), "ECONNRESET"],
    [
      "does not understand",
      (request: IncomingMessage): void =>
        void request.socket.end(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n",
        ),
      "0",
    ],
  ])("a proxy without upgrade, that %s", async (_, onUpgrade, status) => {
    const http = createServer();
    const io = new Server(http);
    cleanups.push(() => io.engine.close());
    http.removeAllListeners("upgrade");
    http.on("upgrade", onUpgrade);
    expect(await look(`http://${await listen(http)}`)).toMatchObject({
      kind: "no-upgrade",
      found: expect.stringContaining(`(${status} in the place of 101)`) as string,
    });
  });
});

describe("other mistakes", () => {
  it("a port where nobody listens", async () => {
    const server = createTcpServer();
    const address = await listen(server);
    await cleanups.pop()!();
    expect(await look(`http://${address}`)).toMatchObject({
      kind: "unreachable",
      found: `Nothing listens at ${address}: the connection was refused.`,
    });
  });

  it.each([
    [selfSigned, /is signed by the server itself/],
    [expired, /expired on 2021-01-01/],
  ])("a certificate that nobody trusts: %#", async (cert, found) => {
    const address = await listen(createTlsServer({ cert, key: privateKey }));
    for (const host of [address, address.replace("127.0.0.1", "localhost")]) {
      const finding = await look(`https://${host}`);
      expect([finding.kind, finding.found]).toEqual(["certificate", expect.stringMatching(found)]);
    }
  });

  it("http where https is needed, and the other way round", async () => {
    const encrypted = await listen(
      createTlsServer({ cert: selfSigned, key: privateKey }, (_request, response) => response.end()),
    );
    expect(await look(`http://${encrypted}`)).toMatchObject({
      kind: "not-tls",
      advice: "Begin the URL with https.",
    });
    const plain = (await listenSocketIo()).slice(7);
    expect(await look(`https://${plain}`)).toMatchObject({
      kind: "not-tls",
      advice: expect.stringMatching(/with http,/) as string,
    });
    const nginx = await listenWith(400, "<h1>The plain HTTP request was sent to HTTPS port</h1>");
    expect((await look(nginx)).kind).toBe("not-tls");
  });

  it("a port that hangs up, or speaks something else", async () => {
    const hangsUp = await listen(createTcpServer((socket) => socket.destroy()));
    expect(await look(`http://${hangsUp}`)).toMatchObject({
      kind: "unreachable",
      found: expect.stringContaining("(ECONNRESET)") as string,
    });
    const mail = await listen(
      createTcpServer(
        (socket) =>
          void socket
            .on("error", () => {})
            .resume()
            .end("220 mail.example ESMTP\r\n"),
      ),
    );
    expect((await look(`http://${mail}`)).kind).toBe("unreachable");
  });

  it.each([
    [200, "<h1>It works</h1>", {}, "not-socketio"],
    [200, "0{broken", {}, "not-socketio"],
    [404, "x".repeat(100_000), {}, "not-socketio"],
    [401, "", {}, "refused"],
    [403, "<h1>Forbidden</h1>", {}, "refused"],
    [400, '{"code":4,"message":"no guests"}', {}, "refused"],
    [503, '{"code":3,"message":"Bad request"}', {}, "refused"],
    [502, "<h1>Bad Gateway</h1>", {}, "unclear"],
    [301, "", { Location: "https://127.0.0.1/socket.io/" }, "not-tls"],
    [302, "", { Location: "/login?token=x" }, "unclear"],
    [302, "", { Location: "http://" }, "unclear"],
  ])("status %i with %j", async (status, body, headers, kind) => {
    const finding = await look(await listenWith(status, body, headers));
    expect(finding.kind).toBe(kind);
    expect(JSON.stringify(finding)).not.toContain("token");
  });

  it("several servers without sticky sessions", async () => {
    const url = await listen(
      createServer((request, response) => {
        if (request.method === "GET") response.end('0{"sid":"x","upgrades":["websocket"]}');
        else response.writeHead(400).end('{"code":1,"message":"Session ID unknown"}');
      }),
    );
    expect(await look(`http://${url}`)).toMatchObject({
      kind: "refused",
      advice: expect.stringMatching(/sticky/) as string,
    });
  });

  it.each([
    ["ENOTFOUND", "unknown-host", "There is no host by the name example.invalid."],
    ["TIMEOUT", "unreachable", "example.invalid:3000 did not answer in time."],
    ["EHOSTUNREACH", "unreachable", "The connection to example.invalid:3000 failed (EHOSTUNREACH)."],
    ["CERT_HAS_EXPIRED", "certificate", "The certificate of example.invalid:3000 has expired."],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "certificate",
      "The certificate of example.invalid:3000 is made out to another name.",
    ],
  ])("%s", (code, kind, found) => {
    expect(describeFailure(code, new URL("http://example.invalid:3000"))).toMatchObject({ kind, found });
  });

  it("a certificate of the future", () => {
    const validity = { from: new Date("2030-01-01"), until: new Date("2031-01-01") };
    const found = (now: string): unknown =>
      describeValidity(validity, new URL("https://a"), new Date(now))?.found;
    expect(["2029-12-31", "2030-06-01", "2031-06-01"].map(found)).toEqual([
      "The certificate of a is not valid before 2030-01-01.",
      undefined,
      "The certificate of a expired on 2031-01-01.",
    ]);
  });

  it.each(["localhost:3000", "ftp://localhost", "", "javascript:alert(1)"])("no URL: %j", async (url) => {
    await expect(look(url)).rejects.toThrow(/The URL should begin with/);
  });
});

describe("a page", () => {
  it("asks for it where that is allowed, once at a time", async () => {
    const bench = await new ConsoleBench({ diagnose: true }).listen();
    cleanups.push(() => bench.dispose());
    const page = await bench.page();
    const endpoint = { url: bench.origin, path: "/socket.io/" };
    const [first, second] = await Promise.all([
      ask(page, "diagnose", endpoint),
      ask(page, "diagnose", endpoint),
    ]);
    expect(first).toMatchObject({ ok: { kind: "reachable" } });
    expect(second).toEqual({ error: "The last set-up is still being looked into: wait a moment." });
    expect(await ask(page, "diagnose", { url: "nowhere", path: "/" })).toMatchObject({
      error: expect.any(String) as string,
    });
    expect((await askFor(page, "diagnose", { ...endpoint, path: "/x", origin: "http://a" })).kind).toBe(
      "wrong-path",
    );
  });
});
