import { Buffer } from "node:buffer";
import type { Transform } from "node:stream";

import { beforeEach, describe, expect, it, vi } from "vitest";

import { compress, createCompressor, createDecompressor, inflate, type Setting } from "./testing/harness.ts";

const made = vi.hoisted(() => ({ deflate: 0, inflate: 0, destroyed: 0 }));

vi.mock("node:zlib", async (importOriginal) => {
  const zlib = await importOriginal<typeof import("node:zlib")>();
  const count = <Stream extends Transform>(stream: Stream, kind: "deflate" | "inflate"): Stream => {
    made[kind]++;
    return stream.once("close", () => made.destroyed++);
  };
  return {
    ...zlib,
    createDeflateRaw: (options: object) => count(zlib.createDeflateRaw(options), "deflate"),
    createInflateRaw: (options: object) => count(zlib.createInflateRaw(options), "inflate"),
  };
});

const text = "the same words, the same words, the same words ";

/** A memory level per test, so that none finds the streams of another one. */
let memLevel = 0;

function setting(serverNoContextTakeover: boolean, dictionary?: Buffer): Setting {
  return {
    agreement: { serverNoContextTakeover },
    options: {
      zlibDeflateOptions: { memLevel, ...(dictionary && { dictionary }) },
      zlibInflateOptions: { memLevel, ...(dictionary && { dictionary }) },
    },
  };
}

/** Streams say that they are closed a turn later. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function roundTrip(one: Setting): Promise<void> {
  const compressor = createCompressor(one);
  const decompressor = createDecompressor(one);
  for (let round = 0; round < 3; round++) {
    const { output } = await inflate(decompressor, await compress(compressor, text));
    expect(output.toString()).toBe(text);
  }
}

beforeEach(() => {
  memLevel++;
  Object.assign(made, { deflate: 0, inflate: 0, destroyed: 0 });
});

describe("zlib streams", () => {
  it("are not made before they are needed", async () => {
    const compressor = createCompressor(setting(false));
    const decompressor = createDecompressor(setting(false));
    expect(await compress(compressor, "")).toEqual(Buffer.of(0));
    await inflate(decompressor, [0]);
    await inflate(decompressor, [], []);
    compressor.close();
    decompressor.close();
    expect(made).toEqual({ deflate: 0, inflate: 0, destroyed: 0 });
  });

  it("are shared by the connections that keep no context", async () => {
    for (let connection = 0; connection < 20; connection++) await roundTrip(setting(true));
    expect(made).toEqual({ deflate: 1, inflate: 1, destroyed: 0 });
  });

  it("are one per direction for a connection that keeps its context, and end with it", async () => {
    const compressor = createCompressor(setting(false));
    const decompressor = createDecompressor(setting(false));
    for (let round = 0; round < 5; round++) await inflate(decompressor, await compress(compressor, text));
    expect(made).toEqual({ deflate: 1, inflate: 1, destroyed: 0 });
    compressor.close();
    decompressor.close();
    await turn();
    expect(made.destroyed).toBe(2);
  });

  it("are kept idle up to eight", async () => {
    const limited = setting(true);
    const burst = { ...limited, options: { ...limited.options, concurrencyLimit: Infinity } };
    await Promise.all(Array.from({ length: 20 }, () => compress(createCompressor(burst), text)));
    await turn();
    expect(made).toEqual({ deflate: 20, inflate: 0, destroyed: 12 });
    await Promise.all(Array.from({ length: 8 }, () => compress(createCompressor(burst), text)));
    expect(made.deflate).toBe(20);
  });

  it("at work are as many as the limit allows", async () => {
    const limited = setting(true);
    const burst = { ...limited, options: { ...limited.options, concurrencyLimit: 3 } };
    await Promise.all(Array.from({ length: 20 }, () => compress(createCompressor(burst), text)));
    expect(made.deflate).toBe(3);
  });

  it("with a dictionary are not shared", async () => {
    await roundTrip(setting(true, Buffer.from(text)));
    expect(made).toEqual({ deflate: 3, inflate: 3, destroyed: 6 });
  });

  it("that have failed, stopped or been continued are not used again", async () => {
    const one = setting(true);
    const wire = await compress(createCompressor(one), text);
    await inflate(createDecompressor(one), [0x06]);
    await inflate(createDecompressor({ ...one, maxPayload: 5 }), wire);
    // An empty stream that ends, then the message: the second stream takes over the window of the first one.
    await inflate(createDecompressor(one), Buffer.concat([Buffer.of(0x03, 0x00), wire]));
    expect(made).toMatchObject({ inflate: 4, destroyed: 4 });
    const { output } = await inflate(createDecompressor(one), wire);
    expect(output.toString()).toBe(text);
    expect(made.inflate).toBe(5);
  });

  it("of a closed connection are not used again", async () => {
    const one = setting(true);
    const compressor = createCompressor(one);
    const job = compress(compressor, text);
    compressor.close();
    await expect(job).rejects.toThrow(/closed/);
    await turn();
    expect(made).toMatchObject({ deflate: 1, destroyed: 1 });
  });
});
