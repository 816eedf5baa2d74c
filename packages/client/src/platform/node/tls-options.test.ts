import { describe, expect, it } from "vitest";
import { pick, pickTlsOptions } from "./tls-options.ts";

describe("pickTlsOptions", () => {
  it.each([
    [{}, true],
    [{ rejectUnauthorized: undefined }, true],
    [{ rejectUnauthorized: null }, true],
    [{ rejectUnauthorized: true }, true],
    [{ rejectUnauthorized: false }, false],
  ])("verifies certificates unless the answer is false: %j", (options, rejectUnauthorized) => {
    expect(pickTlsOptions(options)).toEqual({ rejectUnauthorized });
  });

  it("takes what is about TLS, and nothing else", () => {
    const given = { pfx: "1", key: "2", passphrase: "3", cert: "4", ca: ["5"], ciphers: "6" };
    expect(pickTlsOptions({ ...given, host: "x", socket: {} } as object)).toEqual({
      ...given,
      rejectUnauthorized: true,
    });
  });
});

describe("pick", () => {
  it("leaves out what says nothing", () => {
    expect(pick({ a: undefined, b: null, c: false, d: 0, e: 1 }, ["a", "b", "c", "d"])).toEqual({
      c: false,
      d: 0,
    });
  });
});
