import fc from "fast-check";
import { expect, test } from "vitest";
import { formatArgument } from "./format-argument.ts";

test("JSON is shown as JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: "small" }), (value) => {
      expect(formatArgument(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("with a line for each member", () => {
  const value = { a: [1, { b: "c" }], empty: {}, none: [] };
  expect(formatArgument(value, { indent: 2 })).toBe(JSON.stringify(value, null, 2));
});

test.each<[string, unknown]>([
  ["undefined", undefined],
  ["1", 1n],
  ["<function>", () => {}],
  ["<Uint8Array 0 bytes>", new Uint8Array(0)],
  ["<Uint8Array 1 byte: 01>", Uint8Array.of(1)],
  ["<ArrayBuffer 2 bytes: 00 ff>", Uint8Array.of(0, 255).buffer],
  [
    `<Uint8Array 2,000 bytes: ${Array.from({ length: 16 }, () => "07").join(" ")} …>`,
    new Uint8Array(2_000).fill(7),
  ],
  ["<Blob 3 bytes>", new Blob(["abc"])],
  ['<file "a\\"b.txt" 3 bytes>', new File(["abc"], 'a"b.txt')],
  ['{"picture":<Uint8Array 1 byte: 01>}', { picture: Uint8Array.of(1) }],
])("%s", (text, value) => expect(formatArgument(value)).toBe(text));

test("what is long, or deep, is cut off", () => {
  expect(formatArgument("x".repeat(50), { maxLength: 10 })).toBe(`"${"x".repeat(9)}…`);
  const many = Array.from({ length: 1_000 }, (_, index) => ({ index }));
  expect(formatArgument(many, { maxLength: 20 })).toBe(`${JSON.stringify(many).slice(0, 20)}…`);
  let deep: unknown = 1;
  for (let depth = 0; depth < 10_000; depth++) deep = [deep];
  expect(formatArgument(deep)).toBe(`${"[".repeat(100)}…${"]".repeat(100)}`);
});
