import { describe, expect, it } from "vitest";

import { createAcceptKey, encodeRefusal, encodeUpgradeResponse } from "./upgrade-response.ts";

describe("createAcceptKey", () => {
  it("agrees with the example of RFC 6455 1.3", () => {
    expect(createAcceptKey("dGhlIHNhbXBsZSBub25jZQ==")).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });
});

describe("encodeUpgradeResponse", () => {
  it("writes status line, lines and the empty line", () => {
    expect(encodeUpgradeResponse(["Upgrade: websocket", "Connection: Upgrade"])).toBe(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    );
  });

  it.each(["", "a: b\r\nc: d", "a: b\n", "a: b\0", "a: \u20ac"])("refuses the line %j", (line) => {
    expect(() => encodeUpgradeResponse(["Upgrade: websocket", line])).toThrow(TypeError);
    expect(() => encodeUpgradeResponse([line])).toThrow(/one `Name: value` per element/);
  });
});

describe("encodeRefusal", () => {
  it("closes the connection and counts the bytes of the body", () => {
    expect(encodeRefusal(403, "n\u00f6", {})).toBe(
      "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nn\u00f6",
    );
  });

  it.each([undefined, ""])("takes the status text for the message %j", (message) => {
    expect(encodeRefusal(401, message, {})).toBe(
      "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\nUnauthorized",
    );
  });

  it("adds the caller's headers, one line per value", () => {
    const text = encodeRefusal(429, "x", {
      "Retry-After": 3,
      "Set-Cookie": ["a=1", "b=2"],
      "X-Not": undefined,
    });
    expect(text).toBe(
      "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 1\r\n" +
        "Retry-After: 3\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nx",
    );
  });

  it("lets the caller choose the type, but not the framing", () => {
    const text = encodeRefusal(404, "x", {
      "content-type": "text/plain",
      connection: "keep-alive",
      "CONTENT-LENGTH": "99",
      "Transfer-Encoding": "chunked",
      constructor: "y",
      ["__proto__"]: "z",
    });
    expect(text).toBe(
      "HTTP/1.1 404 Not Found\r\nConnection: close\r\ncontent-type: text/plain\r\nContent-Length: 1\r\n" +
        "constructor: y\r\n__proto__: z\r\n\r\nx",
    );
  });

  it("throws for headers that would split the response", () => {
    expect(() => encodeRefusal(400, "x", { "X-A": "a\r\nb: c" })).toThrow(TypeError);
    expect(() => encodeRefusal(400, "x", { "X-A\r\nb": "c" })).toThrow(TypeError);
    expect(() => encodeRefusal(400, "x", { Connection: ["a", "b\0"] })).toThrow(TypeError);
  });

  it.each([0, 101, 199, 1000, 400.5, Number.NaN])("throws for the status %d", (status) => {
    expect(() => encodeRefusal(status, "x", {})).toThrow(/use 400 to 599/);
  });
});
