import * as ours from "@sockeye/protocol/parser";
import fc from "fast-check";
import * as published from "socket.io-parser";
import { describe, expect, test } from "vitest";
import { decodeWith, parsers } from "./codec-cases.ts";

const one = Buffer.from([1]);
const two = Buffer.from([2]);
const place = (num: unknown) => `{"_placeholder":true,"num":${String(num)}}`;

describe("the same messages become the same packets", () => {
  const addresses = ["", "/", "/,", "/a", "/a,", "/a?x=1,", "5", "/a,5", "0012", "/a,0", "a", "-1"];
  const payloads = [
    ...[
      "[]",
      "{}",
      "null",
      "true",
      "[null]",
      "[1]",
      "[1.5]",
      "[true]",
      "[{}]",
      '["a"]',
      '["a"] ',
      '["a"]x',
      "[",
      "{",
    ],
    ...['""', '"x"', '{"message":"no"}', '["error"]', '["connection"]', '[""]', '["a",{"b":[1,"\\ud800"]}]'],
    ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map(
      (name) => `["${name}"]`,
    ),
  ];
  const types = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "7",
    "8",
    "9",
    "x",
    "-",
    "51-",
    "61-",
    "5",
    "6",
    "50-",
    "511-",
    "5a-",
    "501-",
  ];
  const texts = types.flatMap((type) =>
    addresses.flatMap((address) => payloads.map((payload) => `${type}${address}${payload}`)),
  );
  test(`${texts.length} texts`, () => {
    for (const text of texts) expectSameOrExplained(text);
  });

  test.each(["0", "1", "0/", "0/,", "0/a", "0/a,", "05", "10", "1/a,", "0,", "5", "6", "51", "5-"])(
    "%s",
    (text) => {
      expect(decodeWith(parsers.ours, [text])).toEqual(decodeWith(parsers.theirs, [text]));
    },
  );

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
    ["other kinds of bytes", [`52-["a",${place(0)},${place(1)}]`, new Uint8Array(1), new ArrayBuffer(1)]],
    ["placeholders without attachments", [`2["a",${place(0)}]`]],
    ["text too early", ['51-["a"]', '2["b"]', one]],
    ["bytes too early", [one]],
    ["bytes too late", ['51-["a"]', one, two]],
    ["neither text nor bytes", [5, {}, [], true, '2["a"]']],
    ["neither text nor bytes in between", ['51-["a"]', 5, one]],
  ];
  test.each(sequences)("%s", (_name, chunks) => {
    expect(decodeWith(parsers.ours, chunks)).toEqual(decodeWith(parsers.theirs, chunks));
  });

  test.each<[string, ours.DecoderOptions | ours.Reviver, string]>([
    ["fewer attachments", { maxAttachments: 2 }, '53-["a"]'],
    ["more attachments", { maxAttachments: 12 }, '512-["a"]'],
    ["no attachments", { maxAttachments: 0 }, '51-["a"]'],
    ["a reviver", { reviver: (key, value: unknown) => (key === "x" ? "r" : value) }, '2["a",{"x":1}]'],
    ["a reviver by itself", (key, value: unknown) => (key === "x" ? "r" : value), '0{"x":1}'],
    [
      "a reviver that throws",
      () => {
        throw new Error("mine");
      },
      '2["a"]',
    ],
  ])("with %s", (_name, options, text) => {
    expect(decodeWith(parsers.ours, [text], options)).toEqual(decodeWith(parsers.theirs, [text], options));
  });

  test("destroy() forgets", () => {
    for (const parser of Object.values(parsers)) {
      const decoder = new parser.Decoder();
      decoder.add('51-["a"]');
      decoder.destroy();
      expect(() => decoder.add('2["b"]')).not.toThrow();
    }
  });
});

/** Inputs that we want to treat differently; all of them are what no client sends by accident. */
interface Difference {
  readonly name: string;
  readonly examples: readonly (readonly unknown[])[];
  /** What ours says about the first message. */
  readonly ours: RegExp;
  /** Does it explain why theirs says something else about such a text? */
  readonly texts: RegExp;
}

const differences: readonly Difference[] = [
  {
    name: "a packet begins with the digit of its type; the published parser takes nothing, or a space, for 0",
    examples: [[""], [" 2"], [" "], ["\n"]],
    ours: /^error: unknown packet type NaN$/,
    texts: /^\s|^$/,
  },
  {
    name: "events, acknowledgements and refusals carry something; the published parser lets them be without",
    examples: [["2"], ["3"], ["4"], ["2/a"], ["35"], ['2/a["b"]'], ["2/a,7"], ["51-"], ["61-/a,"]],
    ours: /^error: invalid payload$/,
    texts: /^([234]|[56]\d+-)(\/[^,]*(,|$))?[\d\s]*$/,
  },
  {
    name: "the number of attachments is digits; the published parser takes whatever can be read as a number",
    examples: [['5 1-["a"]'], ['5+1-["a"]'], ['51.0-["a"]'], ['51e0-["a"]'], ['50x1-["a"]']],
    ours: /^error: Illegal attachments$/,
    texts: /^[56][^-]*[^\d-][^-]*-/,
  },
  {
    name: "a number of attachments is too large however many digits it has",
    examples: [[`5${"1".repeat(400)}-["a"]`]],
    ours: /^error: too many attachments$/,
    texts: /^[56]\d{300,}-/,
  },
  {
    name: "the number of an acknowledgement is digits; the published parser takes spaces for some",
    examples: [['2 ["a"]'], ['2 5["a"]'], ["0 "]],
    ours: /^(error: invalid payload|data,nsp,type )/,
    texts: /^([0-4]|[56]\d+-)(\/[^,]*(,|$))?\d*\s/,
  },
  {
    name: "it can be counted exactly",
    examples: [['29007199254740992["a"]'], [`2${"1".repeat(400)}["a"]`], [`3${"0".repeat(17)}[]`]],
    ours: /^error: invalid ack id$/,
    texts: /\d{16,}/,
  },
  {
    name: "placeholders are checked before the attachments come",
    examples: ["1", "-1", '"0"', '"splice"', "null", "[]", "{}", "true", "1e9"].map((num) => [
      `51-["a",${place(num)}]`,
      one,
    ]),
    ours: /^error: illegal attachments$/,
    texts: /^[56].*_placeholder/,
  },
  {
    name: "they name an attachment, each another one; the published parser puts one in many places, or nothing",
    examples: [
      [`52-["a",${place(1)},${place(1)}]`, one, two],
      [`51-["a",${place(0.5)}]`, one],
    ],
    ours: /^error: illegal attachments$/,
    texts: /^[56].*_placeholder/,
  },
  {
    name: "a namespace has a limit",
    examples: [[`0/${"n".repeat(1024)}`]],
    ours: /^error: namespace too long$/,
    texts: /\/.{1024}/,
  },
  {
    name: "the name of an event has a limit",
    examples: [[`2["${"e".repeat(16_385)}"]`]],
    ours: /^error: event name too long$/,
    texts: /^2\["e{16385}/,
  },
  {
    name: "JSON has a limit of depth",
    examples: [[`2["a",${"[".repeat(1024)}${"]".repeat(1024)}]`]],
    ours: /^error: payload too deep$/,
    texts: /\[{1024}/,
  },
  {
    name: "texts in base64, as the oldest clients had them, are not bytes",
    examples: [[{ base64: true, data: "AQ==" }]],
    ours: /^error: Unknown type: \[object Object\]$/,
    texts: /^$/,
  },
  {
    name: "what is nothing is named as such",
    examples: [[null], [undefined]],
    ours: /^error: Unknown type: (null|undefined)$/,
    texts: /^$/,
  },
];

/** Both say the same about a text, or there is a reason in the list. */
function expectSameOrExplained(text: string): void {
  const [mine = ""] = decodeWith(parsers.ours, [text]);
  const [theirs] = decodeWith(parsers.theirs, [text]);
  const isExplained = differences.some(({ ours: said, texts }) => said.test(mine) && texts.test(text));
  if (mine !== theirs && !isExplained) expect([text, mine]).toEqual([text, theirs]);
}

describe("differences", () => {
  const cases = differences.flatMap(({ name, examples, ours: said }) =>
    examples.map((chunks) => [name, chunks, said] as const),
  );
  test.each(cases)("%s: %j", (_name, chunks, said) => {
    const mine = decodeWith(parsers.ours, chunks);
    expect(mine[0]).toMatch(said);
    expect(mine).not.toEqual(decodeWith(parsers.theirs, chunks));
  });

  test("there are no others in random texts", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "0",
        "2",
        "3",
        "4",
        "51-",
        "62-",
        "5",
        "6",
        "/",
        "/a,",
        "-",
        ",",
        "12",
        "1e1",
        " ",
        "\u0000",
      ),
      fc.constantFrom(
        '["a"]',
        "[]",
        "{}",
        "[",
        "]",
        "{",
        "}",
        '"',
        "\\",
        place(0),
        '["connect"]',
        '["a",',
        "null",
      ),
      fc.string({ maxLength: 3 }),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (value) => {
        expectSameOrExplained(value);
      }),
      { numRuns: 5000 },
    );
  });
});

test("a packet is valid for both, or for neither", () => {
  const types = [-1, 0, 1, 2, 3, 4, 5, 6, 7, "2", undefined];
  const rests = [
    {},
    { id: 1 },
    { id: -1 },
    { id: 1.5 },
    { id: "1" },
    { id: null },
    { nsp: 5 },
    { nsp: "x" },
    { nsp: "" },
  ];
  const payloads = [
    undefined,
    null,
    {},
    [],
    ["a"],
    [1],
    [Number.NaN],
    [null],
    ["connect"],
    "x",
    1,
    new Date(0),
    new Map(),
  ];
  for (const type of types) {
    for (const rest of rests) {
      for (const data of payloads) {
        const packet = { type, nsp: "/", ...(data !== undefined && { data }), ...rest };
        expect([packet, ours.isPacketValid(packet as ours.Packet)]).toEqual([
          packet,
          published.isPacketValid(packet as published.Packet),
        ]);
      }
    }
  }
});

test("both offer the same", () => {
  expect(
    Object.keys(ours)
      .filter((name) => name !== "Emitter")
      .toSorted(),
  ).toEqual(Object.keys(published).toSorted());
  expect({ ...ours.PacketType }).toEqual({ ...published.PacketType });
  expect(ours.protocol).toBe(published.protocol);
  const methods = [
    "add",
    "addEventListener",
    "destroy",
    "emit",
    "emitReserved",
    "hasListeners",
    "listeners",
    "off",
    "on",
  ];
  methods.push("once", "removeAllListeners", "removeEventListener", "removeListener");
  for (const decoder of [new ours.Decoder(), new published.Decoder()])
    for (const method of methods)
      expect([method, typeof Reflect.get(decoder, method)]).toEqual([method, "function"]);
});
