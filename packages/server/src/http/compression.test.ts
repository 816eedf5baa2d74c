import { Buffer } from "node:buffer";
import { gunzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { createBodyCompressor, type HttpCompressionOptions, resolveHttpCompression } from "./compression.ts";
import type { BodyCompressor, BodyEncoding } from "../ports/index.ts";

const compress = (
  compressor: BodyCompressor | undefined,
  body: string | Uint8Array,
  encoding: BodyEncoding,
) =>
  new Promise<Uint8Array | undefined>((resolve) => {
    if (compressor === undefined) throw new Error("there is no compressor");
    compressor.compress(body, encoding, resolve);
  });

describe("what is compressed", () => {
  it.each<[option: boolean | HttpCompressionOptions | undefined, threshold: number]>([
    [undefined, 1024],
    [true, 0],
    [{}, 0],
    [{ threshold: undefined }, 0],
    [{ threshold: 500 }, 500],
  ])("with the option %o: bodies of %d bytes and more", (option, threshold) => {
    const compressor = createBodyCompressor(option);
    if (threshold > 0) expect(compressor?.select("gzip", threshold - 1)).toBeUndefined();
    expect(compressor?.select("gzip", threshold)).toBe("gzip");
    expect(compressor?.select("deflate", threshold + 1)).toBe("deflate");
    expect(compressor?.select("br", threshold + 1)).toBeUndefined();
    expect(compressor?.select(undefined, threshold + 1)).toBeUndefined();
  });

  it("nothing, if so wished", () => {
    expect(createBodyCompressor(false)).toBeUndefined();
  });
});

describe("the compressor", () => {
  it.each<[encoding: BodyEncoding, decompress: (bytes: Uint8Array) => Buffer]>([
    ["gzip", gunzipSync],
    ["deflate", inflateSync],
  ])("makes %s of text and of bytes", async (encoding, decompress) => {
    const compressor = createBodyCompressor(true);
    const text = "4häl\u001elo".repeat(500);
    for (const body of [text, Buffer.from(text)]) {
      const compressed = await compress(compressor, body, encoding);
      expect(compressed?.length).toBeLessThan(200);
      expect(decompress(compressed ?? Buffer.alloc(0)).toString()).toBe(text);
    }
  });

  it("passes options on to zlib", async () => {
    const body = "x".repeat(2000);
    const stored = await compress(createBodyCompressor({ level: 0, info: true }), body, "gzip");
    expect(stored?.length).toBeGreaterThan(2000);
  });

  it("says so when it fails", async () => {
    const compressor = createBodyCompressor({ maxOutputLength: 5 });
    await expect(compress(compressor, "x".repeat(2000), "gzip")).resolves.toBeUndefined();
    await expect(compress(compressor, "x".repeat(2000), "deflate")).resolves.toBeUndefined();
  });

  it("works on a few bodies at a time, in order, and sends further ones away", async () => {
    const compressor = createBodyCompressor({ concurrency: 1, maxWaiting: 2 });
    const order: number[] = [];
    const submit = (id: number) => compress(compressor, `body ${id}`, "gzip").then(() => order.push(id));
    const all: Promise<unknown>[] = [];
    for (let id = 0; id < 3; id++) {
      expect(compressor?.select("gzip", 100)).toBe("gzip");
      all.push(submit(id));
    }
    expect(compressor?.select("gzip", 100)).toBeUndefined();
    await all[0];
    expect(compressor?.select("gzip", 100)).toBe("gzip");
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2]);
  });
});

describe("options that cannot be", () => {
  it.each<[option: HttpCompressionOptions, message: RegExp]>([
    [{ level: 99 }, /level/],
    [{ chunkSize: 1 }, /chunkSize/],
    [{ concurrency: 0 }, /httpCompression.concurrency cannot be 0/],
    [{ concurrency: Infinity }, /httpCompression.concurrency cannot be Infinity/],
    [{ maxWaiting: -1 }, /httpCompression.maxWaiting cannot be -1/],
  ])("%o", (option, message) => {
    expect(() => resolveHttpCompression(option)).toThrow(message);
  });
});
