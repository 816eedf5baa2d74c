import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import * as published from "socket.io-msgpack-parser";
import { describe, expect, test } from "vitest";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { Decoder, Encoder, PacketType, protocol, type Packet } from "./index.ts";

// What its types promise, it does not keep.
interface PublishedParser {
  readonly protocol: number;
  readonly PacketType: Readonly<Record<string, number>>;
  readonly Encoder: new () => { encode(packet: object): Buffer[] };
  readonly Decoder: new () => {
    on(event: "decoded", listener: (packet: Packet) => void): unknown;
    add(chunk: Buffer): void;
  };
}
const theirs = published as unknown as PublishedParser;

const hex = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString("hex");
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "hex")).buffer;
/** The bytes of a value as the published one writes it, without the packet around it. */
const publishedBytes = (value: unknown) => hex(new theirs.Encoder().encode({ data: value })[0]!).slice(12);
const sequence = (length: number) => Array.from({ length }, (_, index) => index % 100);

test("the constants", () => {
  expect(protocol).toBe(theirs.protocol);
  expect(PacketType).toMatchObject(theirs.PacketType);
});

describe("values are written as the published parser writes them", () => {
  const integers = [0, 1, 7, 8, 15, 16, 31, 32, 52].flatMap((power) =>
    [-1, 0, 1].flatMap((more) => [
      2 ** power + more,
      -(2 ** power) + more,
      2 ** power - 1 + 2 ** (power / 2),
    ]),
  );
  const numbers = [
    ...integers,
    -33,
    -0,
    2 ** 53 - 1,
    1 - 2 ** 53,
    1.5,
    -0.1,
    Number.NaN,
    Infinity,
    -Infinity,
  ];
  test.each([...new Set(numbers)])("%d", (value) => {
    expect(hex(encode(value))).toBe(publishedBytes(value));
  });

  const lengths = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536];
  test.each(lengths)("what has a length of %d", (length) => {
    const object = Object.fromEntries(sequence(length).map((value, index) => [String(index), value]));
    for (const value of ["x".repeat(length), sequence(length), Buffer.alloc(length, 1), object])
      expect(hex(encode(value)) === publishedBytes(value)).toBe(true);
  });

  class WithGetter {
    readonly a = 1;
    get hidden(): number {
      return 2;
    }
  }
  const values: [string, unknown][] = [
    ["nothing", null],
    ["undefined", undefined],
    ["true and false", [true, false]],
    ["text", "é😀\u0000\ufeff"],
    ["dates", [new Date(0), new Date(1_700_000_000_123), new Date(-1), new Date(Number.NaN)]],
    ["keys without a value", { a: undefined, b: null }],
    ["methods", { f() {}, a: 1 }],
    ["holes", [, 1]], // oxlint-disable-line no-sparse-arrays -- that is what it is about
    ["toJSON()", { toJSON: () => ({ toJSON: () => [1], x: 1 }) }],
    ["toJSON() that gives nothing", { toJSON: () => undefined }],
    ["classes", new WithGetter()],
    ["maps and sets", [new Map([[1, 2]]), new Set([1])]],
    ["no prototype", Object.assign(Object.create(null), { a: 1 })],
    ["inherited values", Object.assign(Object.create({ z: 1 }), { a: 1 })],
    ["a key that is a trap", JSON.parse('{"__proto__":{"x":1}}')],
    ["objects of primitives", [new String("xy"), new Number(1)]],
  ];
  test.each(values)("%s", (_name, value) => {
    expect(hex(encode(value))).toBe(publishedBytes(value));
  });

  const impossible: [string, unknown][] = [
    ["a symbol", Symbol("x")],
    ["a bigint", 5n],
    ["a method in a list", [() => 1]],
    ["a symbol in an object", { a: Symbol("x") }],
  ];
  test.each(impossible)("not %s", (_name, value) => {
    expect(() => encode(value)).toThrow("Could not encode");
    expect(() => publishedBytes(value)).toThrow("Could not encode");
  });

  test("nor what has no end", () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(() => encode(cyclic)).toThrow();
  });
});

describe("where it is better", () => {
  // In browsers the published one writes an object with numbers for keys, in Node the whole memory behind the view.
  test("a view is its bytes", () => {
    const { buffer } = Uint8Array.of(9, 1, 2, 9);
    for (const bytes of [new Uint8Array(buffer, 1, 2), new DataView(buffer, 1, 2)])
      expect(hex(encode(bytes))).toBe("c4020102");
    expect(hex(encode(Uint16Array.of(0x0201)))).toBe("c4020102");
    expect(hex(encode(Uint8Array.of(1, 2).buffer))).toBe("c4020102");
  });

  test.each([2 ** 53, -(2 ** 60), 1e20, 1e300, -1e300])("%d keeps its value", (value) => {
    expect(decode(encode(value))).toBe(value);
    expect(hex(encode(value))).toMatch(/^cb/);
  });

  test("half a character is written as none", () => {
    expect(decode(encode("\ud800x"))).toBe("\ufffdx");
  });
});

describe("reading", () => {
  const ten = new ArrayBuffer(1);
  new Uint8Array(ten)[0] = 10;
  const cases: [string, unknown][] = [
    ["cc80", 128],
    ["cd0100", 256],
    ["ce80000000", 2 ** 31],
    ["cf0000000100000000", 2 ** 32],
    ["cfffffffffffffffff", 2 ** 64],
    ["cf001fffffffffffff", 2 ** 53 - 1],
    ["d0ff", -1],
    ["d1ff7f", -129],
    ["d280000000", -(2 ** 31)],
    ["d3ffffffff7fffffff", -2_147_483_649],
    ["d38000000000000000", -(2 ** 63)],
    ["ca3f800000", 1],
    ["cb3ff8000000000000", 1.5],
    ["d90178", "x"],
    ["da000178", "x"],
    ["db0000000178", "x"],
    ["a3efbbbf", "\ufeff"],
    ["a1ff", "\ufffd"],
    ["c4010a", ten],
    ["c500010a", ten],
    ["c6000000010a", ten],
    ["c701000a", ten],
    ["c80001000a", ten],
    ["c900000001000a", ten],
    ["c701050a", [5, ten]],
    ["d4000a", undefined],
    ["d4010a", [1, ten]],
    ["d5050a0a", [5, Uint8Array.of(10, 10).buffer]],
    ["d600000000ff", [0, Uint8Array.of(0, 0, 0, 255).buffer]],
    ["d6ff00000001", [-1, Uint8Array.of(0, 0, 0, 1).buffer]],
    ["d700fffffffffffffc18", new Date(-1000)],
    ["d70100000000000003e8", [1, Uint8Array.of(0, 0, 0, 0, 0, 0, 3, 232).buffer]],
    [`d802${"0a".repeat(16)}`, [2, new Uint8Array(16).fill(10).buffer]],
    ["dc000101", [1]],
    ["dd0000000101", [1]],
    ["de0001a16101", { a: 1 }],
    ["df00000001a16101", { a: 1 }],
    ["8201020304", { 1: 2, 3: 4 }],
    ["81c0c0", { null: null }],
  ];
  test.each(cases)("%s", (text, value) => {
    expect(decode(bytesOf(text))).toStrictEqual(value);
  });

  test("a key is never more than a key", () => {
    const value = decode(encode(JSON.parse('{"__proto__":{"x":1},"constructor":2}'))) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"x":1},"constructor":2}');
  });

  const wrong = [
    ...[
      "",
      "c1",
      "0101",
      "91",
      "a2",
      "a2c3",
      "81a161",
      "d9",
      "cd01",
      "cb00",
      "d4",
      "d400",
      "d70000",
      "c4",
      "c7",
    ],
    ...[
      "c402aa",
      "c70200aa",
      "dcffff",
      "ddffffffff",
      "dfffffffff",
      "c6ffffffff00",
      "dbffffffff",
      "c9ffffffff00",
    ],
  ];
  test.each(wrong)("%s is nothing", (text) => {
    expect(() => decode(bytesOf(text))).toThrow();
    expect(() => decode(Buffer.from(text, "hex"))).toThrow();
  });

  test("what is too deep for the stack is refused", () => {
    expect(() => decode(new Uint8Array(1_000_000).fill(0x91))).toThrow(RangeError);
  });

  test("bytes are what they came in, without what is around them", () => {
    const message = Buffer.from("ffc4010aff", "hex").subarray(1, 4);
    const bytes = decode(message);
    expect(bytes).toStrictEqual(Buffer.from([10]));
    expect(decode(Uint8Array.from(message))).toStrictEqual(Uint8Array.of(10));
  });

  test("no bytes make it hang, or throw anything but an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const anyData: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.string({ unit: "grapheme" }), fc.maxSafeInteger(), fc.double({ noDefaultInfinity: true })),
    fc.oneof(fc.boolean(), fc.constantFrom(null, undefined), fc.date({ noInvalidDate: true })),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie("tree"), { maxLength: 20 }),
    fc.dictionary(
      fc.string({ maxLength: 5, unit: "grapheme" }).filter((key) => key !== "__proto__" && key !== "toJSON"),
      tie("tree"),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
})).tree;

const anyPacket: fc.Arbitrary<Packet> = fc.record(
  {
    type: fc.constantFrom(PacketType.EVENT, PacketType.ACK),
    data: fc.array(anyData, { maxLength: 3 }).map((args) => ["a", ...args]),
    nsp: fc.constantFrom("/", "/é"),
    id: fc.maxSafeNat(),
    options: fc.constant({ compress: true }),
  },
  { requiredKeys: ["type", "data", "nsp"], noNullPrototype: true },
);

/** No value but `-0`, which becomes `0` here as there. */
const hasNegativeZero = (value: unknown): boolean =>
  Object.is(value, -0) || (typeof value === "object" && Object.values(value ?? []).some(hasNegativeZero));
/** Whole numbers that are beyond what can be counted exactly are written better. */
const hasHugeNumber = (value: unknown): boolean =>
  (Number.isInteger(value) && !Number.isSafeInteger(value)) ||
  (typeof value === "object" && Object.values(value ?? []).some(hasHugeNumber));

/** The packet that a decoder makes of a message, or the error. */
function decodeWith(parser: Pick<PublishedParser, "Decoder">, chunk: unknown): unknown {
  const decoder = new parser.Decoder();
  let decoded: unknown;
  decoder.on("decoded", (packet) => (decoded = packet));
  try {
    decoder.add(chunk as Buffer);
  } catch (error) {
    return error;
  }
  return decoded;
}
const ours = { Decoder } as unknown as Pick<PublishedParser, "Decoder">;

describe("packets", () => {
  test("travel to and from the published parser", () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        fc.pre(!hasNegativeZero(packet.data) && !hasHugeNumber(packet.data));
        const chunks = new Encoder().encode(packet);
        const expected = new theirs.Encoder().encode(packet);
        deepStrictEqual(chunks.map(hex), expected.map(hex));
        deepStrictEqual(decodeWith(ours, expected[0]), packet);
        deepStrictEqual(decodeWith(theirs, Buffer.from(chunks[0]!)), packet);
      }),
    );
  });

  const accepted: object[] = [
    { type: 0, nsp: "/" },
    { type: 0, nsp: "/", data: {} },
    { type: 0, nsp: "/", data: undefined },
    { type: 0, nsp: "" },
    { type: 1, nsp: "/" },
    { type: 2, nsp: "/", data: ["a"], id: 1 },
    { type: 2, nsp: "/", data: [1], id: undefined },
    { type: 2, nsp: "/", data: ["a"], more: 1 },
    { type: 3, nsp: "/", data: [] },
    { type: 4, nsp: "/", data: "x" },
    { type: 4, nsp: "/", data: { message: "x" } },
  ];
  test.each(accepted)("%j is one", (packet) => {
    const [message] = new theirs.Encoder().encode(packet);
    expect(decodeWith(ours, message)).toStrictEqual(packet);
    expect(decodeWith(theirs, message)).toStrictEqual(packet);
  });

  const refused: unknown[] = [
    ...[{}, [], 5, "x", { type: 0 }, { type: 0, nsp: 5 }, { type: 7, nsp: "/" }, { type: 1.5, nsp: "/" }],
    ...[null, [], "x", new Date(0)].map((data) => ({ type: 0, nsp: "/", data })),
    ...[null, {}].map((data) => ({ type: 1, nsp: "/", data })),
    ...[undefined, "x", {}].map((data) => ({ type: 2, nsp: "/", data })),
    ...[1.5, "1", null].map((id) => ({ type: 2, nsp: "/", data: ["a"], id })),
    ...[undefined, {}].map((data) => ({ type: 3, nsp: "/", data })),
    ...[undefined, 1, []].map((data) => ({ type: 4, nsp: "/", data })),
    ...[5, 6, -1, "2"].map((type) => ({ type, nsp: "/", data: ["a"] })),
  ];
  test.each(refused)("%j is none", (value) => {
    const message = Buffer.from(encode(value));
    expect(decodeWith(ours, message)).toEqual(new Error("invalid packet"));
    expect(decodeWith(theirs, message)).toBeInstanceOf(Error);
  });

  // The published one lets them through.
  test.each([["connect"], ["disconnect"], [null], []])("nor is an event named %j", (...data) => {
    const message = encode({ type: 2, nsp: "/", data });
    expect(decodeWith(ours, message)).toEqual(new Error("invalid packet"));
  });

  test.each([['2["a"]'], [5], [null], [undefined], [{}], [new Blob([])]])("nor is %j", (chunk) => {
    expect(decodeWith(ours, chunk)).toBeInstanceOf(Error);
  });

  test("null is no packet", () => {
    expect(decodeWith(ours, encode(null))).toEqual(new Error("invalid packet"));
  });

  test("there is nothing to destroy", () => {
    const decoder = new Decoder();
    const packets: Packet[] = [];
    decoder.on("decoded", (packet) => packets.push(packet));
    decoder.destroy();
    decoder.add(encode({ type: 1, nsp: "/" }));
    expect(packets).toHaveLength(1);
  });
});
