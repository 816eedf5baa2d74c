import { Buffer } from "node:buffer";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { BINARY, CLOSE, closePayload, frame, TEXT } from "./harness/frames.ts";
import { HostileServer, upgradeResponse } from "./harness/hostile-server.ts";
import { useTarget } from "./harness/target.ts";
import type { Dialled, PlainConnectOptions } from "./harness/types.ts";
import type { WirePeer } from "./harness/wire-peer.ts";

const arena = useTarget();
let server: HostileServer;

beforeEach(async () => {
  // An honest neighbour in the same process.
  await arena.serve();
  server = await HostileServer.listen();
});
afterEach(() => server.close());

interface Dialling {
  readonly peer: WirePeer;
  readonly request: string;
  readonly outcome: Promise<Dialled>;
}

async function dial(options: PlainConnectOptions = {}): Promise<Dialling> {
  const outcome = arena.target.ask("dial", { url: server.url, options });
  const peer = await server.client();
  return { peer, request: await peer.head(), outcome };
}

/** The answer of a good server, changed. */
type Answer = (request: string) => string;
const without =
  (line: RegExp): Answer =>
  (request) =>
    upgradeResponse(request).replace(line, "");
const withLine =
  (line: string): Answer =>
  (request) =>
    upgradeResponse(request, line);
const status =
  (line: string): Answer =>
  (request) =>
    upgradeResponse(request).replace("101 Switching Protocols", line);

const ACCEPT = /Sec-WebSocket-Accept: .*\r\n/;
const deflate = { perMessageDeflate: true };

type WrongAnswer = readonly [name: string, Answer, message: RegExp, options?: PlainConnectOptions];

const answers: readonly WrongAnswer[] = [
  ["no accept key", without(ACCEPT), /Invalid Sec-WebSocket-Accept/],
  [
    "the accept key of another request",
    () => upgradeResponse("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    /Invalid Sec-WebSocket-Accept/,
  ],
  ["two accept keys", withLine("Sec-WebSocket-Accept: x"), /Invalid Sec-WebSocket-Accept/],
  ["no Upgrade", without(/Upgrade: websocket\r\n/), /./],
  ["another Upgrade", (request) => upgradeResponse(request).replace("websocket", "h2c"), /Invalid Upgrade/],
  ["no Connection", without(/Connection: Upgrade\r\n/), /./],
  ["200 with all the rest", status("200 OK"), /Unexpected server response: 200|Parse Error/],
  ["404", () => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", /Unexpected server response: 404/],
  ["500 and a body without end", () => `HTTP/1.1 500 No\r\n\r\n${"a".repeat(1e6)}`, /response: 500/],
  [
    "a redirect that nobody allowed",
    () => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
    /Unexpected server response: 302/,
  ],
  [
    "an extension that was not offered",
    withLine("Sec-WebSocket-Extensions: permessage-deflate"),
    /no extension/,
  ],
  ["an unknown extension", withLine("Sec-WebSocket-Extensions: constructor"), /not requested/, deflate],
  ...["1000", "7", "16", '""', "010", "1e1"].map((bits): WrongAnswer => [
    `CVE-2026-2229: server_max_window_bits=${bits}`,
    withLine(`Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=${bits}`),
    /Sec-WebSocket-Extensions|server_max_window_bits/,
    deflate,
  ]),
  [
    "a parameter without a meaning",
    withLine("Sec-WebSocket-Extensions: permessage-deflate; __proto__"),
    /./,
    deflate,
  ],
  ["a sub-protocol that was not asked for", withLine("Sec-WebSocket-Protocol: x"), /subprotocol/],
  ["another sub-protocol", withLine("Sec-WebSocket-Protocol: x"), /subprotocol/, { protocols: "a" }],
  ["no sub-protocol", (request) => upgradeResponse(request), /subprotocol/, { protocols: "a" }],
  ["another protocol altogether", () => "220 mail.example ESMTP\r\n", /Parse Error|parse/i],
  [
    "CVE-2026-47073: a header of 20 kB",
    withLine(`X-Long: ${"a".repeat(20_000)}`),
    /Header overflow|Parse Error/i,
  ],
  [
    "20,000 headers",
    (request) => upgradeResponse(request, ...numbers(20_000).map((index) => `a:${index}`)),
    /Header overflow|Parse Error/i,
  ],
  [
    "2,500 headers in front",
    (request) => {
      const [first, ...rest] = upgradeResponse(request).split("\r\n");
      return [first, ...numbers(2500).map(() => "a:1"), ...rest].join("\r\n");
    },
    /Invalid (Upgrade|Connection)|overflow/,
  ],
];

describe("a handshake that a server answers wrongly", () => {
  it.each(answers.map((wrong) => [wrong[0], wrong] as const))("%s", async (_name, wrong) => {
    const [, answer, message, options] = wrong;
    const { peer, request, outcome } = await dial({ handshakeTimeout: 500, ...options });
    await peer.sendAll(answer(request));
    expect((await outcome).error?.message).toMatch(message);
    await peer.closed;
  });

  it("CVE-2026-47073: header bytes without end, and informational responses without end", async ({
    signal,
  }) => {
    for (const endless of ["X-Endless: a\r\n".repeat(100), "HTTP/1.1 100 Continue\r\n\r\n", "a"]) {
      const { peer, outcome } = await dial({ handshakeTimeout: 500 });
      if (endless.startsWith("X")) peer.send("HTTP/1.1 101 Switching Protocols\r\n");
      while (!signal.aborted && peer.socket.writable) await peer.sendAll(endless);
      expect((await outcome).error?.name).toBe("Error");
      await peer.closed;
    }
  });

  it("no answer, or one that drips: the handshake times out", async () => {
    for (const drips of [false, true]) {
      const { peer, outcome } = await dial({ handshakeTimeout: 200 });
      const timer = setInterval(() => drips && peer.send("HTTP/1.1 101 Switching"[0]!), 20);
      expect((await outcome).error?.message).toMatch(drips ? /timed out|Parse Error/ : /timed out/);
      await peer.closed;
      clearInterval(timer);
    }
  });

  it("a redirect without end stops at maxRedirects, one to elsewhere at once", async () => {
    const first = await dial({ maxRedirects: 3 });
    let { peer } = first;
    for (let redirects = 0; redirects < 4; redirects++) {
      peer.send("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
      await peer.closed;
      if (redirects < 3) {
        peer = await server.client();
        await peer.head();
      }
    }
    expect((await first.outcome).error?.message).toBe("Maximum redirects exceeded");
    for (const location of ["file:///etc/passwd", "http://[::1", "ftp://localhost/", "ws://"]) {
      const { peer, outcome } = await dial({ maxRedirects: 3 });
      peer.send(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
      expect((await outcome).error?.message).toMatch(/./);
      await peer.closed;
    }
  });

  it("a connection that ends at any byte of the answer", async () => {
    const length = upgradeResponse("").length;
    const before = await measure(arena.target);
    for (const turn of numbers(2 * length)) {
      const { peer, request, outcome } = await dial();
      await peer.sendAll(upgradeResponse(request).slice(0, turn >> 1));
      if (turn % 2 === 0) await peer.reset();
      else peer.socket.end();
      expect((await outcome).error?.name).toBe("Error");
    }
    await expectBaseline(arena.target, before);
  });
});

describe("frames in the same segment as the answer", () => {
  const text = frame({ opcode: TEXT, payload: "early", mask: false });

  it("are delivered, and the close frame behind them ends the connection", async () => {
    const { peer, request, outcome } = await dial();
    const large = frame({ opcode: BINARY, payload: Buffer.alloc(1_000_000), mask: false });
    const close = frame({ opcode: CLOSE, payload: closePayload(1001), mask: false });
    peer.send(upgradeResponse(request), text, large, close);
    const { id } = await outcome;
    expect(await peer.closeCode()).toBe(1001);
    peer.socket.end();
    expect(await arena.target.ask("dialled", { id })).toMatchObject({
      messages: 2,
      bytes: 1_000_005,
      code: 1001,
      errors: [],
    });
  });

  it("each of the 256 first bytes waits for its frame or fails with 1002", async () => {
    for (const first of numbers(256)) {
      const { peer, request, outcome } = await dial();
      const isLegal = [0x01, 0x02, 0x81, 0x82, 0x88, 0x89, 0x8a].includes(first);
      peer.send(upgradeResponse(request), Buffer.of(first, 0));
      const { id, error } = await outcome;
      expect(error).toBeUndefined();
      if (isLegal) await peer.reset();
      else expect(await peer.closeCode()).toBe(1002);
      peer.socket.end();
      const { errors } = await arena.target.ask("dialled", { id });
      if (!isLegal) expect(errors).toEqual([expect.stringMatching(/^WS_ERR_/)]);
    }
  });

  it("do not count when the answer is wrong", async () => {
    const { peer, outcome } = await dial();
    peer.send(upgradeResponse(""), text);
    expect((await outcome).error?.message).toMatch(/Invalid Sec-WebSocket-Accept/);
    await peer.closed;
  });
});

describe("CVE-2026-1527: values that would break the request apart", () => {
  const evil = "a\r\nX-Evil: 1";
  const cases: readonly (readonly [string, PlainConnectOptions, string])[] = [
    ["a header", { headers: { "X-Name": evil } }, "TypeError"],
    ["one of several values", { headers: { "X-Name": ["good", evil] } }, "TypeError"],
    ["a header's name", { headers: { [evil]: "1" } }, "TypeError"],
    ["NUL in a header", { headers: { "X-Name": "a\0b" } }, "TypeError"],
    ["the origin", { origin: evil }, "TypeError"],
    ["a sub-protocol", { protocols: evil }, "SyntaxError"],
  ];

  it.each(cases)("%s: an error at the call, and nothing is sent", async (_name, options, name) => {
    const connected = once(server.tcp, "connection").then(() => "connected");
    const { error } = await arena.target.ask("dial", { url: server.url, options });
    expect(error?.name).toBe(name);
    // A connection that had been made would arrive before this one.
    const witness = await dial();
    expect(await connected).toBe("connected");
    expect(witness.request).not.toContain("X-Evil");
    witness.peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    await witness.outcome;
  });

  it.each(["name:pass\r\nX-Evil: 1", "a\0:b"])("credentials are encoded: %j", async (auth) => {
    const { peer, request, outcome } = await dial({ auth });
    expect(request).not.toContain("X-Evil");
    expect(request).toMatch(/^authorization: basic [a-z0-9+/=]+\r$/im);
    await peer.reset();
    await outcome;
  });
});
