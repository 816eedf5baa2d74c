import { Buffer } from "node:buffer";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import {
  compress,
  createCompressor,
  createDecompressor,
  inflate,
  noise,
  type Setting,
} from "./testing/harness.ts";
import { measureDistance } from "./testing/measure-distance.ts";
import { zlibGate } from "./zlib-gate.ts";

const TAIL = Buffer.of(0x00, 0x00, 0xff, 0xff);
const text = Buffer.from("the same words, the same words, the same words and others. ".repeat(20));
const fresh: Setting = { agreement: { serverNoContextTakeover: true } };

/** What a peer that keeps no context reads. */
function inflateAlone(compressed: Buffer): Buffer {
  return inflateRawSync(Buffer.concat([compressed, TAIL]), { finishFlush: constants.Z_SYNC_FLUSH });
}

/** zlib's own answer for a message that stands alone. */
function deflateAlone(data: Buffer): Buffer {
  const flushed = deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH });
  return flushed.subarray(0, -TAIL.length);
}

describe("a message", () => {
  it("is zlib's sync flush without its tail", async () => {
    const compressed = await compress(createCompressor(), text);
    expect(compressed).toEqual(deflateAlone(text));
    expect(inflateAlone(compressed)).toEqual(text);
  });

  it("is that of the examples in RFC 7692 7.2.3", async () => {
    const compressor = createCompressor();
    expect(await compress(compressor, "Hello")).toEqual(Buffer.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
    expect(await compress(compressor, "Hello")).toEqual(Buffer.of(0xf2, 0x00, 0x11, 0x00, 0x00));
    const alone = createCompressor(fresh);
    expect(await compress(alone, "Hello")).toEqual(Buffer.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
    expect(await compress(alone, "Hello")).toEqual(Buffer.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
  });

  it("is one zero byte when it is empty, in between others too", async () => {
    const compressor = createCompressor();
    expect(await compress(compressor, "")).toEqual(Buffer.of(0));
    expect(await compress(compressor, [])).toEqual(Buffer.of(0));
    await compress(compressor, "Hello");
    expect(await compress(compressor, "")).toEqual(Buffer.of(0));
    expect(await compress(compressor, "Hello")).toEqual(Buffer.of(0xf2, 0x00, 0x11, 0x00, 0x00));
  });

  it("may come in pieces", async () => {
    const pieces = [text.subarray(0, 10), Buffer.alloc(0), text.subarray(10)];
    expect(await compress(createCompressor(), pieces)).toEqual(deflateAlone(text));
  });

  it("may be larger than one chunk of zlib's output", async () => {
    const data = noise(300_000);
    expect(inflateAlone(await compress(createCompressor(), data)).equals(data)).toBe(true);
  });

  it("uses the window of its role, and zlib's options", async () => {
    const data = Buffer.concat([noise(2000), noise(2000)]);
    const agreement = { serverMaxWindowBits: 15, clientMaxWindowBits: 9 };
    const far = measureDistance(await compress(createCompressor({ agreement, role: "server" }), data));
    const near = measureDistance(await compress(createCompressor({ agreement, role: "client" }), data));
    expect(far).toBe(2000);
    expect(near).toBeLessThanOrEqual(256);
    const options = { zlibDeflateOptions: { windowBits: 9 } };
    expect(
      measureDistance(await compress(createCompressor({ agreement, options }), data)),
    ).toBeLessThanOrEqual(256);
    const stored = await compress(
      createCompressor({ options: { zlibDeflateOptions: { level: 0 } } }),
      "aaaaaaaaaaaa",
    );
    expect(stored.includes("aaaaaaaaaaaa")).toBe(true);
  });

  it("begins with the caller's dictionary", async () => {
    const options = { zlibDeflateOptions: { dictionary: text }, zlibInflateOptions: { dictionary: text } };
    for (const setting of [{ options }, { options, ...fresh }]) {
      const compressor = createCompressor(setting);
      const decompressor = createDecompressor(setting);
      for (let round = 0; round < 2; round++) {
        const compressed = await compress(compressor, text);
        expect(compressed.length).toBeLessThan(deflateAlone(text).length);
        expect((await inflate(decompressor, compressed)).output).toEqual(text);
      }
    }
  });
});

describe("the window", () => {
  it.each([8, 9, 10, 12, 15])("of %d bits is never looked beyond", async (bits) => {
    const inputs = [
      noise(6000, 3),
      Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256)),
      text,
    ];
    let largest = 0;
    for (const level of [1, 3, 6, 9]) {
      for (const memLevel of [1, 9]) {
        for (const strategy of [0, 1, 3, 4]) {
          const options = { zlibDeflateOptions: { level, memLevel, strategy } };
          const compressor = createCompressor({ options, agreement: { serverMaxWindowBits: bits } });
          const parts: Buffer[] = [];
          for (const input of inputs) parts.push(await compress(compressor, input, false));
          largest = Math.max(largest, measureDistance(Buffer.concat(parts)));
          compressor.close();
        }
      }
    }
    expect(largest).toBeLessThanOrEqual(2 ** bits);
    // And close to it, or the measure would say nothing. With 9 bits zlib keeps to 250 bytes.
    expect(largest).toBeGreaterThan(2 ** Math.min(bits, 12) / 2.1);
  });
});

describe("fragments", () => {
  it("keep their tail, except for the last one", async () => {
    const compressor = createCompressor();
    const first = await compress(compressor, text.subarray(0, 100), false);
    const second = await compress(compressor, text.subarray(100, 200), false);
    const last = await compress(compressor, text.subarray(200), true);
    expect(first.subarray(-4)).toEqual(TAIL);
    expect(second.subarray(-4)).toEqual(TAIL);
    expect(inflateAlone(Buffer.concat([first, second, last]))).toEqual(text);
    // Each fragment is whole by itself, so that its text is there when it arrives.
    expect(inflateAlone(first)).toEqual(text.subarray(0, 100));
  });

  it.each([{}, fresh])("may be empty anywhere", async (setting) => {
    const compressor = createCompressor(setting);
    const decompressor = createDecompressor(setting);
    for (let round = 0; round < 2; round++) {
      const parts = [
        await compress(compressor, "", false),
        await compress(compressor, "Hello", false),
        await compress(compressor, "", false),
        await compress(compressor, "", true),
      ];
      expect(parts.map((part) => part.length === 0)).toEqual([true, false, true, false]);
      expect((await inflate(decompressor, ...parts)).output.toString()).toBe("Hello");
    }
  });

  it("share the window within a message even without context takeover", async () => {
    const compressor = createCompressor(fresh);
    const data = noise(500);
    await compress(compressor, data, false);
    expect((await compress(compressor, data, true)).length).toBeLessThan(50);
    expect((await compress(compressor, data, true)).length).toBeGreaterThan(450);
  });
});

describe("the context", () => {
  it("can be forgotten", async () => {
    const compressor = createCompressor();
    compressor.forgetContext();
    const first = await compress(compressor, text);
    compressor.forgetContext();
    expect(await compress(compressor, text)).toEqual(first);
    expect((await compress(compressor, text)).length).toBeLessThan(first.length);
  });

  it("lets a message from elsewhere go out in between", async () => {
    const compressor = createCompressor();
    const decompressor = createDecompressor();
    const shared = await compress(createCompressor(fresh), "from elsewhere");
    for (let round = 0; round < 3; round++) {
      expect((await inflate(decompressor, await compress(compressor, text))).output).toEqual(text);
      compressor.forgetContext();
      expect((await inflate(decompressor, shared)).output.toString()).toBe("from elsewhere");
    }
  });
});

describe("one job at a time", () => {
  it("throws when it is not waited for", async () => {
    const compressor = createCompressor();
    const first = compress(compressor, text);
    expect(() => {
      compressor.compress(text, { fin: true }, () => undefined);
    }).toThrow(/wait for done/);
    expect(() => {
      compressor.forgetContext();
    }).toThrow(/wait for done/);
    expect(inflateAlone(await first)).toEqual(text);
  });

  it("may start the next one in done", async () => {
    const compressor = createCompressor();
    const sizes = await new Promise<number[]>((resolve) => {
      compressor.compress(text, { fin: true }, (_error, one) => {
        compressor.compress(text, { fin: true }, (_other, two) => {
          resolve([one.length, two.length]);
        });
      });
    });
    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
  });

  it("goes through the gate of its limit", async () => {
    const options = { concurrencyLimit: 61 };
    const gate = zlibGate(61);
    const passes = Array.from({ length: 61 }, () => gate.enter(() => undefined));
    let isDone = false;
    const result = compress(createCompressor({ options }), text).finally(() => {
      isDone = true;
    });
    const aside = createCompressor({ options });
    const cancelled = compress(aside, text);
    aside.close();
    await expect(cancelled).rejects.toThrow(/closed/);
    expect(inflateAlone(await compress(createCompressor(), text))).toEqual(text);
    expect(isDone).toBe(false);
    for (const pass of passes) pass.leave();
    expect(inflateAlone(await result)).toEqual(text);
  });
});

describe("close", () => {
  function outcome(
    start: (done: (error: Error | undefined, compressed: Buffer) => void) => void,
  ): [Error | undefined, number][] {
    const calls: [Error | undefined, number][] = [];
    start((error, compressed) => {
      calls.push([error, compressed.length]);
    });
    return calls;
  }

  it.each([text, Buffer.alloc(0), noise(500_000)])(
    "fails the job that is under way, once and at once",
    async (data) => {
      const compressor = createCompressor();
      const calls = outcome((done) => {
        compressor.compress(data, { fin: true }, done);
      });
      expect(calls).toHaveLength(0);
      compressor.close();
      expect(calls).toEqual([[expect.any(Error), 0]]);
      compressor.close();
      // As long as another one needs for the same job, so that a late call would have come.
      await compress(createCompressor(), data);
      expect(calls).toHaveLength(1);
    },
  );

  it("fails a job that comes later, and not before the call returns", async () => {
    const compressor = createCompressor();
    await compress(compressor, text);
    compressor.close();
    await expect(compress(compressor, text)).rejects.toThrow(/closed before the message was compressed/);
    const calls = outcome((done) => {
      compressor.compress(text, { fin: true }, done);
    });
    expect(calls).toHaveLength(0);
    await compress(createCompressor(), text);
    expect(calls).toHaveLength(1);
  });

  it("may be called in done", async () => {
    const compressor = createCompressor();
    await new Promise<void>((resolve) => {
      compressor.compress(text, { fin: true }, () => {
        compressor.close();
        resolve();
      });
    });
    await expect(compress(compressor, "x")).rejects.toThrow(/closed/);
  });
});

describe("a zlib that fails", () => {
  it("is reported to done, and the next message starts anew", async () => {
    const dictionary = 5 as unknown as Buffer;
    const compressor = createCompressor({ options: { zlibDeflateOptions: { dictionary } } });
    await expect(compress(compressor, text)).rejects.toThrow(/dictionary/);
    await expect(compress(compressor, text)).rejects.toThrow(/dictionary/);
    expect(await compress(compressor, "")).toEqual(Buffer.of(0));
  });
});

it("decodes distances as zlib does (the measure itself)", () => {
  const data = Buffer.concat([noise(3000), noise(3000)]);
  for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]) {
    expect(measureDistance(deflateRawSync(data, { strategy }))).toBe(3000);
  }
  expect(measureDistance(deflateRawSync(data, { level: 0 }))).toBe(0);
});
