import { describe, expect, it } from "vitest";

import { checkUpgradeRequest, type UpgradeRequest } from "./upgrade-request.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

const base: Record<string, string> = {
  host: "example.com",
  upgrade: "websocket",
  connection: "Upgrade",
  "sec-websocket-key": KEY,
  "sec-websocket-version": "13",
};

type Change = Readonly<Record<string, string | undefined>>;

function request(change: Change = {}, more: Partial<UpgradeRequest> = {}): UpgradeRequest {
  return { method: "GET", httpVersion: "1.1", headers: { ...base, ...change }, ...more };
}

/** The body of the refusal; "ok" for a handshake that stands. */
function verdict(change: Change, more: Partial<UpgradeRequest> = {}): string {
  const result = checkUpgradeRequest(request(change, more));
  return result.ok ? "ok" : result.message;
}

const BAD_KEY = "Missing or invalid Sec-WebSocket-Key header";
const BAD_VERSION = "Missing or invalid Sec-WebSocket-Version header";
const BAD_PROTOCOL = "Invalid Sec-WebSocket-Protocol header";
const BAD_EXTENSIONS = "Invalid or unacceptable Sec-WebSocket-Extensions header";
const BAD_BODY = "An upgrade request cannot have a body";

describe("a request that stands", () => {
  it("yields key, version and lists", () => {
    const lists = {
      "sec-websocket-protocol": "chat, superchat",
      "sec-websocket-extensions": "permessage-deflate; client_max_window_bits",
    };
    expect(checkUpgradeRequest(request(lists))).toEqual({
      ok: true,
      key: KEY,
      version: 13,
      protocols: ["chat", "superchat"],
      extensions: [{ name: "permessage-deflate", parameters: new Map([["client_max_window_bits", [true]]]) }],
    });
  });

  it("needs neither list", () => {
    expect(checkUpgradeRequest(request())).toEqual({
      ok: true,
      key: KEY,
      version: 13,
      protocols: [],
      extensions: [],
    });
  });

  it.each<[string, Change]>([
    ["Upgrade in other case", { upgrade: "WebSocket" }],
    ["Upgrade as a list", { upgrade: "h2c, websocket" }],
    ["Connection as a list", { connection: "keep-alive, Upgrade" }],
    ["no Connection (a host without it)", { connection: undefined }],
    ["a key whose spare bits are set", { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZR==" }],
    ["version 8", { "sec-websocket-version": "8" }],
    ["an empty body", { "content-length": "0" }],
    ["an extension nobody knows", { "sec-websocket-extensions": "constructor; __proto__" }],
  ])("may have %s", (_what, change) => {
    expect(verdict(change)).toBe("ok");
  });

  it("may be of a later HTTP version", () => {
    expect(verdict({}, { httpVersion: "2.0" })).toBe("ok");
  });

  it("says which version it speaks", () => {
    expect(checkUpgradeRequest(request({ "sec-websocket-version": "8" }))).toMatchObject({ version: 8 });
  });
});

/** What each defect is answered with: status 400 and this body, save where the tests below say otherwise. */
const refusals: readonly [string, Change, string][] = [
  ["no Upgrade", { upgrade: undefined }, "Invalid Upgrade header"],
  ["an empty Upgrade", { upgrade: "" }, "Invalid Upgrade header"],
  ["another Upgrade", { upgrade: "h2c" }, "Invalid Upgrade header"],
  ["a longer Upgrade", { upgrade: "websockets" }, "Invalid Upgrade header"],
  ["no key", { "sec-websocket-key": undefined }, BAD_KEY],
  ["an empty key", { "sec-websocket-key": "" }, BAD_KEY],
  ["a short key", { "sec-websocket-key": "abc" }, BAD_KEY],
  ["a key of 15 bytes", { "sec-websocket-key": Buffer.alloc(15).toString("base64") }, BAD_KEY],
  ["a key of 17 bytes", { "sec-websocket-key": Buffer.alloc(17).toString("base64") }, BAD_KEY],
  ["a key in URL-safe base64", { "sec-websocket-key": "-_hlIHNhbXBsZSBub25jZQ==" }, BAD_KEY],
  ["a key without padding", { "sec-websocket-key": KEY.slice(0, 22) }, BAD_KEY],
  ["two keys", { "sec-websocket-key": `${KEY}, ${KEY}` }, BAD_KEY],
  ["a key and a line break", { "sec-websocket-key": `${KEY}\n` }, BAD_KEY],
  ["no version", { "sec-websocket-version": undefined }, BAD_VERSION],
  ["an empty version", { "sec-websocket-version": "" }, BAD_VERSION],
  ["version 7", { "sec-websocket-version": "7" }, BAD_VERSION],
  ["version 25", { "sec-websocket-version": "25" }, BAD_VERSION],
  ["two versions", { "sec-websocket-version": "13, 13" }, BAD_VERSION],
  ["version +13", { "sec-websocket-version": "+13" }, BAD_VERSION],
  ["version 013", { "sec-websocket-version": "013" }, BAD_VERSION],
  ["version 13.0", { "sec-websocket-version": "13.0" }, BAD_VERSION],
  ["version 0xd", { "sec-websocket-version": "0xd" }, BAD_VERSION],
  ["Connection: close", { connection: "close" }, "Invalid Connection header"],
  ["no Host", { host: undefined }, "Missing or invalid Host header"],
  ["a body", { "content-length": "5" }, BAD_BODY],
  ["a length that is none", { "content-length": "+0" }, BAD_BODY],
  ["a chunked body", { "transfer-encoding": "chunked" }, BAD_BODY],
  ["an empty sub-protocol list", { "sec-websocket-protocol": "" }, BAD_PROTOCOL],
  ["an empty sub-protocol", { "sec-websocket-protocol": "foo,,bar" }, BAD_PROTOCOL],
  ["an empty first sub-protocol", { "sec-websocket-protocol": ",foo" }, BAD_PROTOCOL],
  ["an empty last sub-protocol", { "sec-websocket-protocol": "foo," }, BAD_PROTOCOL],
  ["a repeated sub-protocol", { "sec-websocket-protocol": "foo,foo" }, BAD_PROTOCOL],
  ["a sub-protocol that is no token", { "sec-websocket-protocol": "foo bar" }, BAD_PROTOCOL],
  ["an empty extension list", { "sec-websocket-extensions": "" }, BAD_EXTENSIONS],
  ["an extension without a name", { "sec-websocket-extensions": ",;constructor" }, BAD_EXTENSIONS],
  ["a parameter without a name", { "sec-websocket-extensions": "foo;" }, BAD_EXTENSIONS],
  ["a parameter without its value", { "sec-websocket-extensions": "foo;a=" }, BAD_EXTENSIONS],
];

describe("a request that is refused", () => {
  it.each(refusals)("has %s", (_what, change, message) => {
    const version = message === BAD_VERSION ? { "Sec-WebSocket-Version": "13, 8" } : {};
    expect(checkUpgradeRequest(request(change))).toEqual({
      ok: false,
      status: 400,
      message,
      headers: version,
    });
  });

  it.each(["POST", "HEAD", "OPTIONS", "get", "", undefined])("has the method %j", (method) => {
    expect(checkUpgradeRequest(request({}, { method }))).toEqual({
      ok: false,
      status: 405,
      message: "Invalid HTTP method",
      headers: { Allow: "GET" },
    });
  });

  it.each(["1.0", "0.9"])("is of HTTP/%s", (httpVersion) => {
    expect(verdict({}, { httpVersion })).toBe("Invalid HTTP version");
  });

  it.each([
    [999, true],
    [1000, false],
    [1001, false],
  ])("with %i header fields is judged: %s", (count, isJudged) => {
    const rawHeaders = Array.from({ length: 2 * count }, () => "x");
    const result = checkUpgradeRequest(request({}, { rawHeaders }));
    expect(result.ok).toBe(isJudged);
    if (!result.ok) expect([result.status, result.message]).toEqual([431, "Too many header fields"]);
  });

  it("has two Hosts, in any case", () => {
    const rawHeaders = ["Host", "a", "Upgrade", "websocket", "hOST", "b"];
    expect(verdict({}, { rawHeaders })).toBe("Missing or invalid Host header");
    expect(verdict({}, { rawHeaders: ["Host", "a", "Hose", "Host"] })).toBe("ok");
  });

  it("is told of its first defect", () => {
    const all: [string, Change][] = [
      ["Invalid Upgrade header", { upgrade: "h2c" }],
      [BAD_KEY, { "sec-websocket-key": "x" }],
      [BAD_VERSION, { "sec-websocket-version": "7" }],
      ["Invalid Connection header", { connection: "close" }],
      ["Missing or invalid Host header", { host: undefined }],
      [BAD_BODY, { "content-length": "1" }],
      [BAD_PROTOCOL, { "sec-websocket-protocol": "a,,b" }],
      [BAD_EXTENSIONS, { "sec-websocket-extensions": "a;;" }],
    ];
    for (let index = 0; index < all.length; index++) {
      const change: Change = Object.assign({}, ...all.slice(index).map((entry) => entry[1])) as Change;
      expect(verdict(change)).toBe(all[index]?.[0]);
    }
    expect(verdict({ upgrade: "h2c" }, { method: "POST" })).toBe("Invalid HTTP method");
  });

  it("goes once through 64 kB in any header", () => {
    const long = `b${" ".repeat(65_000)}x`;
    const answers: [string, string][] = [
      ["upgrade", "Invalid Upgrade header"],
      ["connection", "Invalid Connection header"],
      ["sec-websocket-key", BAD_KEY],
      ["sec-websocket-version", BAD_VERSION],
      ["content-length", BAD_BODY],
      ["sec-websocket-protocol", BAD_PROTOCOL],
      ["sec-websocket-extensions", BAD_EXTENSIONS],
    ];
    for (const [name, message] of answers) expect(verdict({ [name]: long })).toBe(message);
  });
});
