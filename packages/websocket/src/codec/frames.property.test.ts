import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzFrames, traceOf } from "./testing/frame-fuzz.ts";
import {
  disagreement,
  eventsInChunks,
  eventsInOneChunk,
  eventsWithPauses,
  findMismatch,
} from "./testing/frame-properties.ts";
import { frameSequence } from "./testing/frame-sequences.ts";
import { chunksOf, decode } from "./testing/recorder.ts";
import { seed } from "./testing/seed.ts";

/** The nightly run (packages/websocket/fuzz) holds a million sequences to the same properties. */
const SEQUENCES = 20_000;

// One comparison of strings instead of one of arrays: the latter would take most of the time.
const sameLines = (actual: readonly string[], expected: readonly string[]) => {
  if (actual.join("\n") !== expected.join("\n")) expect(actual).toEqual(expected);
};

describe(`random sequences of frames, right and wrong (seed ${seed})`, () => {
  test(`${SEQUENCES} of them: any chunking gives the events of one chunk`, { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(frameSequence, (sequence) =>
        sameLines(eventsInChunks(sequence), eventsInOneChunk(sequence)),
      ),
      { seed, numRuns: SEQUENCES },
    );
  });

  test("pausing and resuming anywhere gives the same events", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(frameSequence, (sequence) =>
        sameLines(eventsWithPauses(sequence), eventsInOneChunk(sequence)),
      ),
      { seed: seed + 1, numRuns: 4000 },
    );
  });

  test("the reader agrees with a reference decoder that shares no code with it", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(frameSequence, (sequence) => {
        expect(disagreement(sequence, eventsInOneChunk(sequence))).toBeUndefined();
      }),
      { seed: seed + 2, numRuns: 4000 },
    );
  });

  test("they reach every kind of event and every error of the codec", () => {
    const seen = new Set<string>();
    const sequences = fc.sample(frameSequence, { seed: 1, numRuns: 3000 });
    for (const sequence of sequences) {
      for (const event of eventsInOneChunk(sequence)) {
        const [kind, , code] = event.split(" ");
        seen.add(kind === "error" ? code! : kind!);
      }
    }
    expect([...seen].sort()).toEqual([
      "WS_ERR_EXPECTED_FIN",
      "WS_ERR_EXPECTED_MASK",
      "WS_ERR_INVALID_CLOSE_CODE",
      "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
      "WS_ERR_INVALID_OPCODE",
      "WS_ERR_INVALID_PAYLOAD_LENGTH",
      "WS_ERR_INVALID_UTF8",
      "WS_ERR_NON_MINIMAL_LENGTH",
      "WS_ERR_TOO_MANY_BUFFERED_PARTS",
      "WS_ERR_UNEXPECTED_MASK",
      "WS_ERR_UNEXPECTED_RSV_1",
      "WS_ERR_UNEXPECTED_RSV_2_3",
      "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
      "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
      "binary",
      "close",
      "ping",
      "pong",
      "text",
      "text-bytes",
    ]);
  });
});

describe(`random bytes (seed ${seed})`, () => {
  const bytes = fc.uint8Array({ maxLength: 64 }).map((all) => Buffer.from(all));
  const options = fc.record({
    role: fc.constantFrom("server" as const, "client" as const),
    allowsRsv1: fc.boolean(),
    maxPayload: fc.constantFrom(10, 1000, Infinity),
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

  test("never throw, and give events with at most one error, which comes last", () => {
    fc.assert(
      fc.property(bytes, options, sizes, (bytes, options, sizes) => {
        const events = decode(chunksOf(bytes, sizes), options);
        const at = events.findIndex((event) => event.startsWith("error "));
        expect(at === -1 || at === events.length - 1).toBe(true);
        expect(events.some((event) => event.startsWith("after the end"))).toBe(false);
        sameLines(decode([bytes], options), events);
      }),
      { seed, numRuns: 10_000 },
    );
  });
});

describe("the nightly run", () => {
  test("reports its progress, and nothing when all is well", () => {
    const progress: number[] = [];
    expect(fuzzFrames({ sequences: 50, seed, onProgress: (done) => progress.push(done) })).toBeUndefined();
    expect(progress).toEqual([50]);
  });

  test("finds a wrong reader: events that are not the reference decoder's are told", () => {
    const [sequence] = fc.sample(
      frameSequence.filter((one) => eventsInOneChunk(one).length > 1),
      { seed, numRuns: 1 },
    );
    const events = eventsInOneChunk(sequence!);
    expect(findMismatch(sequence!)).toBeUndefined();
    expect(traceOf(sequence!)).toMatch(/^chunks: .*\n.*\nno property is broken$/m);
    expect(disagreement(sequence!, events.slice(1))).toContain("reference:");
    expect(disagreement(sequence!, [...events, "error 1002 WS_ERR_EXPECTED_FIN"])).toContain("reference:");
  });
});
