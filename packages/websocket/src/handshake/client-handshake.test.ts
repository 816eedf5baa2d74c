import { describe, expect, it } from "vitest";

import { checkUpgradeResponse, createUpgradeHeaders, type UpgradeResponseCheck } from "./client-handshake.ts";
import { createDeflateOffer } from "./deflate-negotiation.ts";
import { resolveDeflateOptions } from "./deflate-options.ts";

const key = "dGhlIHNhbXBsZSBub25jZQ==";
const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const deflate = resolveDeflateOptions(true);

describe("createUpgradeHeaders", () => {
  it("asks for an upgrade and no more", () => {
    expect(Object.entries(createUpgradeHeaders({ key, protocols: [], version: 13 }))).toEqual([
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", key],
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
    ]);
  });

  it("offers sub-protocols and extensions, and says where it comes from", () => {
    const headers = createUpgradeHeaders({
      key,
      protocols: ["a", "b"],
      origin: "http://example.com",
      version: 13,
      extensionsHeader: createDeflateOffer(deflate),
    });
    expect(headers).toMatchObject({
      "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
      "Sec-WebSocket-Protocol": "a,b",
      Origin: "http://example.com",
    });
  });

  it("gives the origin of version 8 its own name", () => {
    const headers = createUpgradeHeaders({ key, protocols: [], origin: "http://example.com", version: 8 });
    expect(headers).toMatchObject({
      "Sec-WebSocket-Version": "8",
      "Sec-WebSocket-Origin": "http://example.com",
    });
    expect(headers).not.toHaveProperty("Origin");
  });

  it.each([[["a", "a"]], [["a b"]], [[""]], [["a,b"]], [[" a"]], [["a", "b "]], [["a\r\nX: y"]]])(
    "throws for the sub-protocols %j",
    (protocols) => {
      const attempt = (): unknown => createUpgradeHeaders({ key, protocols, version: 13 });
      expect(attempt).toThrow(SyntaxError);
      expect(attempt).toThrow(/^An invalid or duplicated subprotocol was specified$/);
    },
  );

  it("throws for an origin that no header can carry", () => {
    expect(() => createUpgradeHeaders({ key, protocols: [], origin: "a\r\nb: c", version: 13 })).toThrow(
      TypeError,
    );
  });
});

describe("checkUpgradeResponse", () => {
  type Headers = Record<string, string | undefined>;
  const base: Headers = { upgrade: "websocket", connection: "Upgrade", "sec-websocket-accept": accept };

  function check(headers: Headers, more: Partial<UpgradeResponseCheck> = {}): unknown {
    const verdict = checkUpgradeResponse({
      headers: { ...base, ...headers },
      key,
      protocols: [],
      deflate: undefined,
      ...more,
    });
    return verdict.ok ? verdict : verdict.message;
  }

  it("takes a plain answer", () => {
    expect(check({})).toEqual({ ok: true, protocol: "", deflate: undefined });
    expect(check({ upgrade: "WebSocket", connection: "keep-alive, upgrade" })).toMatchObject({ ok: true });
    expect(check({}, { deflate })).toEqual({ ok: true, protocol: "", deflate: undefined });
  });

  it.each<[string, Headers]>([
    ["Invalid Upgrade header", { upgrade: undefined }],
    ["Invalid Upgrade header", { upgrade: "foo" }],
    ["Invalid Upgrade header", { upgrade: "foo, websocket" }],
    ["Invalid Connection header", { connection: undefined }],
    ["Invalid Connection header", { connection: "close" }],
    ["Invalid Sec-WebSocket-Accept header", { "sec-websocket-accept": undefined }],
    ["Invalid Sec-WebSocket-Accept header", { "sec-websocket-accept": "xxx" }],
    ["Invalid Sec-WebSocket-Accept header", { "sec-websocket-accept": accept.toLowerCase() }],
    ["Invalid Sec-WebSocket-Accept header", { "sec-websocket-accept": `${accept}, ${accept}` }],
  ])("says %j for %j", (message, headers) => {
    expect(check(headers)).toBe(message);
  });

  it("takes one of the sub-protocols that were asked for", () => {
    const asked = { protocols: ["a", "b"] };
    expect(check({ "sec-websocket-protocol": "b" }, asked)).toMatchObject({ ok: true, protocol: "b" });
    for (const other of ["x", "B", "a, b", "", "__proto__"]) {
      expect(check({ "sec-websocket-protocol": other }, asked)).toBe("Server sent an invalid subprotocol");
    }
    expect(check({}, asked)).toBe("Server sent no subprotocol");
  });

  it.each(["x", ""])("takes no sub-protocol that nobody asked for: %j", (protocol) => {
    expect(check({ "sec-websocket-protocol": protocol })).toBe(
      "Server sent a subprotocol but none was requested",
    );
  });

  it("takes an answer to its offer of compression", () => {
    const headers = { "sec-websocket-extensions": "permessage-deflate; server_no_context_takeover" };
    expect(check({ ...headers, "sec-websocket-protocol": "a" }, { protocols: ["a"], deflate })).toMatchObject(
      {
        ok: true,
        protocol: "a",
        deflate: { serverNoContextTakeover: true, clientNoContextTakeover: false },
      },
    );
    expect(check(headers, { deflate })).toMatchObject({ ok: true, protocol: "" });
  });

  it.each<[string, string]>([
    ["Invalid Sec-WebSocket-Extensions header", ""],
    ["Invalid Sec-WebSocket-Extensions header", "foo;;"],
    ["Invalid Sec-WebSocket-Extensions header", "permessage-deflate; server_max_window_bits=1000"],
    ["Server indicated an extension that was not requested", "constructor"],
  ])("says %j for the extensions %j", (message, extensions) => {
    expect(check({ "sec-websocket-extensions": extensions }, { deflate })).toBe(message);
  });

  it.each(["permessage-deflate", ""])("takes no extension that nobody asked for: %j", (extensions) => {
    expect(check({ "sec-websocket-extensions": extensions })).toBe(
      "Server sent a Sec-WebSocket-Extensions header but no extension was requested",
    );
  });
});
