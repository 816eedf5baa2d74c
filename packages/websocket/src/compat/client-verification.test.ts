import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { verifyClient } from "./client-verification.ts";
import type { VerifyClientCallbackAsync } from "./server-options.ts";

const request = (headers: Record<string, string> = {}, socket: object = {}) =>
  ({ headers, socket }) as unknown as IncomingMessage;

type Callback = Parameters<VerifyClientCallbackAsync>[1];

describe("verifyClient", () => {
  it("tells origin, security and the request", () => {
    const seen: unknown[] = [];
    const ask = (one: IncomingMessage): unknown => verifyClient((info: object) => seen.push(info) > 0, one);
    const plain = request({ origin: "http://o" });
    const secure = request(
      { "sec-websocket-version": "8", "sec-websocket-origin": "http://p" },
      { encrypted: true },
    );
    ask(plain);
    ask(secure);
    expect(seen).toEqual([
      { origin: "http://o", secure: false, req: plain },
      { origin: "http://p", secure: true, req: secure },
    ]);
  });

  it("takes the answer of a function with one parameter", () => {
    expect(verifyClient(() => true, request())).toBe(true);
    expect(verifyClient(() => "yes" as unknown as boolean, request())).toBe(true);
    expect(verifyClient(() => false, request())).toEqual({ status: 401 });
  });

  it("takes an answer that is called back at once", () => {
    const answer = (...args: Parameters<Callback>) =>
      verifyClient((_info, callback) => {
        callback(...args);
        callback(true);
      }, request());
    expect(answer(true)).toBe(true);
    expect(answer(false)).toEqual({ status: 401, message: undefined, headers: undefined });
    expect(answer(false, 503, "later", { "Retry-After": "7" })).toEqual({
      status: 503,
      message: "later",
      headers: { "Retry-After": "7" },
    });
  });

  it("takes an answer that is called back later, once", async () => {
    let callback!: Callback;
    const decision = verifyClient((_info, later) => {
      callback = later;
    }, request());
    callback(false, 404);
    callback(true);
    expect(await decision).toMatchObject({ status: 404 });
  });

  it.each([[200.5], [42], [101], [600], ["401" as unknown as number]])(
    "throws for the status %s",
    (status) => {
      expect(() => verifyClient((_info, callback) => callback(false, status), request())).toThrow(RangeError);
    },
  );
});
