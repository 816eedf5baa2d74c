import { Buffer } from "node:buffer";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { DeflateAgreement } from "../handshake/deflate-negotiation.ts";
import { compress, createCompressor, createDecompressor, inflate } from "./testing/harness.ts";

const SEED = 0x7692;
const TAIL = Buffer.of(0x00, 0x00, 0xff, 0xff);
const SYNC = { finishFlush: constants.Z_SYNC_FLUSH };

/** Texts with repetitions, near and far, and bytes without. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.nat(400))
    .map(([word, times]) => Buffer.from(word.repeat(times))),
  fc
    .tuple(fc.uint8Array({ minLength: 300, maxLength: 900 }), fc.nat(3))
    .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes))),
);

const bits = fc.integer({ min: 8, max: 15 });
const agreement: fc.Arbitrary<Partial<DeflateAgreement>> = fc.record({
  serverNoContextTakeover: fc.boolean(),
  clientNoContextTakeover: fc.boolean(),
  serverMaxWindowBits: bits,
  clientMaxWindowBits: bits,
});
const zlibDeflateOptions = fc.record(
  {
    level: fc.integer({ min: -1, max: 9 }),
    memLevel: fc.integer({ min: 1, max: 9 }),
    strategy: fc.integer({ min: 0, max: 4 }),
    chunkSize: fc.constantFrom(64, 1024, 16_384),
  },
  { requiredKeys: [] },
);

/** Cuts at the given places, which may lie anywhere. */
function cut(data: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (data.length + 1)), data.length].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, index) => data.subarray(cuts[index], end));
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe("what one end writes, the other end reads", () => {
  it("for every agreement, over many messages, in any fragments and any parts", async () => {
    const messages = fc.array(fc.tuple(payload, cuts, cuts), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("server" as const, "client" as const),
        agreement,
        zlibDeflateOptions,
        messages,
        async (role, agreed, zlib, list) => {
          const compressor = createCompressor({
            role,
            agreement: agreed,
            options: { zlibDeflateOptions: zlib },
          });
          const other = role === "server" ? "client" : "server";
          const decompressor = createDecompressor({ role: other, agreement: agreed });
          for (const [data, fragments, parts] of list) {
            const pieces = cut(data, fragments);
            const wire: Buffer[] = [];
            for (const [index, piece] of pieces.entries()) {
              wire.push(await compress(compressor, piece, index === pieces.length - 1));
            }
            const { output, failure } = await inflate(decompressor, ...cut(Buffer.concat(wire), parts));
            expect(failure).toBeUndefined();
            expect(output.equals(data)).toBe(true);
          }
          compressor.close();
          decompressor.close();
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("and so does zlib", async () => {
    await fc.assert(
      fc.asyncProperty(payload, async (data) => {
        const compressor = createCompressor();
        const compressed = await compress(compressor, data);
        compressor.close();
        expect(inflateRawSync(Buffer.concat([compressed, TAIL]), SYNC).equals(data)).toBe(true);
        const expected = data.length === 0 ? Buffer.of(0) : deflateRawSync(data, SYNC).subarray(0, -4);
        expect(compressed.equals(expected)).toBe(true);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it("and what zlib writes with BFINAL is read too, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(payload, { maxLength: 4 }),
        cuts,
        fc.boolean(),
        async (list, parts, noContext) => {
          const streams: Buffer[] = [];
          let before = Buffer.alloc(0);
          for (const data of list) {
            streams.push(deflateRawSync(data, before.length === 0 ? {} : { dictionary: before }));
            before = Buffer.concat([before, data]).subarray(-32_768);
          }
          const wire = Buffer.concat([...streams, Buffer.of(0)]);
          const decompressor = createDecompressor({ agreement: { serverNoContextTakeover: noContext } });
          for (let round = 0; round < 2; round++) {
            const { output, failure } = await inflate(decompressor, ...cut(wire, parts));
            expect(failure).toBeUndefined();
            expect(output.equals(Buffer.concat(list))).toBe(true);
          }
          decompressor.close();
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe("garbage", () => {
  it("never throws, and every part is over exactly once, with the same result however it is cut", async () => {
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(payload, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([data, place, flip]) => {
        const wire = Buffer.concat([deflateRawSync(data, SYNC).subarray(0, -4), Buffer.of(0)]);
        const index = place % wire.length;
        wire[index] = (wire[index] ?? 0) ^ flip;
        return wire;
      }),
    );
    await fc.assert(
      fc.asyncProperty(broken, cuts, async (wire, parts) => {
        const setting = { maxPayload: 5000 };
        const [whole, inParts] = [createDecompressor(setting), createDecompressor(setting)];
        const one = await inflate(whole, wire);
        const other = await inflate(inParts, ...cut(wire, parts));
        expect(other.failure?.kind).toBe(one.failure?.kind);
        expect(one.failure !== undefined || other.output.equals(one.output)).toBe(true);
        whole.close();
        inParts.close();
      }),
      { seed: SEED, numRuns: 400 },
    );
  });
});
