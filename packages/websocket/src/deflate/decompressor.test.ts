import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import type { Decompressor, InflateFailure } from "./decompressor.ts";
import {
  compress,
  createCompressor,
  createDecompressor,
  inflate,
  inflatePart,
  noise,
  type Setting,
} from "./testing/harness.ts";
import { zlibGate } from "./zlib-gate.ts";

const HELLO = Buffer.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
/** RFC 7692 7.2.3.4: "Hello" in a block with BFINAL, and the zero byte behind it. */
const FINAL_HELLO = Buffer.of(0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00);
const fresh: Setting = { agreement: { serverNoContextTakeover: true } };

/** Deflate data that ends in a block with BFINAL, with zlib's window before it. */
function finish(data: Buffer | string, dictionary?: string): Buffer {
  return deflateRawSync(data, dictionary === undefined ? {} : { dictionary: Buffer.from(dictionary) });
}

function flush(data: Buffer | string, dictionary?: string): Buffer {
  const finishFlush = constants.Z_SYNC_FLUSH;
  return deflateRawSync(
    data,
    dictionary === undefined ? { finishFlush } : { finishFlush, dictionary: Buffer.from(dictionary) },
  );
}

/** A message of one or more deflate streams, as it goes over the wire. */
const message = (...streams: readonly Buffer[]): Buffer => Buffer.concat([...streams, Buffer.of(0)]);

async function read(decompressor: Decompressor, ...parts: readonly (Buffer | number[])[]): Promise<string> {
  const { output, failure } = await inflate(decompressor, ...parts);
  expect(failure).toBeUndefined();
  return output.toString("latin1");
}

describe("RFC 7692 7.2.3", () => {
  it("7.2.3.1: a message in one frame and in two", async () => {
    expect(await read(createDecompressor(), HELLO)).toBe("Hello");
    expect(await read(createDecompressor(), HELLO.subarray(0, 3), HELLO.subarray(3))).toBe("Hello");
  });

  it("7.2.3.2: a message that refers to the one before", async () => {
    const decompressor = createDecompressor();
    expect(await read(decompressor, HELLO)).toBe("Hello");
    expect(await read(decompressor, [0xf2, 0x00, 0x11, 0x00, 0x00])).toBe("Hello");
  });

  it("7.2.3.3: a block without compression", async () => {
    expect(
      await read(createDecompressor(), [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]),
    ).toBe("Hello");
  });

  it("7.2.3.4: a block with BFINAL", async () => {
    const decompressor = createDecompressor();
    expect(await read(decompressor, FINAL_HELLO)).toBe("Hello");
    expect(await read(decompressor, FINAL_HELLO)).toBe("Hello");
  });

  it("7.2.3.5: two blocks in one message", async () => {
    const blocks = [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00];
    expect(await read(createDecompressor(), blocks)).toBe("Hello");
  });

  it("7.2.3.6: an empty message", async () => {
    const decompressor = createDecompressor();
    expect(await read(decompressor, [0x00])).toBe("");
    expect(await read(decompressor, [0x02, 0x00])).toBe("");
    expect(await read(decompressor, [])).toBe("");
    expect(await read(decompressor, [], [], [0x00])).toBe("");
    expect(await read(decompressor, HELLO)).toBe("Hello");
    expect(await read(decompressor, [0x00])).toBe("");
    expect(await read(decompressor, [0xf2, 0x00, 0x11, 0x00, 0x00])).toBe("Hello");
  });
});

describe("parts", () => {
  it("put out what they hold as soon as they are there", async () => {
    const decompressor = createDecompressor();
    expect(await inflatePart(decompressor, flush("first "), false)).toMatchObject({
      output: Buffer.from("first "),
    });
    expect(await inflatePart(decompressor, Buffer.alloc(0), false)).toMatchObject({
      output: Buffer.alloc(0),
    });
    expect(await inflatePart(decompressor, flush("second"), true)).toMatchObject({
      output: Buffer.from("second"),
    });
  });

  it("may end with an empty one", async () => {
    expect(await read(createDecompressor(), HELLO, [])).toBe("Hello");
    expect(await read(createDecompressor(), flush("Hello"), [0x00])).toBe("Hello");
  });

  it("may be large, and put out piece by piece", async () => {
    const data = Buffer.alloc(1_000_000, "some words that repeat ");
    const { output, chunks } = await inflate(createDecompressor(), message(flush(data)));
    expect(output.equals(data)).toBe(true);
    expect(chunks).toBeGreaterThan(50);
    const stored = deflateRawSync(data.subarray(0, 50_000), {
      level: 0,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    expect(await read(createDecompressor(), stored.subarray(0, -4))).toBe(data.toString("latin1", 0, 50_000));
  });

  it("come one at a time", async () => {
    const decompressor = createDecompressor();
    const first = inflatePart(decompressor, HELLO, true);
    await expect(inflatePart(decompressor, HELLO, true)).rejects.toThrow(/wait for onDone/);
    expect((await first).output.toString()).toBe("Hello");
  });

  it("are not touched", async () => {
    const part = Buffer.from(HELLO);
    await inflatePart(createDecompressor(), part, true);
    expect(part).toEqual(HELLO);
  });
});

describe("blocks with BFINAL", () => {
  const one = "a text that is long enough to be referred to ";
  const two = "and another one, which is as long as the first ";

  it("are followed by others that know what was before", async () => {
    const wire = message(finish(one), finish(two, one), flush(one, one + two));
    for (const setting of [{}, fresh]) {
      expect(await read(createDecompressor(setting), wire)).toBe(one + two + one);
    }
  });

  it("are followed by messages that know what was before", async () => {
    const decompressor = createDecompressor();
    expect(await read(decompressor, flush(one).subarray(0, -4))).toBe(one);
    expect(await read(decompressor, message(finish(two, one)))).toBe(two);
    const before = one + two;
    expect(await read(decompressor, flush(before, before).subarray(0, -4))).toBe(before);
    expect(await read(decompressor, message(finish("Hello")))).toBe("Hello");
    expect(await read(decompressor, [0xf2, 0x00, 0x11, 0x00, 0x00])).toBe("Hello");
  });

  it("are cut anywhere", async () => {
    const wire = message(finish(one), finish(two, one), flush(one, one + two));
    for (let cut = 0; cut <= wire.length; cut++) {
      const decompressor = createDecompressor();
      expect(await read(decompressor, wire.subarray(0, cut), wire.subarray(cut))).toBe(one + two + one);
      decompressor.close();
    }
  });

  it("may lack the zero byte behind the last one", async () => {
    const large = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index) >> 5));
    for (const setting of [{}, fresh]) {
      const decompressor = createDecompressor(setting);
      expect(await read(decompressor, finish("Hello"))).toBe("Hello");
      expect(await read(decompressor, finish("Hello"), [])).toBe("Hello");
      expect(await read(decompressor, deflateRawSync(large, { level: 0 }))).toBe(large.toString("latin1"));
      expect(await read(decompressor, HELLO)).toBe("Hello");
    }
  });

  it("without output leave an empty window", async () => {
    const decompressor = createDecompressor();
    expect(await read(decompressor, message(finish(""), finish(""), flush("Hello")))).toBe("Hello");
    expect(await read(decompressor, message(finish("")))).toBe("");
    expect(await read(decompressor, HELLO)).toBe("Hello");
  });

  it("are too many when they are more than the message is worth", async () => {
    const empty = finish("");
    const few = message(...Array.from({ length: 50 }, () => empty));
    expect(await read(createDecompressor(), few)).toBe("");
    const many = message(...Array.from({ length: 5000 }, () => empty));
    const { failure } = await inflate(createDecompressor(), many);
    expect(failure).toEqual({ kind: "corrupt", message: "The message consists of too many deflate streams" });
  });

  it("are counted for each message", async () => {
    const wire = message(...Array.from({ length: 40 }, () => finish("")));
    for (const setting of [{}, fresh]) {
      const decompressor = createDecompressor(setting);
      for (let round = 0; round < 3; round++) expect(await read(decompressor, wire)).toBe("");
    }
  });
});

describe("the agreement", () => {
  it("forbids to refer to an earlier message where it says so", async () => {
    const again = Buffer.of(0xf2, 0x00, 0x11, 0x00, 0x00);
    for (const [role, agreement] of [
      ["client", { serverNoContextTakeover: true }],
      ["server", { clientNoContextTakeover: true }],
    ] as const) {
      const decompressor = createDecompressor({ role, agreement });
      expect(await read(decompressor, HELLO)).toBe("Hello");
      expect((await inflate(decompressor, again)).failure?.kind).toBe("corrupt");
      const other = createDecompressor({ role: role === "client" ? "server" : "client", agreement });
      expect(await read(other, HELLO)).toBe("Hello");
      expect(await read(other, again)).toBe("Hello");
    }
  });

  it("forbids it behind a block with BFINAL too", async () => {
    const wire = Buffer.concat([finish(""), Buffer.of(0xf2, 0x00, 0x11, 0x00, 0x00)]);
    const decompressor = createDecompressor();
    expect(await read(decompressor, HELLO)).toBe("Hello");
    expect(await read(decompressor, wire)).toBe("Hello");
    const without = createDecompressor(fresh);
    expect(await read(without, HELLO)).toBe("Hello");
    expect((await inflate(without, wire)).failure?.kind).toBe("corrupt");
  });

  it("forbids to refer to a message of another connection, whoever used the stream before", async () => {
    const [first, second] = [createDecompressor(fresh), createDecompressor(fresh)];
    expect(await read(first, HELLO)).toBe("Hello");
    expect((await inflate(second, [0xf2, 0x00, 0x11, 0x00, 0x00])).failure?.kind).toBe("corrupt");
  });

  it("sets the window of each side", async () => {
    const data = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * index) >> 3));
    const wire = message(flush(Buffer.concat([data, data])));
    const agreement = { serverMaxWindowBits: 8, clientMaxWindowBits: 15 };
    expect(
      (
        await inflate(
          createDecompressor({
            role: "client",
            agreement,
            options: { zlibInflateOptions: { chunkSize: 64 } },
          }),
          wire,
        )
      ).failure?.kind,
    ).toBe("corrupt");
    expect(await read(createDecompressor({ role: "server", agreement }), wire)).toBe(
      data.toString("latin1").repeat(2),
    );
  });
});

describe("limits", () => {
  const data = Buffer.alloc(100_000, "x");
  const wire = message(flush(data));

  it("a message of exactly maxPayload is fine, one byte more is too big", async () => {
    expect(await read(createDecompressor({ maxPayload: 100_000 }), wire)).toBe(data.toString());
    const { output, failure } = await inflate(createDecompressor({ maxPayload: 99_999 }), wire);
    expect(failure).toEqual({ kind: "too-big", message: "The message inflates to more than 99999 bytes" });
    expect(output.length).toBeLessThanOrEqual(99_999);
    expect((await inflate(createDecompressor({ maxPayload: 0 }), HELLO)).failure?.kind).toBe("too-big");
  });

  it("counts the whole message, and each message anew", async () => {
    const decompressor = createDecompressor({ maxPayload: 10 });
    const half = flush("12345");
    for (let round = 0; round < 3; round++)
      expect(await read(decompressor, half, half, [0x00])).toBe("1234512345");
    expect((await inflate(decompressor, half, half, half)).failure?.kind).toBe("too-big");
  });

  it("stops a bomb at once, with little memory", async () => {
    // Each layer of a kilobyte says a megabyte; a thousand of them are 1 GiB.
    const layer = flush(Buffer.alloc(1024 * 1024));
    const bomb = message(...Array.from({ length: 1024 }, () => layer));
    expect(bomb.length).toBeLessThan(1_200_000);
    const before = process.memoryUsage().arrayBuffers;
    let received = 0;
    let most = 0;
    const decompressor = createDecompressor({ maxPayload: 4 * 1024 * 1024 });
    const failure = await new Promise<InflateFailure | undefined>((resolve) => {
      decompressor.inflate(
        bomb,
        { endOfMessage: true },
        {
          onOutput(chunk) {
            received += chunk.length;
            most = Math.max(most, process.memoryUsage().arrayBuffers);
            return true;
          },
          onDone: resolve,
        },
      );
    });
    expect(failure?.kind).toBe("too-big");
    expect(received).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(most - before).toBeLessThan(16 * 1024 * 1024);
  });

  it("stops at a ratio, but not for small messages", async () => {
    const options = { maxInflateRatio: 10 };
    expect(
      await read(createDecompressor({ options }), message(flush(Buffer.alloc(65_536, "x")))),
    ).toHaveLength(65_536);
    expect(
      (await inflate(createDecompressor({ options }), message(flush(Buffer.alloc(65_537, "x"))))).failure,
    ).toEqual({
      kind: "ratio",
      message: "The message inflates to more than 10 times its size",
    });
    const honest = noise(200_000, 64);
    expect(await read(createDecompressor({ options }), message(flush(honest)))).toBe(
      honest.toString("latin1"),
    );
  });
});

describe("a sink that stops", () => {
  it("gets no more output, and is told once", async () => {
    const decompressor = createDecompressor();
    let outputs = 0;
    const failure = await new Promise<InflateFailure | undefined>((resolve) => {
      decompressor.inflate(
        message(flush(Buffer.alloc(1_000_000))),
        { endOfMessage: true },
        { onOutput: () => ++outputs < 3, onDone: resolve },
      );
    });
    expect(outputs).toBe(3);
    expect(failure?.kind).toBe("stopped");
    expect((await inflate(decompressor, HELLO)).failure).toBe(failure);
  });
});

describe("garbage", () => {
  it.each([
    ["a block type that does not exist", [0x06]],
    ["a distance before the beginning", [0xf2, 0x00, 0x11, 0x00, 0x00]],
    ["a stored block with wrong lengths", [0x00, 0x05, 0x00, 0x05, 0x00, 0x41]],
    ["more bytes behind the last block", [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xff, 0xff, 0xff]],
  ])("%s is corrupt", async (_what, bytes) => {
    const decompressor = createDecompressor();
    const { failure } = await inflate(decompressor, bytes);
    expect(failure).toMatchObject({ kind: "corrupt", message: "The message is no valid deflate data" });
    expect(failure?.cause).toMatchObject({ code: "Z_DATA_ERROR" });
    // It has lost its place, and says so from now on.
    expect((await inflate(decompressor, HELLO)).failure).toBe(failure);
  });

  it("is what a zlib says that cannot start", async () => {
    const options = { zlibInflateOptions: { dictionary: 5 as unknown as Buffer } };
    const { failure } = await inflate(createDecompressor({ options }), HELLO);
    expect(failure).toMatchObject({ kind: "corrupt", message: "The message cannot be inflated" });
  });
});

describe("close", () => {
  const large = message(flush(Buffer.alloc(3_000_000, "some words ")));

  function start(decompressor: Decompressor, part: Buffer, calls: string[]): void {
    decompressor.inflate(
      part,
      { endOfMessage: true },
      {
        onOutput: () => {
          calls.push("output");
          return true;
        },
        onDone: () => {
          calls.push("done");
        },
      },
    );
  }

  it.each([
    ["a job", large],
    ["an empty message", Buffer.of(0)],
    ["garbage", Buffer.of(0x06)],
  ])("silences %s that is under way", async (_what, part) => {
    const decompressor = createDecompressor();
    const calls: string[] = [];
    start(decompressor, part, calls);
    decompressor.close();
    decompressor.close();
    start(decompressor, part, calls);
    await inflate(createDecompressor(), part);
    expect(calls).toEqual([]);
  });

  it("may be called while output comes, and in onDone", async () => {
    const decompressor = createDecompressor();
    let calls = 0;
    decompressor.inflate(
      large,
      { endOfMessage: true },
      {
        onOutput: () => {
          calls++;
          decompressor.close();
          return false;
        },
        onDone: () => {
          calls++;
        },
      },
    );
    await inflate(createDecompressor(), large);
    expect(calls).toBe(1);

    const other = createDecompressor();
    await new Promise<void>((resolve) => {
      other.inflate(
        HELLO,
        { endOfMessage: true },
        {
          onOutput: () => true,
          onDone: () => {
            other.close();
            resolve();
          },
        },
      );
    });
  });

  it("gives its place at the gate to others", async () => {
    const options = { concurrencyLimit: 1 };
    const passes = [zlibGate(1).enter(() => undefined)];
    const [first, second, third] = [1, 2, 3].map(() => createDecompressor({ options })) as [
      Decompressor,
      Decompressor,
      Decompressor,
    ];
    const calls: string[] = [];
    start(first, large, calls);
    start(second, large, calls);
    const last = inflate(third, HELLO);
    first.close();
    for (const pass of passes) pass.leave();
    second.close();
    expect((await last).output.toString()).toBe("Hello");
    expect(calls).toEqual([]);
  });

  it("while a zlib that cannot start has not yet said so, stays silent", async () => {
    const options = { zlibInflateOptions: { dictionary: 5 as unknown as Buffer } };
    const decompressor = createDecompressor({ options });
    const calls: string[] = [];
    start(decompressor, HELLO, calls);
    decompressor.close();
    await inflate(createDecompressor(), HELLO);
    expect(calls).toEqual([]);
  });
});

it("reads what our own compressor writes, in many turns at the same time", async () => {
  const texts = Array.from({ length: 40 }, (_, index) => `message ${index} `.repeat(index * 10));
  await Promise.all(
    texts.map(async (text) => {
      const compressor = createCompressor(fresh);
      const decompressor = createDecompressor(fresh);
      expect(await read(decompressor, await compress(compressor, text))).toBe(text);
      expect(await read(decompressor, await compress(compressor, text))).toBe(text);
    }),
  );
});
