import { deepStrictEqual } from "node:assert/strict";
import * as oracle from "@sockeye/protocol/parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decoder, Encoder, PacketType, protocol, type Packet } from "./index.ts";
import { anyPacket, nearlyPacket } from "./testing/packet-arbitraries.ts";

/** The same in both packages: the one for servers is complete, is compared with the published one, and is what counts here. */
interface Parser {
  readonly Encoder: new () => { encode(packet: Packet): unknown[] };
  readonly Decoder: new () => {
    on(event: "decoded", listener: (packet: Packet) => void): unknown;
    add(chunk: unknown): void;
  };
}
const ours: Parser = { Encoder, Decoder };
const theirs = oracle as Parser;

/** What a decoder makes of each of some messages: packets, then that it refuses one. */
function decode(parser: Parser, chunks: readonly unknown[]): unknown[] {
  const decoder = new parser.Decoder();
  const said: unknown[] = [];
  decoder.on("decoded", (packet) => said.push(packet));
  for (const chunk of chunks) {
    try {
      decoder.add(chunk);
    } catch (error) {
      return [...said, error instanceof Error && "refused"];
    }
  }
  return said;
}

function encode(parser: Parser, packet: object): unknown[] {
  try {
    return new parser.Encoder().encode(packet as Packet);
  } catch (error) {
    return [(error as Error).message];
  }
}

const one = Buffer.from([1]);
const two = Uint8Array.of(2);
const place = (num: unknown) => `{"_placeholder":true,"num":${String(num)}}`;
const event = (...data: unknown[]) => ({ type: 2, nsp: "/", data });

test("the constants", () => {
  expect(protocol).toBe(oracle.protocol);
  expect(oracle.PacketType).toMatchObject(PacketType);
});

describe("the encoder gives what the one for servers gives", () => {
  const addresses = [
    {},
    { id: 0 },
    { id: 12 },
    { id: null },
    { nsp: "/x" },
    { nsp: "" },
    { nsp: undefined },
    { nsp: "/x", id: 7 },
    { options: { compress: true } },
  ];
  const payloads = [
    ...[undefined, null, "text", {}, { message: "no" }, [], ["a"], ["a", null, "\ud800"]],
    ...[one, { one }, ["a", one], ["a", one, one], [[one]], ["a", { b: [{ c: one }], d: two }, [[one]]]],
  ];
  // Those that clients send.
  const packets = [0, 1, 2, 3].flatMap((type) =>
    addresses.flatMap((address) =>
      (type === 1 ? [undefined] : payloads).map((data) => ({ type, nsp: "/", data, ...address })),
    ),
  );
  test(`for ${packets.length} kinds of packets`, () => {
    // A list is what applications send; anything else with bytes in it is not, and becomes what it becomes.
    for (const packet of packets) expect(encode(ours, packet)).toStrictEqual(encode(theirs, packet));
  });

  class WithToJson {
    readonly bytes = one;
    toJSON(): unknown {
      return { from: this.bytes };
    }
  }
  class WithGetter {
    readonly bytes = one;
    get hidden(): Buffer {
      return one;
    }
  }
  const values: [string, ...unknown[]][] = [
    ["all kinds of bytes", new ArrayBuffer(2), new Uint16Array(1), new DataView(new ArrayBuffer(1)), one],
    ["blobs", new Blob(["x"]), new File(["x"], "n")],
    ["shared memory", new SharedArrayBuffer(1), new Uint8Array(new SharedArrayBuffer(1))],
    ["dates", new Date(0), { date: new Date(Number.NaN) }],
    ["dates beside bytes", new Date(0), { date: new Date(0), one }],
    ["maps and sets beside bytes", new Map([[1, one]]), new Set([one]), one],
    ["what JSON leaves out", () => 1, undefined, Number.NaN, Symbol("x"), { f() {}, u: undefined }],
    ["what JSON leaves out beside bytes", () => 1, undefined, Number.NaN, { f() {}, u: undefined }, one],
    ["toJSON() with bytes", new WithToJson(), { toJSON: () => one }],
    ["toJSON() that hides bytes", { one, toJSON: () => "j" }, { one, toJSON: () => null }],
    ["toJSON() that hides bytes beside bytes", { one, toJSON: () => "j" }, two],
    ["toJSON() that is told its key", { toJSON: (key?: string) => String(key) }, one],
    ["toJSON() in what toJSON() gave", { toJSON: () => ({ toJSON: () => one, x: 1 }) }, two],
    ["toJSON() that is no function", { toJSON: 1, one }],
    ["classes", new WithGetter()],
    ["inherited bytes", Object.create({ one })],
    ["bytes that are not enumerable", Object.defineProperty({ a: 1 }, "b", { value: one })],
    ["arrays with holes beside bytes", new Array(2), one],
    ["properties of arrays", Object.assign([1], { one })],
    ["no prototype", Object.assign(Object.create(null), { one })],
    ["names of methods", { hasOwnProperty: 1, one }],
    ["a key that is a trap", JSON.parse('{"__proto__":{"x":1}}'), one],
    ["objects of primitives beside bytes", new String("xy"), new Number(1), one],
    ["what looks like a placeholder", { _placeholder: true, num: 0 }, one],
    ["twelve attachments", ...Array.from({ length: 12 }, () => one)],
    ["a bigint", 1n],
    ["a bigint beside bytes", 1n, one],
  ];
  test.each(values)("%s", (_name, ...args) => {
    const encoded = encode(ours, event("a", ...args));
    const expected = encode(theirs, event("a", ...args));
    expect(encoded).toHaveLength(expected.length);
    // The same values, not copies.
    for (const [index, part] of expected.entries()) expect(encoded[index]).toBe(part);
  });

  test("for random packets, which it leaves as they are", () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const before = structuredClone(packet);
        const encoded = encode(ours, packet);
        deepStrictEqual(encoded, encode(theirs, packet));
        deepStrictEqual(packet, before);
      }),
    );
  });

  test("cycles are the caller's fault", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    expect(encode(ours, event("a", cyclic))).toEqual([expect.stringMatching(/call stack|circular/)]);
    expect(encode(ours, event("a", one, cyclic))).toEqual([expect.stringMatching(/call stack|circular/)]);
  });

  test("a Blob of a platform whose tags say nothing", () => {
    const PlatformBlob = globalThis.Blob;
    class Untagged {}
    globalThis.Blob = Untagged as typeof Blob;
    try {
      const blob = new Untagged();
      expect(encode(ours, event("a", blob))).toEqual([`51-["a",${place(0)}]`, blob]);
    } finally {
      globalThis.Blob = PlatformBlob;
    }
  });
});

describe("the decoder says what the one for servers says", () => {
  const types = ["0", "1", "2", "3", "4", "7", "9", "x", "", " ", "-", "51-", "61-", "5", "6", "50-", "511-"];
  const addresses = ["", "/", "/,", "/a", "/a,", "/a?x=1,", "5", "/a,5", "0012", "/a,0", "a", "-1", ",", " "];
  const payloads = [
    ...["", "[]", "{}", "null", "true", "[null]", "[1]", "[1.5]", "[true]", "[{}]", '["a"]', '["a"] '],
    ...[
      '["a"]x',
      "[",
      "{",
      '""',
      '"x"',
      '{"message":"no"}',
      '["error"]',
      '[""]',
      '["a",{"b":[1,"\\ud800"]}]',
    ],
    ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map(
      (name) => `["${name}"]`,
    ),
    ...['["\u2028"]', '["a\n"]', `["a",${place(0)}]`, '"\n"'],
  ];
  const texts = types.flatMap((type) =>
    addresses.flatMap((address) => payloads.map((payload) => `${type}${address}${payload}`)),
  );
  test(`to ${texts.length} texts`, () => {
    for (const text of texts) expect(decode(ours, [text]), text).toStrictEqual(decode(theirs, [text]));
  });

  const sequences: [string, unknown[]][] = [
    ["attachments in order", [`52-["a",${place(0)},${place(1)}]`, one, two]],
    ["in another order", [`52-["a",${place(1)},${place(0)}]`, one, two]],
    ["of an acknowledgement", [`61-/a,5[${place(0)}]`, one]],
    ["that nothing names", ['51-["a"]', one]],
    ["with more keys", [`51-["a",{"_placeholder":true,"num":0,"x":1}]`, one]],
    ["that only look so", ['51-["a",{"_placeholder":1,"num":0},{"_placeholder":false},{"num":0}]', one]],
    ["within one that only looks so", [`51-["a",{"_placeholder":${place(0)}}]`, one]],
    ["under a key that is a trap", [`51-["a",{"__proto__":${place(0)}}]`, one]],
    ["in the place of a name", [`51-[${place(0)}]`, one]],
    ["twice the same", [`52-["a",${place(1)},${place(1)}]`, one, two]],
    ...["1", "-1", "0.5", '"0"', '"splice"', '"length"', "null", "[]", "[0]", "{}", "true", "1e9"].map(
      (num): [string, unknown[]] => [`a placeholder for ${num}`, [`51-["a",${place(num)}]`, one]],
    ),
    ["one for nothing", ['51-["a",{"_placeholder":true}]', one]],
    ["other kinds of bytes", [`52-["a",${place(0)},${place(1)}]`, new ArrayBuffer(1), new Blob(["x"])]],
    ["placeholders without attachments", [`2["a",${place(0)}]`]],
    ["leading zeros", ['501-["a"]', one, '2007["a"]']],
    ["one packet after another", ['51-["a"]', one, '2["b"]', '51-["c"]', one]],
    ["text too early", ['51-["a"]', '2["b"]', one]],
    ["bytes too early", [one]],
    ["bytes too late", ['51-["a"]', one, two]],
    ["more placeholders in one", [`52-["a",{"_placeholder":true,"num":0,"x":${place(1)}}]`, one, two]],
    ["as many attachments as there may be", ['510-["a"]', ...new Array<unknown>(10).fill(one)]],
    ["more of them", ['511-["a"]', one]],
    ["far too many", [`5${"1".repeat(400)}-["a"]`]],
    ["no number of them", ['5-["a"]']],
    ["what only a lenient reader takes for a number", ['51e0-["a"]']],
    ["the largest ack id", [`2${"9".repeat(15)}["a"]`]],
  ];
  test.each(sequences)("%s", (_name, chunks) => {
    expect(decode(ours, chunks)).toStrictEqual(decode(theirs, chunks));
  });

  test("to random text", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(nearlyPacket, fc.constant(one)), { maxLength: 4 }), (chunks) => {
        fc.pre(!chunks.some((chunk) => /\d{15}/.test(String(chunk))));
        expect(decode(ours, chunks)).toStrictEqual(decode(theirs, chunks));
      }),
      { numRuns: 3000 },
    );
  });

  test("to what an encoder sends", () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const chunks = encode(ours, packet);
        // Not by `toStrictEqual`, which believes what data says under "constructor".
        deepStrictEqual(decode(ours, chunks), decode(theirs, chunks));
      }),
    );
  });
});

describe("what the decoder leaves to others", () => {
  test("long names: messages have a limit", () => {
    const nsp = `/${"n".repeat(2000)}`;
    expect(decode(ours, [`1${nsp},`])).toEqual([{ type: 1, nsp }]);
    expect(decode(ours, [`2["${"e".repeat(20_000)}"]`])).toHaveLength(1);
  });

  test("ids that could not be counted exactly are none", () => {
    expect(decode(ours, [`2${"9".repeat(16)}["a"]`])).toEqual(["refused"]);
    expect(decode(ours, [`3${"0".repeat(400)}[]`])).toEqual(["refused"]);
  });

  test.each([
    ["in the text", `2["a",${"[".repeat(300_000)}${"]".repeat(300_000)}]`],
    ["around placeholders", `51-["a",${"[".repeat(300_000)}${"]".repeat(300_000)}]`],
    ["that nothing ends", "[".repeat(300_000)],
  ])("data too deep %s neither hangs nor escapes", (_name, text) => {
    const said = decode(ours, [text, '2["b"]']);
    // A packet or an error, depending on the stack; anything but a throw of something else.
    expect(said.length).toBeGreaterThan(0);
  });
});

test("an empty message is refused, also in the place of an attachment", () => {
  expect(decode(ours, [undefined])).toEqual(["refused"]);
  expect(decode(ours, ['51-["a"]', undefined])).toEqual(["refused"]);
});

test("goes on after destroy(), and when it has refused something", () => {
  const decoder = new Decoder();
  const packets: Packet[] = [];
  decoder.on("decoded", (packet) => packets.push(packet));
  decoder.add('52-["a"]');
  decoder.add(one);
  decoder.destroy();
  expect(() => decoder.add(one)).toThrow("invalid packet");
  expect(() => decoder.add(`51-["a",${place(3)}]`)).toThrow("invalid packet");
  decoder.add('2["b"]');
  expect(packets).toEqual([{ type: 2, nsp: "/", data: ["b"] }]);
});

test("may be fed by its listeners", () => {
  const decoder = new Decoder();
  const names: unknown[] = [];
  decoder.once("decoded", () => {
    decoder.add('51-["b"]');
    decoder.add(one);
  });
  decoder.on("decoded", ({ data }) => names.push((data as unknown[])[0]));
  decoder.add('51-["a"]');
  decoder.add(one);
  expect(names).toEqual(["b", "a"]);
});
