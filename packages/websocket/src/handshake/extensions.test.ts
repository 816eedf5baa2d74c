import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type ExtensionOffer, formatExtension, parseExtensions } from "./extensions.ts";

const SEED = 0x6455;

/** Offers as plain data: name, then pairs of parameter and values. */
function plain(header: string): unknown {
  return parseExtensions(header)?.map(({ name, parameters }) => [name, ...parameters]);
}

describe("parseExtensions", () => {
  it.each<[string, unknown[]]>([
    ["foo", [["foo"]]],
    ["foo;a", [["foo", ["a", [true]]]]],
    ["foo; a=b; c", [["foo", ["a", ["b"]], ["c", [true]]]]],
    ["foo;a;a=1;a=2", [["foo", ["a", [true, "1", "2"]]]]],
    ["foo, bar;x", [["foo"], ["bar", ["x", [true]]]]],
    ["foo, foo", [["foo"], ["foo"]]],
    ['foo;a="b"', [["foo", ["a", ["b"]]]]],
    ['foo;a="\\b\\c";d="e"', [["foo", ["a", ["bc"]], ["d", ["e"]]]]],
    ["Foo", [["Foo"]]],
  ])("reads %j", (header, expected) => {
    expect(plain(header)).toEqual(expected);
  });

  it.each<[string, unknown[]]>([
    ["\tfoo ; a = b , bar", [["foo", ["a", ["b"]]], ["bar"]]],
    ['foo;a= "b" ;c', [["foo", ["a", ["b"]], ["c", [true]]]]],
    ["foo, ,bar,", [["foo"], ["bar"]]],
    [",foo", [["foo"]]],
  ])("allows the white space and the empty elements of RFC 2616 2.1: %j", (header, expected) => {
    expect(plain(header)).toEqual(expected);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
    "takes %s as a mere name",
    (name) => {
      expect(plain(`${name};${name}=1;${name}`)).toEqual([[name, [name, ["1", true]]]]);
      expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
    },
  );

  it.each([
    ["no element", ["", " ", ",", " , ,"]],
    ["no name", [";a", ",;constructor", "=", "foo,;a", '"foo"', "/"]],
    ["no parameter name", ["foo;", "foo;;a", "foo; ,bar", "foo;=b", 'foo;"a"']],
    ["no value", ["foo;a=", "foo;a= ", "foo;a=;b", "foo;a=,bar", 'foo;a=""', "foo;a==b"]],
    [
      "a value that is no token",
      [
        "foo;a=/",
        'foo;a="b c"',
        'foo;a="b,c"',
        'foo;a="\\ "',
        'foo;a="\\"',
        'foo;a="b\\"',
        'foo;a="b\\\\"',
        'foo;a="ä"',
      ],
    ],
    ["an open quote", ['foo;a="', 'foo;a="b', 'foo;a="b\\', 'foo;a="\\\\\\\\']],
    ["something behind the value", ["foo a", "foo;a=b c", 'foo;a="b"c', 'foo;a="b""c"', "foo;a b"]],
  ])("refuses %s", (_what, headers) => {
    expect(headers.filter((header) => parseExtensions(header) !== undefined)).toEqual([]);
  });

  it("goes once through 64 kB of anything", () => {
    const refused = [";", "a;", "a=", '"', 'a;a="\\', " ", 'a;a="b\\', "a "];
    const taken = refused.filter((unit) => parseExtensions(unit.repeat(65_536 / unit.length)) !== undefined);
    expect(taken).toEqual([]);
    expect(parseExtensions(`a;a="${"\\b".repeat(32_000)}`)).toBeUndefined();
    expect(parseExtensions(`a;a="${"\\b".repeat(32_000)}"`)).toBeUndefined();
    expect(plain(`a;a="${"b".repeat(65_000)}"`)).toEqual([["a", ["a", ["b".repeat(65_000)]]]]);
  });

  it("reads 256 elements, parameters and escapes, and no more", () => {
    expect(plain(`a;a="${"\\b".repeat(254)}"`)).toEqual([["a", ["a", ["b".repeat(254)]]]]);
    expect(parseExtensions(`a;a="${"\\b".repeat(255)}"`)).toBeUndefined();
    expect(parseExtensions("a,".repeat(256))).toHaveLength(256);
    expect(parseExtensions("a,".repeat(257))).toBeUndefined();
    expect(parseExtensions(`${",".repeat(255)}a`)).toHaveLength(1);
    expect(parseExtensions(`${",".repeat(256)}a`)).toBeUndefined();
    expect(parseExtensions(`a${";a".repeat(255)}`)?.[0]?.parameters.get("a")).toHaveLength(255);
    expect(parseExtensions(`a${";a".repeat(256)}`)).toBeUndefined();
  });

  it("never throws, and reads back what it has read", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab=;,"\\ \tx-é\0')), maxLength: 24 });
    fc.assert(
      fc.property(text, (header) => {
        const offers = parseExtensions(header);
        if (offers === undefined) return;
        expect(parseExtensions(offers.map(formatExtension).join(", "))).toEqual(offers);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

describe("formatExtension", () => {
  it("writes what the parser reads", () => {
    const token = fc.string({
      unit: fc.constantFrom(...Array.from("abz09-_.!")),
      minLength: 1,
      maxLength: 5,
    });
    const values = fc.array(fc.oneof(token, fc.constant<true>(true)), { minLength: 1, maxLength: 3 });
    const offer = fc.record({
      name: token,
      parameters: fc.array(fc.tuple(token, values), { maxLength: 4 }).map((entries) => new Map(entries)),
    });
    fc.assert(
      fc.property(offer, (one: ExtensionOffer) => {
        expect(parseExtensions(formatExtension(one))).toEqual([one]);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("puts a semicolon and a space before each parameter", () => {
    const parameters = new Map<string, (string | true)[]>([
      ["a", [true, "1"]],
      ["b", ["c"]],
    ]);
    expect(formatExtension({ name: "foo", parameters })).toBe("foo; a; a=1; b=c");
  });
});
