import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { CONNECTED, openPacket, respond, type Script, servers } from "./harness/scripted-server.ts";
import { expectBackOff, useTarget } from "./harness/target.ts";
import type { SeenError } from "./harness/types.ts";

const arena = useTarget();
const html = "<!doctype html><title>Bad gateway</title><h1>502</h1>";
const ofHtml = "Content-Type: text/html; charset=utf-8";

/** A whole answer, byte by byte. */
const bytes =
  (...parts: readonly (string | Buffer)[]): Script =>
  ({ peer }) => {
    peer.send(...parts);
    peer.socket.end();
  };

const statuses = [
  "201 Created",
  "204 No Content",
  "304 Not Modified",
  "400 Bad Request",
  "401 Unauthorized",
  "403 Forbidden",
  "404 Not Found",
  "407 Proxy Authentication Required",
  "429 Too Many Requests",
  "500 Internal Server Error",
  "502 Bad Gateway",
  "503 Service Unavailable",
  "504 Gateway Timeout",
  "999 Nobody Knows",
] as const;

/** What each transport says about an answer that is not the one. */
const failures = {
  polling: (status: number): Partial<SeenError> => ({ message: "xhr poll error", status }),
  // The `fetch` of Node keeps 407 to itself.
  fetch: (status: number): Partial<SeenError> => ({
    message: "fetch read error",
    ...(status !== 407 && { status }),
  }),
  websocket: (status: number): Partial<SeenError> => ({
    message: "websocket error",
    cause: `Unexpected server response: ${status}`,
  }),
};

describe.each(["polling", "fetch", "websocket"] as const)("a proxy answers %s", (transport) => {
  const fail = async (script: Script, error: object): Promise<void> => {
    const hostile = await arena.serve({ script });
    const victim = await hostile.lure({ transports: [transport] });
    expect((await victim.until("connect_error")).errors).toMatchObject([error]);
    await expectBackOff(arena, victim);
    expect(hostile.server.connections).toBe(4);
  };

  it.each(statuses)("with %s and a page", async (status) => {
    const code = Number.parseInt(status, 10);
    const hasBody = code !== 204 && code !== 304;
    // For `fetch`, every 2xx is an answer, and the page, or nothing, is no packet.
    const isAnswer = transport === "fetch" && code < 300;
    const error = isAnswer
      ? { message: "server error" }
      : { type: "TransportError", ...failures[transport](code) };
    await fail(
      (visit) =>
        respond(visit, hasBody ? html : "", status, ofHtml, "Retry-After: 0", "WWW-Authenticate: Basic"),
      error,
    );
  });

  it("with 200 and a page", async () => {
    await fail(
      (visit) => respond(visit, html, "200 OK", ofHtml),
      transport === "websocket" ? failures.websocket(200) : { message: "server error", code: "parser error" },
    );
  });

  it.each([
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
  ])("with %s, in a circle", async (status) => {
    const script: Script = (visit) =>
      respond(visit, html, status, "Location: /socket.io/?EIO=4&transport=polling");
    const hostile = await arena.serve({ script });
    const victim = await hostile.lure({ transports: [transport] });
    const { errors } = await victim.until("connect_error");
    const code = Number.parseInt(status, 10);
    // `fetch` follows, as that of browsers does.
    const isFollowed = transport === "fetch";
    expect(errors).toMatchObject([
      isFollowed
        ? { message: "fetch read error", cause: "redirect count exceeded" }
        : failures[transport](code),
    ]);
    expect(hostile.server.connections).toBe(isFollowed ? 21 : 1);
    await expectBackOff(arena, victim);
    expect(hostile.server.connections).toBe(isFollowed ? 84 : 4);
  });

  const noHttp: readonly (readonly [string, Script])[] = [
    ["nothing at all", bytes("")],
    ["half a head", bytes("HTTP/1.1 200 O")],
    ["a head without an end", bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n")],
    ["another protocol", bytes("220 mail.example ESMTP\r\n\r\n")],
    ["another version", bytes("HTTP/9.9 200 OK\r\n\r\n")],
    ["TLS", bytes(Buffer.of(0x15, 3, 1, 0, 2, 2, 40))],
    ["zeros", bytes(Buffer.alloc(1000))],
    ["a status that is none", bytes("HTTP/1.1 abc OK\r\n\r\n")],
    ["half of a body", bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", openPacket().slice(0, 20))],
    [
      "two lengths",
      bytes(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n${openPacket()}`),
    ],
    [
      "a chunk without a length",
      bytes(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n${openPacket()}`),
    ],
    ["half of a chunk", bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n0{")],
    ["headers of a megabyte", bytes(`HTTP/1.1 200 OK\r\nX-Long: ${"a".repeat(1_000_000)}\r\n\r\n`)],
    ["20,000 headers", bytes(`HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(20_000)}\r\n`)],
    ["a reset", ({ peer }) => peer.reset()],
    [
      "a reset in the middle of a body",
      async ({ peer }) => {
        await peer.sendAll("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0{");
        await peer.reset();
      },
    ],
  ];
  const messages = { polling: "xhr poll error", fetch: "fetch read error", websocket: "websocket error" };

  it.each(noHttp)("with %s", async (_name, script) => {
    await fail(script, {
      message: messages[transport],
      type: "TransportError",
      cause: expect.stringMatching(/./) as string,
    });
  });

  it("with 101 to something else", async () => {
    const answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n";
    await fail(bytes(answer), { message: messages[transport], cause: expect.stringMatching(/./) as string });
  });

  it("nobody listens", async () => {
    const hostile = await arena.serve({ script: () => undefined });
    await hostile.server.shut();
    const victim = await hostile.lure({ transports: [transport] });
    expect((await victim.until("connect_error")).errors).toMatchObject([
      { message: messages[transport], cause: "ECONNREFUSED" },
    ]);
    await expectBackOff(arena, victim);
  });
});

describe("a session over polling", () => {
  /** What becomes of a request behind the first, which has opened the session. */
  const later = (method: "GET" | "POST", script: Script): Script => {
    const good = servers.polling([openPacket(), CONNECTED]);
    return (visit) => (visit.query.has("sid") && visit.method === method ? script(visit) : good(visit));
  };

  it.each(["400 Bad Request", "404 Not Found", "502 Bad Gateway"])(
    "a later poll is answered with %s",
    async (status) => {
      const hostile = await arena.serve({ script: later("GET", (visit) => respond(visit, html, status)) });
      const victim = await hostile.lure({ transports: ["polling"] });
      expect((await victim.until("disconnect")).ends).toMatchObject([
        { reason: "transport error", description: "xhr poll error" },
      ]);
      await expectBackOff(arena, victim, "disconnect");
    },
  );

  it.each(["400 Bad Request", "413 Payload Too Large", "502 Bad Gateway"])(
    "what is sent, with %s",
    async (status) => {
      const hostile = await arena.serve({ script: later("POST", (visit) => respond(visit, html, status)) });
      const victim = await hostile.lure({ transports: ["polling"] });
      expect((await victim.until("disconnect")).ends).toMatchObject([
        { reason: "transport error", description: "xhr post error" },
      ]);
      await expectBackOff(arena, victim, "disconnect");
    },
  );
});

describe("a server of Socket.IO 2", () => {
  it("over polling: its payloads are none", async () => {
    const body = `96:0{"sid":"a","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40`;
    const hostile = await arena.serve({ script: (visit) => respond(visit, body) });
    const victim = await hostile.lure({ transports: ["polling"] });
    expect((await victim.until("connect_error")).errors).toMatchObject([{ message: "server error" }]);
    await expectBackOff(arena, victim);
  });

  it("over WebSocket: it says so", async () => {
    const hostile = await arena.serve({ script: servers.websocket([openPacket(), "40"]) });
    const victim = await hostile.lure({ transports: ["websocket"] });
    const { errors } = await victim.until("connect_error");
    expect(errors[0]?.message).toMatch(/^It seems you are trying to reach a Socket\.IO server in v2\.x/);
    await victim.leave();
  });
});
