import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeFrame,
  encodeFrameHeader,
  encodeTextFrame,
  frameHeaderSize,
  textFrameSize,
  writeFrameHeader,
  writeTextFrame,
} from "./frame-writer.ts";
import { FIN, OPCODE, RSV1 } from "./opcodes.ts";
import { chunksOf, decode, hex } from "./testing/recorder.ts";
import { referenceEncode } from "./testing/reference-codec.ts";
import { seed } from "./testing/seed.ts";

const KEY = [0x37, 0xfa, 0x21, 0x9d];
const MASK = 0x9d21fa37;
const EDGES = [0, 1, 2, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 70_000];

/** Runs with memory that is full of `fill` whenever new memory need not be empty. */
function withDirtyMemory<T>(fill: number, run: () => T): T {
  const { allocUnsafe } = Buffer;
  Buffer.allocUnsafe = (size) => Buffer.alloc(size, fill);
  try {
    return run();
  } finally {
    Buffer.allocUnsafe = allocUnsafe;
  }
}

/** `toEqual` goes element by element, which takes a second for large frames. */
function expectSameBytes(actual: Buffer, expected: Buffer): void {
  if (!actual.equals(expected)) expect(actual.toString("hex")).toBe(expected.toString("hex"));
}

describe("frameHeaderSize", () => {
  test("is that of the shortest form, and four more for a mask", () => {
    const sizes = [0, 125, 126, 65_535, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER];
    expect(sizes.map((length) => frameHeaderSize(length, false))).toEqual([2, 2, 4, 4, 10, 10, 10]);
    expect(sizes.map((length) => frameHeaderSize(length, true))).toEqual([6, 6, 8, 8, 14, 14, 14]);
  });
});

describe("writeFrameHeader", () => {
  const cases: readonly (readonly [length: number, expected: string])[] = [
    [0, "8100"],
    [125, "817d"],
    [126, "817e 007e"],
    [65_535, "817e ffff"],
    [65_536, "817f 0000000000010000"],
    [0xffff_ffff, "817f 00000000ffffffff"],
    [0x1_0000_0000, "817f 0000000100000000"],
    [Number.MAX_SAFE_INTEGER, "817f 001fffffffffffff"],
  ];

  test.each(cases)("writes the length %d in the shortest form", (length, expected) => {
    const target = Buffer.alloc(20, 0xaa);
    const size = writeFrameHeader(target, FIN | OPCODE.text, length, undefined);
    expect(target.subarray(0, size).toString("hex")).toBe(hex(expected).toString("hex"));
    expect(target.subarray(size).every((byte) => byte === 0xaa)).toBe(true);
  });

  test.each(cases)("sets the mask bit and puts the key behind the length %d", (length, expected) => {
    const target = Buffer.alloc(20, 0xaa);
    const size = writeFrameHeader(target, FIN | OPCODE.text, length, MASK);
    const wanted = Buffer.concat([hex(expected), Buffer.from(KEY)]);
    wanted[1]! |= 0x80;
    expect(target.subarray(0, size)).toEqual(wanted);
    expect(target.subarray(size).every((byte) => byte === 0xaa)).toBe(true);
  });

  test("takes the key as a signed or an unsigned number, 0 included", () => {
    for (const [mask, key] of [
      [MASK, KEY],
      [MASK | 0, KEY],
      [0, [0, 0, 0, 0]],
      [-1, [255, 255, 255, 255]],
      [1, [1, 0, 0, 0]],
    ] as const) {
      const target = Buffer.alloc(6);
      expect(writeFrameHeader(target, 0x82, 0, mask)).toBe(6);
      expect(Array.from(target)).toEqual([0x82, 0x80, ...key]);
    }
  });
});

describe("the frames of RFC 6455, section 5.7", () => {
  const hello = Buffer.from("Hello");

  test("are written as they stand there", () => {
    const key = 0x3d21fa37;
    expect(encodeTextFrame(0x81, "Hello").toString("hex")).toBe("810548656c6c6f");
    expect(encodeTextFrame(0x81, "Hello", key).toString("hex")).toBe("818537fa213d7f9f4d5158");
    expect(encodeTextFrame(0x01, "Hel").toString("hex")).toBe("010348656c");
    expect(encodeFrame(0x80, Buffer.from("lo")).toString("hex")).toBe("80026c6f");
    expect(encodeFrame(0x89, hello).toString("hex")).toBe("890548656c6c6f");
    expect(encodeFrame(0x8a, hello, key).toString("hex")).toBe("8a8537fa213d7f9f4d5158");
    expect(encodeFrameHeader(0x82, 256).toString("hex")).toBe("827e0100");
    expect(encodeFrameHeader(0x82, 65_536).toString("hex")).toBe("827f0000000000010000");
  });
});

describe("encodeFrame", () => {
  test("equals the reference encoder at every edge of the length forms, with and without a mask", () => {
    for (const length of EDGES) {
      const payload = Buffer.alloc(length, "payload ");
      expectSameBytes(encodeFrame(0x02, payload), referenceEncode({ fin: false, opcode: 2, payload }));
      expectSameBytes(
        encodeFrame(0xc2, payload, MASK),
        referenceEncode({ rsv: 4, opcode: 2, payload, key: KEY }),
      );
    }
  });

  test("leaves the argument alone and owes it nothing", () => {
    const payload = Uint8Array.from([1, 2, 3]);
    const frame = encodeFrame(0x82, payload, MASK);
    expect(Array.from(payload)).toEqual([1, 2, 3]);
    const before = Buffer.from(frame);
    payload.fill(0);
    expect(frame).toEqual(before);
  });
});

describe("encodeTextFrame", () => {
  const texts = [
    "",
    "Hello",
    "é",
    "aé",
    "€",
    "😀",
    "\u0000\u007f\u0080",
    "ÿ".repeat(63),
    "x".repeat(126),
    "ä".repeat(33_000),
  ];

  test("equals the frame of the text's UTF-8", () => {
    for (const text of texts) {
      const payload = Buffer.from(text);
      expectSameBytes(encodeTextFrame(0x81, text), encodeFrame(0x81, payload));
      expectSameBytes(encodeTextFrame(0x01, text, MASK), encodeFrame(0x01, payload, MASK));
    }
  });

  test("writes U+FFFD for half a surrogate pair: what leaves is always valid UTF-8", () => {
    expect(encodeTextFrame(0x81, "a\ud800b\udc00").toString("hex")).toBe("810861efbfbd62efbfbd");
  });
});

describe(`what the writer wrote (seed ${seed})`, () => {
  const firstByte = fc.constantFrom(0x81, 0x82, 0x89, 0x8a);
  const mask = fc.option(fc.integer(), { nil: undefined });
  const anyText = fc.string({ unit: "binary", maxLength: 140 });

  test("comes from the arguments to the last byte (CVE-2026-45736)", () => {
    const length = fc.constantFrom(0, 1, 125, 126, 300, 65_536);
    fc.assert(
      fc.property(firstByte, length, anyText, mask, (first, length, text, mask) => {
        const payload = Buffer.alloc(length, 7);
        const encode = () =>
          [
            encodeFrame(first, payload, mask),
            encodeTextFrame(first, text, mask),
            encodeFrameHeader(first, length),
          ].map((frame) => frame.toString("hex"));
        expect(withDirtyMemory(0xaa, encode)).toEqual(withDirtyMemory(0x55, encode));
      }),
      { seed, numRuns: 300 },
    );
  });

  const size = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
    { weight: 4, arbitrary: fc.nat(300) },
  );
  const text = fc.oneof(
    { weight: 4, arbitrary: anyText },
    { weight: 1, arbitrary: size.map((length) => "a".repeat(length)) },
    { weight: 1, arbitrary: size.map((length) => "ö".repeat(length / 2)) },
  );
  /** A message or control frame: what is written, and the line that the recorder must write. */
  const sent = fc.oneof(
    text.map((text) => ({ kind: "text" as const, text })),
    fc
      .tuple(size, fc.nat(255))
      .map(([length, fill]) => ({ kind: "binary" as const, bytes: Buffer.alloc(length, fill) })),
    fc.uint8Array({ maxLength: 125 }).map((bytes) => ({ kind: "ping" as const, bytes })),
    fc.uint8Array({ maxLength: 125 }).map((bytes) => ({ kind: "pong" as const, bytes })),
    fc
      .tuple(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(400), { minLength: 1, maxLength: 4 }))
      .map(([bytes, cuts]) => ({ kind: "fragments" as const, bytes, cuts })),
  );
  type Sent = typeof sent extends fc.Arbitrary<infer T> ? T : never;

  const write = (one: Sent, mask: number | undefined): { bytes: Buffer; line: string } => {
    switch (one.kind) {
      case "text":
        return {
          bytes: encodeTextFrame(FIN | OPCODE.text, one.text, mask),
          line: `text ${JSON.stringify(one.text)}`,
        };
      case "fragments": {
        const edges = [0, ...one.cuts.map((cut) => Math.min(cut, one.bytes.length)), one.bytes.length];
        edges.sort((a, b) => a - b);
        const frames = edges.slice(1).map((edge, i) => {
          const opcode = i === 0 ? OPCODE.binary : OPCODE.continuation;
          const fin = i === edges.length - 2 ? FIN : 0;
          return encodeFrame(fin | opcode, one.bytes.subarray(edges[i], edge), mask);
        });
        return { bytes: Buffer.concat(frames), line: `binary ${Buffer.from(one.bytes).toString("hex")}` };
      }
      case "binary":
      case "ping":
      case "pong":
        return {
          bytes: encodeFrame(FIN | OPCODE[one.kind], one.bytes, mask),
          line: `${one.kind} ${Buffer.from(one.bytes).toString("hex")}`,
        };
    }
  };

  test("the reader reads, in both roles and in any chunks", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 4 });
    const role = fc.constantFrom("server" as const, "client" as const);
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 6 }), fc.integer(), role, sizes, (all, mask, role, sizes) => {
        const written = all.map((one) => write(one, role === "server" ? mask : undefined));
        const bytes = Buffer.concat(written.map((one) => one.bytes));
        const lines = written.map((one) => one.line);
        expect(decode(chunksOf(bytes, sizes), { role })).toEqual(lines);
        expect(decode([bytes], { role })).toEqual(lines);
      }),
      { seed, numRuns: 1500 },
    );
  });

  test("the reader reads at every edge of the length forms, in both roles", () => {
    for (const length of EDGES) {
      for (const [role, mask] of [
        ["server", MASK],
        ["client", undefined],
      ] as const) {
        const text = "t".repeat(length);
        const binary = Buffer.alloc(length, 0xfe);
        const bytes = Buffer.concat([
          encodeTextFrame(FIN | OPCODE.text, text, mask),
          encodeFrame(OPCODE.binary, binary, mask),
          encodeFrame(FIN | OPCODE.continuation, binary, mask),
          encodeFrame(FIN | RSV1 | OPCODE.binary, binary, mask),
        ]);
        const once = binary.toString("hex");
        expect(decode([bytes], { role, allowsRsv1: true })).toEqual([
          `text ${JSON.stringify(text)}`,
          `binary ${once}${once}`,
          `binary ${once}`,
        ]);
      }
    }
  });
});

describe("the frame of a text within a larger buffer", () => {
  test.each([
    ["nothing", ""],
    ["a short text", "hello"],
    ["the longest text of a short header", "x".repeat(125)],
    ["the shortest of a longer one", "x".repeat(126)],
    ["text that is not ASCII", "gr\u00fc\u00df dich, \u{1f41f}"],
    ["half a character", "\ud83d"],
    ["the longest that may be", "x".repeat(65_535)],
  ])("is the same as by itself: %s", (_name, text) => {
    const alone = encodeTextFrame(FIN | OPCODE.text, text);
    expect(textFrameSize(text)).toBe(alone.length);
    const target = Buffer.alloc(alone.length + 10, 0xaa);
    const isAscii = Buffer.byteLength(text) === text.length;
    for (const isKnown of isAscii ? [true, false] : [false]) {
      expect(writeTextFrame(target, 3, text, isKnown)).toBe(3 + alone.length);
      expect(target.subarray(3, 3 + alone.length).equals(alone)).toBe(true);
    }
    expect([...target.subarray(0, 3), ...target.subarray(3 + alone.length)]).toEqual(
      Array.from({ length: 10 }, () => 0xaa),
    );
  });
});
