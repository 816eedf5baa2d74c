import { describe, expect, it } from "vitest";

import { type DeflateOptions, resolveDeflateOptions } from "./deflate-options.ts";

describe("resolveDeflateOptions", () => {
  it("fills in the defaults", () => {
    const defaults = {
      serverNoContextTakeover: undefined,
      clientNoContextTakeover: undefined,
      serverMaxWindowBits: undefined,
      clientMaxWindowBits: undefined,
      zlibDeflateOptions: {},
      zlibInflateOptions: {},
      threshold: 1024,
      concurrencyLimit: 10,
      maxInflateRatio: Infinity,
    };
    expect(resolveDeflateOptions(true)).toEqual(defaults);
    expect(resolveDeflateOptions({})).toEqual(defaults);
    expect(resolveDeflateOptions({ clientMaxWindowBits: true, threshold: undefined })).toEqual(defaults);
  });

  it("keeps what is given, and of zlib's options those that the protocol leaves open", () => {
    const zlibDeflateOptions = {
      chunkSize: 1024,
      memLevel: 7,
      level: 3,
      strategy: 0,
      windowBits: 9,
      finishFlush: 4,
    };
    const options: DeflateOptions = {
      serverNoContextTakeover: true,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 8,
      clientMaxWindowBits: false,
      zlibDeflateOptions,
      zlibInflateOptions: { chunkSize: 64, dictionary: Buffer.from("x") },
      threshold: 0,
      concurrencyLimit: Infinity,
      maxInflateRatio: 100,
    };
    const resolved = resolveDeflateOptions(options);
    expect(resolved).toEqual({
      ...options,
      zlibDeflateOptions: { chunkSize: 1024, memLevel: 7, level: 3, strategy: 0, windowBits: 9 },
    });
    zlibDeflateOptions.level = 9;
    expect(resolved.zlibDeflateOptions.level).toBe(3);
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["a flag", { serverNoContextTakeover: 1 }, /serverNoContextTakeover must be true, false or left out/],
    ["a flag", { clientNoContextTakeover: "yes" }, /clientNoContextTakeover must be true, false or left out/],
    ["a window", { serverMaxWindowBits: 7 }, /serverMaxWindowBits must be a whole number from 8 to 15/],
    ["a window", { serverMaxWindowBits: 16 }, /serverMaxWindowBits/],
    ["a window", { clientMaxWindowBits: 9.5 }, /clientMaxWindowBits/],
    ["a window", { clientMaxWindowBits: "10" }, /clientMaxWindowBits/],
    ["zlib's options", { zlibDeflateOptions: 3 }, /zlibDeflateOptions must be an object/],
    ["zlib's options", { zlibInflateOptions: null }, /zlibInflateOptions must be an object/],
    [
      "a level",
      { zlibDeflateOptions: { level: 10 } },
      /zlibDeflateOptions.level must be a whole number from -1 to 9/,
    ],
    ["a chunk size", { zlibInflateOptions: { chunkSize: 1 } }, /zlibInflateOptions.chunkSize/],
    ["a memory level", { zlibDeflateOptions: { memLevel: 0 } }, /memLevel/],
    ["a strategy", { zlibDeflateOptions: { strategy: "fixed" } }, /strategy/],
    ["a window of zlib's", { zlibDeflateOptions: { windowBits: 16 } }, /windowBits/],
    ["a threshold", { threshold: -1 }, /threshold must be a number, 0 or more/],
    ["a limit", { concurrencyLimit: 0 }, /concurrencyLimit must be a number, 1 or more/],
    ["a limit", { concurrencyLimit: Number.NaN }, /concurrencyLimit/],
    ["a ratio", { maxInflateRatio: "100" }, /maxInflateRatio/],
  ])("refuses %s out of its range: %j", (_what, options, message) => {
    expect(() => resolveDeflateOptions(options as DeflateOptions)).toThrow(message);
  });
});
