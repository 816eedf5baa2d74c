import type { Buffer } from "node:buffer";
import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage } from "node:http";
import net from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { EstablishedConnection } from "../connection/index.ts";
import { ManualClock } from "../connection/testing/manual-clock.ts";
import { parseAddress } from "./address.ts";
import { resolveDialPlan, type DialOptions } from "./dial-plan.ts";
import { Dial, type DialOwner } from "./dial.ts";
import { accept, RawServer, redirectTo, type Answer } from "./testing/raw-server.ts";

const servers: RawServer[] = [];
const connections: EstablishedConnection[] = [];

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.terminate();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(answer: Answer): Promise<{ server: RawServer; host: string }> {
  const server = new RawServer(answer);
  servers.push(server);
  return { server, host: await server.listen() };
}

interface Attempt {
  readonly dial: Dial;
  readonly result: Promise<{ connection: EstablishedConnection; head: Buffer }>;
}

function dialTo(url: string, options: Partial<DialOptions> = {}, owner: Partial<DialOwner> = {}): Attempt {
  const plan = resolveDialPlan({ protocols: [], connection: {}, ...options });
  let dial!: Dial;
  const result = new Promise<{ connection: EstablishedConnection; head: Buffer }>((resolve, reject) => {
    dial = new Dial(parseAddress(url), plan, {
      onConnection(connection, head) {
        connections.push(connection);
        connection.start(head);
        resolve({ connection, head });
      },
      onError: reject,
      ...owner,
    });
  });
  return { dial, result };
}

/** What an attempt that must fail fails with. */
const failureOf = (
  url: string,
  options: Partial<DialOptions> = {},
  owner: Partial<DialOwner> = {},
): Promise<unknown> =>
  dialTo(url, options, owner).result.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe("the request", () => {
  it("is that of RFC 6455, section 4.1, behind the caller's headers", async () => {
    const { server, host } = await serve((request) => accept(request, "Sec-WebSocket-Protocol: b"));
    const { connection } = await dialTo(`ws://user:pa%20ss@${host}/a?b=c`, {
      headers: { "X-A": "1" },
      protocols: ["a", "b"],
      origin: "http://o",
      perMessageDeflate: true,
    }).result;
    const { text, key } = server.requests[0]!;
    expect(key).toMatch(/^[\w+/]{22}==$/);
    expect(text.replace(key, "KEY").split("\r\n")).toEqual([
      "GET /a?b=c HTTP/1.1",
      "X-A: 1",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: KEY",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
      "Sec-WebSocket-Protocol: a,b",
      "Origin: http://o",
      `Host: ${host}`,
      "Authorization: Basic dXNlcjpwYSBzcw==",
      "",
      "",
    ]);
    expect(connection.protocol).toBe("b");
  });

  it("names its origin as version 8 has it", async () => {
    const { server, host } = await serve(accept);
    await dialTo(`ws://${host}`, { version: 8, origin: "http://o" }).result;
    expect(server.requests[0]!.header("Sec-WebSocket-Origin")).toBe("http://o");
    expect(server.requests[0]!.header("Sec-WebSocket-Version")).toBe("8");
  });

  it("goes through an agent, and over a Unix domain socket", async () => {
    const agent = new Agent({ keepAlive: true, timeout: 60_000 });
    const { host } = await serve(accept);
    await dialTo(`ws://${host}`, { request: { agent } }).result;
    expect(agent).toMatchObject({ totalSocketCount: 0 });

    const folder = mkdtempSync(path.join(tmpdir(), "sockeye-"));
    const server = new RawServer(accept);
    servers.push(server);
    await server.listenOnPath(path.join(folder, "s"));
    await dialTo(`ws+unix:${folder}/s:/target`).result;
    expect(server.requests[0]!.target).toBe("/target");
    rmSync(folder, { recursive: true });
  });

  it("can be finished by its owner, which sees it before it is sent", async () => {
    const { server, host } = await serve(accept);
    const finishRequest = (request: ClientRequest): void => {
      request.setHeader("X-Late", "1").end();
    };
    await dialTo(`ws://${host}`, {}, { finishRequest }).result;
    expect(server.requests[0]!.header("X-Late")).toBe("1");
  });

  it("throws at once what is wrong with it", () => {
    const plan = resolveDialPlan({ protocols: [], connection: {}, origin: "a\r\nb" });
    const owner = { onConnection: () => undefined, onError: () => undefined };
    expect(() => new Dial(parseAddress("ws://127.0.0.1:1"), plan, owner)).toThrow(TypeError);
  });
});

describe("the answer", () => {
  it("may bring the first frames along", async () => {
    const { host } = await serve((request) => accept(request) + "\x81\x02hi");
    const { head } = await dialTo(`ws://${host}`).result;
    expect(head.toString("latin1")).toBe("\x81\x02hi");
  });

  it("agrees on compression", async () => {
    const { host } = await serve((request) =>
      accept(request, "Sec-WebSocket-Extensions: permessage-deflate"),
    );
    const { connection } = await dialTo(`ws://${host}`, { perMessageDeflate: true }).result;
    expect(connection.extensions).toBe("permessage-deflate");
  });

  it.each([
    ["a wrong key", "Sec-WebSocket-Accept: x", "Invalid Sec-WebSocket-Accept header"],
    ["a sub-protocol", "Sec-WebSocket-Protocol: a", "Server sent a subprotocol but none was requested"],
    [
      "an extension",
      "Sec-WebSocket-Extensions: permessage-deflate",
      "Server sent a Sec-WebSocket-Extensions header but no extension was requested",
    ],
  ])("fails with %s that was not asked for", async (_what, line, message) => {
    const { server, host } = await serve((request) =>
      accept({ ...request, key: line.includes("Accept") ? "" : request.key }, line),
    );
    expect(String(await failureOf(`ws://${host}`))).toContain(message);
    expect(server.requests[0]!.socket).toBeDefined();
  });

  it.each([
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "Unexpected server response: 200"],
    ["HTTP/1.1 101 Switching Protocols\r\n\r\n", "Unexpected server response: 101"],
    ["HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "Unexpected server response: 302"],
    ["garbage\r\n\r\n", "Parse Error"],
  ])("fails with %j", async (answer, message) => {
    const { host } = await serve(() => answer);
    expect(String(await failureOf(`ws://${host}`))).toContain(message);
  });

  it("fails when its headers are longer than 16 kB", async () => {
    const { host } = await serve((request) => accept(request, `X-Long: ${"x".repeat(17_000)}`));
    expect(await failureOf(`ws://${host}`)).toMatchObject({ code: "HPE_HEADER_OVERFLOW" });
  });

  it("fails when the server hangs up or is not there", async () => {
    const { host } = await serve(({ socket }) => {
      socket.destroy();
      return undefined;
    });
    expect(await failureOf(`ws://${host}`)).toMatchObject({ code: "ECONNRESET" });
    await servers.pop()!.close();
    expect(await failureOf(`ws://${host}`)).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("can be dealt with by the owner when it is unexpected", async () => {
    const clock = new ManualClock();
    const { host } = await serve(() => "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
    const response = await new Promise<IncomingMessage>((resolve) => {
      dialTo(
        `ws://${host}`,
        { clock, handshakeTimeout: 10 },
        {
          onUnexpectedResponse(_request, incoming) {
            resolve(incoming);
            return true;
          },
        },
      );
    });
    expect(clock.pending).toBe(0);
    expect(response.statusCode).toBe(401);
    response.setEncoding("utf8");
    expect((await once(response, "data"))[0]).toBe("no");
  });
});

describe("the time-out", () => {
  it("ends a handshake that takes too long", async () => {
    const clock = new ManualClock();
    const { server, host } = await serve(() => {
      clock.advance(1000);
      return undefined;
    });
    expect(String(await failureOf(`ws://${host}`, { clock, handshakeTimeout: 1000 }))).toContain(
      "Opening handshake has timed out",
    );
    expect(server.requests).toHaveLength(1);
  });

  it("is cancelled by the connection, and begins anew with a redirect", async () => {
    const clock = new ManualClock();
    const { host } = await serve((request) => {
      clock.advance(900);
      return request.target === "/" ? redirectTo("/next") : accept(request);
    });
    await dialTo(`ws://${host}`, { clock, handshakeTimeout: 1000, maxRedirects: 1 }).result;
    expect(clock.pending).toBe(0);
  });
});

describe("redirects", () => {
  const start = () =>
    serve((request) => (request.target === "/first" ? redirectTo("/second") : accept(request)));

  it("are followed", async () => {
    const { server, host } = await start();
    const urls: string[] = [];
    const attempt = dialTo(
      `ws://${host}/first`,
      { maxRedirects: 1, auth: "u:p" },
      {
        onRedirect: (url, request) => {
          urls.push(url);
          request.setHeader("X-Seen", "1");
        },
      },
    );
    await attempt.result;
    expect(urls).toEqual([`ws://${host}/second`]);
    expect(attempt.dial.url).toBe(`ws://${host}/second`);
    expect(server.requests.map(({ target }) => target)).toEqual(["/first", "/second"]);
    expect(server.requests[1]!.header("X-Seen")).toBe("1");
    expect(server.requests[1]!.header("Authorization")).toBe("Basic dTpw");
  });

  it("leave credentials behind when they lead to another host, unless the owner looks after them", async () => {
    const other = await serve(accept);
    const { host } = await serve(() => redirectTo(`ws://${other.host}/`));
    const headers = { Cookie: "a=b", "X-Key": "k" };
    await dialTo(`ws://u:p@${host}`, { maxRedirects: 1, headers }).result;
    await dialTo(`ws://u:p@${host}`, { maxRedirects: 1, headers }, { keepsPrivateHeaders: () => true })
      .result;
    const seen = other.server.requests.map((request) =>
      ["Cookie", "Authorization", "X-Key"].map((name) => request.header(name)),
    );
    expect(seen).toEqual([
      [undefined, undefined, "k"],
      ["a=b", "Basic dTpw", "k"],
    ]);
  });

  it.each([
    ["http://a b", "Invalid URL: http://a b"],
    ["/x#y", "The URL contains a fragment identifier"],
    ["ftp://a", "The URL's protocol"],
    ["/loop", "Maximum redirects exceeded"],
  ])("fail when they lead to %s", async (location, message) => {
    const { host } = await serve(() => redirectTo(location));
    expect(String(await failureOf(`ws://${host}`, { maxRedirects: 2 }))).toContain(message);
  });

  it("can be stopped by the owner", async () => {
    const { server, host } = await start();
    await new Promise<void>((resolve) => {
      const { dial } = dialTo(
        `ws://${host}/first`,
        { maxRedirects: 1 },
        {
          onRedirect: () => {
            dial.abort();
            resolve();
          },
        },
      );
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe("abort", () => {
  it("ends the request without a word", async () => {
    const { server, host } = await serve(() => undefined);
    const calls: unknown[] = [];
    const { dial } = dialTo(`ws://${host}`, {}, { onError: (error) => calls.push(error) });
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = once(server.requests[0]!.socket, "close");
    dial.abort();
    await closed;
    expect(calls).toEqual([]);
  });

  it("works while the name is being looked up", async () => {
    const { dial } = dialTo("ws://localhost:1", {}, { onError: () => expect.unreachable() });
    dial.abort();
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("works at the moment of the upgrade", async () => {
    const { server, host } = await serve(accept);
    await new Promise<void>((resolve) => {
      const { dial } = dialTo(
        `ws://${host}`,
        {},
        {
          onConnection: () => expect.unreachable(),
          onUpgrade: () => {
            dial.abort();
            resolve();
          },
        },
      );
    });
    const { socket } = server.requests[0]!;
    if (!socket.closed) await once(socket, "close");
  });

  it.each([
    ["a response", () => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ["an upgrade", accept],
  ] satisfies [string, Answer][])("works in the turn in which %s arrives", async (_what, answer) => {
    const { host } = await serve(answer);
    const socket = net.connect(Number(host.split(":")[1]), "127.0.0.1");
    const owner = { onConnection: () => expect.unreachable(), onError: () => expect.unreachable() };
    const { dial } = dialTo(`ws://${host}`, { request: { createConnection: () => socket } }, owner);
    // Before the parser of Node sees the answer.
    socket.prependOnceListener("data", () => {
      dial.abort();
    });
    await once(socket, "close");
  });
});
