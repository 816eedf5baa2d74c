import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeWith, parsers } from "./codec-cases.ts";

const one = Buffer.from([1]);
const two = Buffer.from([2]);
const event = (...data: unknown[]) => ({ type: 2, nsp: "/", data });

class WithToJson {
  readonly bytes = one;
  toJSON(): unknown {
    return { from: this.bytes };
  }
}

class WithGetter {
  readonly bytes = one;
  get hidden(): Buffer {
    return two;
  }
}

/** Both give the same text, and the same values after it. */
function expectSame(packet: object): void {
  const ours = encodeWith(parsers.ours, packet);
  const theirs = encodeWith(parsers.theirs, packet);
  expect(ours[0]).toBe(theirs[0]);
  expect(ours).toHaveLength(theirs.length);
  for (const [index, attachment] of theirs.entries()) expect(ours[index]).toBe(attachment);
}

describe("the same packets become the same messages", () => {
  const addresses = [
    {},
    { id: 0 },
    { id: 12 },
    { id: -1 },
    { id: null },
    { id: "5" },
    { nsp: "/x" },
    { nsp: "" },
    { nsp: undefined },
    { nsp: "x" },
    { nsp: "/x", id: 7 },
    { attachments: 7 },
    { options: { compress: true } },
  ];
  const data: unknown[] = [
    ...[
      undefined,
      null,
      "text",
      "",
      0,
      false,
      {},
      { message: "no" },
      [],
      ["a"],
      [1],
      ["a", 1, null, "\ud800"],
    ],
    ...[
      one,
      { one },
      ["a", one],
      ["a", one, one],
      [one, two],
      [[one]],
      ["a", { b: [{ c: one }], d: two }, [[one]]],
    ],
  ];
  const packets = [0, 1, 2, 3, 4].flatMap((type) =>
    addresses.flatMap((address) => data.map((payload) => ({ type, nsp: "/", data: payload, ...address }))),
  );
  test(`${packets.length} kinds of packets`, () => {
    for (const packet of packets) expectSame(packet);
  });

  const values: [string, ...unknown[]][] = [
    [
      "all kinds of bytes",
      new ArrayBuffer(2),
      new Uint16Array(1),
      new DataView(new ArrayBuffer(1)),
      new Float64Array(1),
    ],
    ["blobs", new Blob(["x"]), new File(["x"], "n")],
    ["shared memory", new SharedArrayBuffer(1), new Uint8Array(new SharedArrayBuffer(1))],
    ["dates", new Date(0), new Date(Number.NaN)],
    ["dates beside bytes", new Date(0), { date: new Date(0), one }],
    ["maps and sets", new Map([[1, one]]), new Set([one])],
    ["maps and sets beside bytes", new Map([[1, 2]]), new Set([1]), one],
    ["what JSON leaves out", () => 1, undefined, Number.NaN, Symbol("x"), { f() {}, u: undefined }],
    ["what JSON leaves out beside bytes", () => 1, undefined, Number.NaN, { f() {}, u: undefined }, one],
    ["toJSON() with bytes", new WithToJson(), { toJSON: () => one }],
    ["toJSON() that hides bytes", { one, toJSON: () => "j" }],
    ["toJSON() that hides bytes beside bytes", { one, toJSON: () => "j" }, two],
    ["classes", new WithGetter()],
    ["inherited bytes", Object.create({ one })],
    ["bytes that are not enumerable", Object.defineProperty({ a: 1 }, "b", { value: one })],
    ["bytes under a symbol", { [Symbol.for("x")]: one }],
    ["arrays with holes", new Array(2)],
    ["arrays with holes beside bytes", new Array(2), one],
    ["properties of arrays", Object.assign([1], { one })],
    ["no prototype", Object.assign(Object.create(null), { one })],
    ["names of methods", { hasOwnProperty: 1, one }],
    ["what looks like a placeholder", { _placeholder: true, num: 0 }, one],
    ["twelve attachments", ...Array.from({ length: 12 }, () => one)],
    ["a bigint", 1n],
    ["a bigint beside bytes", 1n, one],
  ];
  test.each(values)("%s", (_name, ...args) => {
    expectSame(event("a", ...args));
  });

  test("random events", () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.constantFrom(null, undefined, true),
      fc.uint8Array({ maxLength: 3 }),
      fc.date({ noInvalidDate: false }),
    );
    const key = fc.string({ maxLength: 5 }).filter((name) => name !== "__proto__");
    const tree = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
      ),
    })).tree;
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), fc.constantFrom(2, 3), (args, type) => {
        expectSame({ type, nsp: "/", data: ["a", ...args] });
      }),
      { numRuns: 1000 },
    );
  });

  test("with a replacer", () => {
    const packet = event("a", 1n, new Date(0), { date: new Date(0), one });
    const replacer = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
      if (typeof value === "bigint") return Number(value);
      return this[key] instanceof Date ? "a date" : value;
    };
    expect(encodeWith(parsers.ours, packet, replacer)).toEqual(encodeWith(parsers.theirs, packet, replacer));
  });
});

describe("differences", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const place = '{"_placeholder":true,"num":0}';
  const differences: [string, object, string, string][] = [
    ["cycles are named as JSON names them", event("a", cyclic), "TypeError", "RangeError"],
    ["cycles beside bytes too", event("a", cyclic, one), "TypeError", "RangeError"],
    [
      "a packet is binary if it has bytes, whatever it is called",
      { type: 5, nsp: "/", data: ["a", one] },
      `51-["a",${place}]`,
      '5undefined-["a",{"type":"Buffer","data":[1]}]',
    ],
    ["nor is it without", { type: 6, nsp: "/", id: 1, data: [] }, "31[]", "6undefined-1[]"],
    [
      "beside bytes, toJSON() is told its key, as without",
      event({ toJSON: (key?: string) => String(key) }, one),
      `51-["0",${place}]`,
      `51-["undefined",${place}]`,
    ],
    [
      "beside bytes, objects of primitives are what they hold, as without",
      event(new String("xy"), new Number(1), one),
      `51-["xy",1,${place}]`,
      `51-[{"0":"x","1":"y"},{},${place}]`,
    ],
    [
      "beside bytes, a key that is a trap is kept, as without",
      event(JSON.parse('{"__proto__":{"x":1}}'), one),
      `51-[{"__proto__":{"x":1}},${place}]`,
      `51-[{},${place}]`,
    ],
    [
      "what toJSON() gave is not asked again, as JSON does not",
      event({ toJSON: () => ({ toJSON: () => one, x: 1 }) }, two),
      `51-[{"x":1},${place}]`,
      `51-[{"0":1},${place}]`,
    ],
  ];
  test.each(differences)("%s", (_name, packet, ours, theirs) => {
    expect(encodeWith(parsers.ours, packet)[0]).toBe(ours);
    expect(encodeWith(parsers.theirs, packet)[0]).toBe(theirs);
  });
});
