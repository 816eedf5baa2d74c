import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { frame, TEXT } from "./harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget } from "./harness/target.ts";
import { dialWire, openWire, upgradeRequest, type HeaderValues } from "./harness/wire-peer.ts";

const request = upgradeRequest();
/** The request with these lines in addition. */
const withLines = (...lines: readonly string[]): string =>
  request.replace("\r\n\r\n", `\r\n${lines.join("\r\n")}\r\n\r\n`);
/** The request with these lines before all others. */
const withLinesFirst = (...lines: readonly string[]): string =>
  request.replace("\r\n", `\r\n${lines.join("\r\n")}\r\n`);

const shortHeaders = numbers(2500).map((index) => `a:${index % 10}`);

/** What is sent, and the statuses that it may be answered with. */
type RequestCase = readonly [name: string, bytes: string, ...statuses: number[]];

const malformed: readonly RequestCase[] = [
  ["Content-Length and Transfer-Encoding", withLines("Content-Length: 5", "Transfer-Encoding: chunked"), 400],
  ["Transfer-Encoding", withLines("Transfer-Encoding: chunked"), 400],
  ["a body", `${withLines("Content-Length: 5")}hello`, 400],
  ["two lengths", withLines("Content-Length: 0", "Content-Length: 5"), 400],
  ["two equal lengths", withLines("Content-Length: 0", "Content-Length: 0"), 400],
  ["a length with a sign", withLines("Content-Length: +5"), 400],
  ["bare line feeds", request.replaceAll("\r\n", "\n"), 400],
  ["one bare line feed", request.replace("websocket\r\n", "websocket\n"), 400],
  ["one bare carriage return", request.replace("websocket\r\n", "websocket\r"), 400],
  ["a folded line", withLines("X-Folded: a", " b"), 400],
  ["NUL in a value", withLines("X-Nul: a\0b"), 400],
  ["NUL in a name", withLines("X\0Nul: ab"), 400],
  ["a space before a colon", withLines("X-Space : a"), 400],
  ["two hosts", withLines("Host: other"), 400],
  ["no host", upgradeRequest("/", { Host: undefined }), 400],
  ["two keys", withLines("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400],
  ["two versions", withLines("Sec-WebSocket-Version: 13"), 400],
  ["HTTP/1.0", request.replace("HTTP/1.1", "HTTP/1.0"), 400],
  ["no HTTP version", request.replace(" HTTP/1.1", ""), 400],
  ["HTTP/1.2", request.replace("HTTP/1.1", "HTTP/1.2"), 400],
  ["another method", request.replace("GET", "POST"), 405],
  ["another protocol", upgradeRequest("/", { Upgrade: "h2c" }), 400],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
  ["a header of 17 kB", withLines(`X-Long: ${"a".repeat(17_000)}`), 431],
  ["CVE-2024-37890: 2,500 headers in front", withLinesFirst(...shortHeaders), 400, 431],
  ["CVE-2024-37890: 2,500 headers behind", withLines(...shortHeaders), 400, 431],
  ["a body behind 2,000 headers", withLines(...shortHeaders.slice(500), "Content-Length: 5"), 400, 431],
];

const targets: readonly RequestCase[] = [
  ["*", "*", 400],
  ["http://localhost/", "http://localhost/", 400],
  ["http://[::1", "http://[::1", 400],
  ["//", "//", 400],
  ["/\\..\\chat", "/\\..\\chat", 400],
  ["\\", "\\", 400],
  ["/%", "/%", 400],
  ["/%zz%", "/%zz%", 400],
  ["/chat%2f", "/chat%2f", 400],
  ["/chat/", "/chat/", 400],
  ["/__proto__", "/__proto__", 400],
  ["nothing", "", 400],
  ["/a b", "/a b", 400],
  ["NUL", "/a\0b", 400],
  ["a tab", "/a\tb", 400],
  ["evil.example:80", "evil.example:80", 400],
  ["64 kB", `/${"a".repeat(65_536)}`, 414, 431],
  ["a query of 8 kB", `/chat?${"a".repeat(8000)}`, 101],
  ["/chat?path=/other&__proto__=1", "/chat?path=/other&__proto__=1", 101],
];

const named = (cases: readonly RequestCase[]): (readonly [string, RequestCase])[] =>
  cases.map((one) => [one[0], one]);

describe.each(["own", "attached"] as const)("requests to a server, %s", (host) => {
  const arena = useTarget();

  it.each(named(malformed))("row 22: %s", async (_name, [, bytes, ...statuses]) => {
    const { port } = await arena.serve({ host });
    const peer = await dialWire(port);
    // What follows must not be taken for the next request.
    await peer.sendAll(Buffer.from(bytes + request, "latin1"));
    expect(statuses).toContain(await peer.status());
    await peer.closed;
    expect(peer.received.toString("latin1")).not.toContain("HTTP/1.1");
  });

  it("COMPAT: a length of 0 is fine", async () => {
    const { port } = await arena.serve({ host });
    await (await openWire(port, "/", { "Content-Length": "0" })).reset();
  });

  it.each(named(targets))(
    "row 23, CVE-2020-7693: the target %s, where only /chat is served",
    async (_name, [, target, ...statuses]) => {
      const { port } = await arena.serve({ host, options: { path: "/chat" }, honest: false });
      const peer = await dialWire(port);
      await peer.sendAll(Buffer.from(upgradeRequest(target), "latin1"));
      expect(statuses).toContain(await peer.status());
      await peer.reset();
    },
  );

  it("row 22: a request with any bit changed is answered, and never with a 5xx", async () => {
    const { port } = await arena.serve({ host });
    const changes = numbers(scaled(request.length, request.length * 8));
    await atOnce(16, changes, async (change) => {
      const bytes = Buffer.from(request, "latin1");
      const at = change % bytes.length;
      bytes[at] = bytes[at]! ^ (1 << ((change >> 3) % 8));
      const peer = await dialWire(port);
      await peer.sendAll(Buffer.concat([bytes, Buffer.from("\r\n\r\n")]));
      peer.socket.end();
      const status = await peer.status();
      expect(status < 500, `status ${status} for byte ${at}`).toBe(true);
      await peer.reset();
    });
  });
});

/** Names that every object seems to have, and what a careless table would find under them. */
const PROTOTYPE_NAMES = Object.getOwnPropertyNames(Object.prototype);

describe("the headers of the handshake", () => {
  const arena = useTarget();

  async function handshake(headers: HeaderValues): Promise<string> {
    const { port } = await arena.serve({ options: { perMessageDeflate: true } });
    const peer = await dialWire(port);
    peer.send(upgradeRequest("/", headers));
    const head = await peer.head();
    await peer.reset();
    return head;
  }

  it.each(PROTOTYPE_NAMES)("GHSA-5v72: %s as an extension or a parameter is ignored", async (name) => {
    for (const value of [name, `,;${name}`, `permessage-deflate;${name}`, `${name};${name}=1,${name}`]) {
      const head = await handshake({ "Sec-WebSocket-Extensions": value });
      expect(head).toMatch(/^HTTP\/1\.1 (101|400) /);
      expect(head).not.toContain("Sec-WebSocket-Extensions");
    }
    expect(await handshake({ "Sec-WebSocket-Protocol": name })).toMatch(/^HTTP\/1\.1 101 /);
  });

  const spaces = " ".repeat(15_000);
  const long: readonly (readonly [string, HeaderValues])[] = [
    ["Sec-WebSocket-Protocol", { "Sec-WebSocket-Protocol": `b${spaces}x` }],
    ["Sec-WebSocket-Protocol", { "Sec-WebSocket-Protocol": `b${spaces},x` }],
    ["Sec-WebSocket-Protocol", { "Sec-WebSocket-Protocol": "a,".repeat(7000) }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": `b${spaces}x` }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": `b;${spaces}x=${" ".repeat(500)}"` }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": `b;a="${"\\\\".repeat(7000)}` }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": `b;a="${"\\a".repeat(7000)}` }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": "a;".repeat(7000) }],
    ["Sec-WebSocket-Extensions", { "Sec-WebSocket-Extensions": ",".repeat(15_000) }],
    ["Upgrade", { Upgrade: `websocket${spaces}x` }],
    ["Upgrade", { Upgrade: `${"a,".repeat(7000)}websocket` }],
    ["Connection", { Connection: `Upgrade,${spaces}x` }],
    ["Sec-WebSocket-Version", { "Sec-WebSocket-Version": `13${spaces}3` }],
    ["Sec-WebSocket-Key", { "Sec-WebSocket-Key": `dGhlIHNhbXBsZSBub25jZQ==${spaces}x` }],
  ];

  // What a quadratic parser needs for 15 kB is some 0.1 s; a hundred of them would block the honest client for 10 s.
  it.each(long)("CVE-2021-32640, CVE-2020-7662: 15 kB in %s, a hundred times", async (_name, headers) => {
    const { port } = await arena.serve();
    await atOnce(10, numbers(100), async () => {
      const peer = await dialWire(port);
      peer.send(upgradeRequest("/", headers));
      expect([101, 400]).toContain(await peer.status());
      await peer.reset();
    });
  });

  it("CVE-2026-47073: header bytes without end are cut with 431", async ({ signal }) => {
    const { port } = await arena.serve();
    for (const endless of ["X-Endless: ", "GET /", "a"]) {
      const peer = await dialWire(port);
      peer.send(endless.startsWith("X") ? "GET / HTTP/1.1\r\n" : "", endless);
      while (!signal.aborted && peer.socket.writable) await peer.sendAll("a".repeat(4096));
      await peer.closed;
      expect([400, 431, 0]).toContain(await peer.status());
    }
  });

  it("row 20: the answer to an earlier request does not get among the frames", async () => {
    const { port } = await arena.serve({ host: "attached" });
    const peer = await dialWire(port);
    peer.send(
      "GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n",
      request,
      frame({ opcode: TEXT, payload: "x" }),
    );
    const seen = await peer.upTo("the app");
    expect(seen).not.toMatch(/ 101 [^]*HTTP/);
    await peer.reset();
  });
});
