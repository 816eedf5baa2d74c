import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableBytes } from "./portable-bytes.ts";
import { nodeBytes } from "./testing/node-bytes.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

/** Any UTF-16 units, lone surrogates included. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd7f0, max: 0xe00f }), fc.nat(0x7f)))
  .map((units) => String.fromCharCode(...units));

/** Bytes around the borders of what UTF-8 allows, so that sequences that are nearly right are frequent. */
const nearlyUtf8 = fc
  .array(
    fc.oneof(
      fc.nat(0xff),
      fc.constantFrom(0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf),
      fc.constantFrom(0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff),
    ),
    { maxLength: 12 },
  )
  .map((bytes) => Uint8Array.from(bytes));

function expectSameText(bytes: Uint8Array): void {
  const expected = nodeBytes.decodeUtf8(bytes);
  if (portableBytes.decodeUtf8(bytes) !== expected) expect.fail(`${hex(bytes)}: ${String(expected)}`);
}

describe("UTF-8", () => {
  test("encodes any text as the platform does, and knows the length beforehand", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(hex(portableBytes.encodeUtf8(text))).toBe(hex(nodeBytes.encodeUtf8(text)));
        expect(portableBytes.utf8Length(text)).toBe(nodeBytes.utf8Length(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("encodes and decodes every code point", () => {
    for (let point = 0; point <= 0x10_ffff; point += 1) {
      if (point === 0xd800) point = 0xe000;
      const text = String.fromCodePoint(point);
      const bytes = portableBytes.encodeUtf8(text);
      const isRight = nodeBytes.decodeUtf8(bytes) === text && portableBytes.decodeUtf8(bytes) === text;
      if (!isRight || portableBytes.utf8Length(text) !== bytes.length) expect.fail(`U+${point.toString(16)}`);
    }
  });

  test.each([
    ["\ud800", "efbfbd"],
    ["\udc00", "efbfbd"],
    ["a\ud83d", "61efbfbd"],
    ["\ud83da", "efbfbd61"],
    ["\udc00\ud800", "efbfbdefbfbd"],
    ["\ud83d\ud83d\ude00", "efbfbdf09f9880"],
  ])("encodes a lone surrogate as U+FFFD (%j)", (text, expected) => {
    expect(hex(portableBytes.encodeUtf8(text))).toBe(expected);
    expect(portableBytes.utf8Length(text)).toBe(expected.length / 2);
  });

  test("decodes, or refuses, what the platform does", () => {
    fc.assert(fc.property(nearlyUtf8, expectSameText), { numRuns: 5000 });
  });

  test("agrees with the platform on every pair of first and second byte, whole or cut short", () => {
    for (let first = 0; first < 256; first += 1) {
      expectSameText(Uint8Array.of(first));
      for (let second = 0; second < 256; second += 1) {
        expectSameText(Uint8Array.of(first, second));
        expectSameText(Uint8Array.of(first, second, 0xbf));
        expectSameText(Uint8Array.of(first, second, 0x80, 0x80));
      }
    }
  });

  test.each([
    ["a continuation byte first", "80"],
    ["overlong, two bytes", "c1bf"],
    ["overlong, three bytes", "e09fbf"],
    ["overlong, four bytes", "f08fbfbf"],
    ["a surrogate", "eda080"],
    ["above U+10FFFF", "f4908080"],
    ["no first byte of anything", "ff"],
    ["cut short", "61e282"],
    ["interrupted", "e26161"],
  ])("refuses %s", (_name, bytes) => {
    expect(portableBytes.decodeUtf8(bytesOf(bytes))).toBeUndefined();
  });

  test("takes a byte order mark for text", () => {
    expect(portableBytes.decodeUtf8(bytesOf("efbbbf61"))).toBe("\ufeffa");
  });

  test("decodes long texts, also with a pair of surrogates at any place", () => {
    for (const text of [
      "a".repeat(100_000),
      `a${"\u{1f600}".repeat(50_000)}`,
      "\u{1f600}€é".repeat(20_000),
    ]) {
      expect(portableBytes.decodeUtf8(portableBytes.encodeUtf8(text)) === text).toBe(true);
    }
  });

  test("nothing gives nothing", () => {
    expect(portableBytes.decodeUtf8(new Uint8Array(0))).toBe("");
    expect(portableBytes.encodeUtf8("")).toHaveLength(0);
  });
});

describe("base64", () => {
  test("encodes as the platform does, and decodes what it has encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = portableBytes.encodeBase64(bytes);
        expect(text).toBe(nodeBytes.encodeBase64(bytes));
        expect(hex(portableBytes.decodeBase64(text))).toBe(hex(bytes));
      }),
    );
  });

  test("decodes any text of one-byte characters as Node does", () => {
    const character = fc.oneof(
      fc.nat(0xff).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(..."ABab01+/-_=\n @"),
    );
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        expect(hex(portableBytes.decodeBase64(text))).toBe(hex(nodeBytes.decodeBase64(text)));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ["AQI=", "0102"],
    ["AQI", "0102"],
    ["AQ", "01"],
    ["A", ""],
    ["", ""],
    ["=", ""],
    ["@@@", ""],
    ["-_8=", "fbff"],
    ["+/8=", "fbff"],
    [" A\nQ@I", "0102"],
    ["AQI\u20ac\u{1f600}", "0102"],
    ["AQI=AQ==", "0102"],
  ])("%j is %j", (text, expected) => {
    expect(hex(portableBytes.decodeBase64(text))).toBe(expected);
  });
});
