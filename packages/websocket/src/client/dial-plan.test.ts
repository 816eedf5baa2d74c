import { describe, expect, it } from "vitest";
import type { Buffer } from "node:buffer";
import { resolveDialPlan, type DialOptions } from "./dial-plan.ts";

const resolve = (options: Partial<DialOptions> = {}) =>
  resolveDialPlan({ protocols: [], connection: {}, ...options });

describe("resolveDialPlan", () => {
  it("fills in what is absent", () => {
    expect(resolve()).toMatchObject({
      version: 13,
      headers: {},
      deflate: undefined,
      handshakeTimeout: 0,
      maxRedirects: 0,
      request: {},
    });
    expect(resolve().connection).toMatchObject({ isServer: false, maxPayload: 104_857_600 });
  });

  it("takes the masks from the caller's function", () => {
    const { connection } = resolve({ generateMask: (mask: Buffer) => mask.fill(7) });
    expect(connection.mask()).toBe(0x07070707);
  });

  it("resolves the options of compression", () => {
    expect(resolve({ perMessageDeflate: true }).deflate).toMatchObject({ threshold: 1024 });
    expect(resolve({ perMessageDeflate: { threshold: 5 } }).deflate).toMatchObject({ threshold: 5 });
    expect(resolve({ perMessageDeflate: false }).deflate).toBeUndefined();
  });

  it("knows no time-out that is longer than a timer can be", () => {
    expect(resolve({ handshakeTimeout: 5000 }).handshakeTimeout).toBe(5000);
    expect(resolve({ handshakeTimeout: Infinity }).handshakeTimeout).toBe(0);
    expect(resolve({ maxRedirects: Infinity }).maxRedirects).toBe(Infinity);
  });

  it.each([[["a b"]], [["a", "a"]], [[""]], [[1 as unknown as string]], [["a,b"]], [["a\r\nb"]]])(
    "refuses the sub-protocols %j",
    (protocols) => {
      expect(() => resolve({ protocols })).toThrow(
        new SyntaxError("An invalid or duplicated subprotocol was specified"),
      );
    },
  );

  it.each([["x\r\ny: z"], ["x\ny"], ["x\0y"], ["x\ry"]])("refuses a header with the value %j", (value) => {
    expect(() => resolve({ headers: { "X-A": value } })).toThrow(TypeError);
  });

  it("refuses a header name that is no token, and ignores absent headers", () => {
    expect(() => resolve({ headers: { "bad header": "x" } })).toThrow(TypeError);
    expect(resolve({ headers: { "X-A": undefined } }).headers).toEqual({ "X-A": undefined });
  });

  it.each([["handshakeTimeout"], ["maxRedirects"]] as const)("refuses %s when it is no number", (name) => {
    for (const value of [-1, Number.NaN, "5" as unknown as number]) {
      expect(() => resolve({ [name]: value })).toThrow(
        new RangeError(`The option "${name}" must be a number that is not negative`),
      );
    }
  });
});
