import { describe, expect, it } from "vitest";

import { createErrorAnswer, encodeErrorBody, encodeUpgradeRefusal } from "./error-answers.ts";
import { type EngineErrorCode, overloaded, refusal } from "../ports/index.ts";

describe("a refusal", () => {
  it.each<[code: EngineErrorCode, status: number, text: string]>([
    [0, 400, "Transport unknown"],
    [1, 400, "Session ID unknown"],
    [2, 400, "Bad handshake method"],
    [3, 400, "Bad request"],
    [4, 403, "Forbidden"],
    [5, 400, "Unsupported protocol version"],
  ])("with code %d", (code, status, text) => {
    const body = `{"code":${code},"message":"${text}"}`;
    expect(createErrorAnswer(refusal(code, {}))).toEqual({
      status,
      headers: { "Content-Type": "application/json", "Content-Length": body.length },
      body,
    });
    expect(encodeUpgradeRefusal(refusal(code, {}))).toBe(
      `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
  });

  it("says what the application says, counted in bytes", () => {
    const forbidden = refusal(4, {}, 'hé "q"');
    expect(createErrorAnswer(forbidden)).toMatchObject({
      headers: { "Content-Length": 32 },
      body: '{"code":4,"message":"hé \\"q\\""}',
    });
    expect(encodeUpgradeRefusal(forbidden)).toMatch(/\r\nContent-Length: 7\r\n\r\nhé "q"$/);
  });

  it.each([undefined, "", 42, new Error("secret"), null])(
    "says the usual for a text that is %o",
    (message) => {
      const answer = { code: 4, status: 403, message: message as string } as const;
      expect(encodeErrorBody(answer)).toBe('{"code":4,"message":"Forbidden"}');
      expect(encodeUpgradeRefusal(answer)).toMatch(/\r\n\r\nForbidden$/);
    },
  );

  it("of a busy server says when to come back", () => {
    const busy = overloaded("handshakesPerSecond");
    expect(createErrorAnswer(busy)).toMatchObject({ status: 503, headers: { "Retry-After": 1 } });
    expect(encodeUpgradeRefusal(busy)).toBe(
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-type: text/html\r\n" +
        `Content-Length: ${busy.message.length}\r\n\r\n${busy.message}`,
    );
  });
});
