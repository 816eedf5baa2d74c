import fc from "fast-check";
import { expect, test } from "vitest";
import { parseArgument } from "./parse-argument.ts";

const json = (text: string) => parseArgument({ kind: "json", text });
const hex = (text: string) => parseArgument({ kind: "hex", text });

test.each(['{"a":[1,null]}', ' "text" ', "-1.5e3", "true"])("JSON: %s", (text) =>
  expect(json(text)).toEqual({ value: JSON.parse(text) as unknown }),
);

test.each<[string, string]>([
  ["", 'There is no value yet: a text is written as "text", a number as 1'],
  ["[1,2 3]", "A comma or ] is missing (column 6)"],
  ["[1,2", "A comma or ] is missing (column 5)"],
  ["[1,", "A ] is missing (column 4)"],
  ["[1,]", "There is a comma too many in front of ] (column 4)"],
  ['{"a":1,}', "There is a comma too many in front of } (column 8)"],
  ["{", "A } is missing (column 2)"],
  ["{a:1}", "The name of a member takes straight double quotation marks (column 2)"],
  ['{"a" 1}', "A colon is missing after the name (column 6)"],
  ['{"a":1 "b":2}', "A comma or } is missing (column 8)"],
  ['{"a":}', "A value is missing (column 6)"],
  ["'a'", "Texts take straight double quotation marks (column 1)"],
  ["“a”", "Texts take straight double quotation marks (column 1)"],
  ["hello", 'Texts take double quotation marks: "hello" (column 1)'],
  ['["a]', "The text that begins here has no closing quotation mark (column 2)"],
  ['"a\nb"', "A line break within a text is written as \\n (line 1, column 3)"],
  ['"a\tb"', "This character has to be escaped, a tab as \\t for example (column 3)"],
  ['"\\x"', "JSON does not know this escape; a backslash itself is written as \\\\ (column 2)"],
  ['"\\u12"', "\\u takes four hexadecimal digits (column 2)"],
  ["01", "A number does not begin with 0 (column 1)"],
  ["+1", "This is not a number that JSON knows (column 1)"],
  [".5", "This is not a number that JSON knows (column 1)"],
  ["1 2", "The value has ended, and something comes behind it (column 3)"],
  ["[1, // one\n2]", "JSON has no comments (line 1, column 5)"],
  ['[\n  1,\n  "a",\n]', "There is a comma too many in front of ] (line 4, column 1)"],
  ["[".repeat(1_000), "This is nested too deeply (column 502)"],
])("not JSON: %j", (text, error) => expect(json(text)).toMatchObject({ error }));

test("the place is counted from 1", () => {
  expect(json('{\n  "a": tru\n}')).toEqual({
    error: 'Texts take double quotation marks: "tru" (line 2, column 8)',
    line: 2,
    column: 8,
  });
});

test("whatever is typed is either JSON, or has a problem with a place in it", () => {
  const alphabet = fc.constantFrom(..."{}[]\",:\\/ \n\t01-+.eEu truefalsn'", "\u2028", "é");
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
      const parsed = json(text);
      if ("value" in parsed) expect(parsed.value).toEqual(JSON.parse(text));
      else {
        expect(() => JSON.parse(text) as unknown).toThrow();
        expect(parsed.error).not.toContain("This is not JSON");
        const line = text.split("\n")[parsed.line - 1]!;
        expect(parsed.column).toBeLessThanOrEqual(line.length + 1);
      }
    }),
    { numRuns: 3_000 },
  );
});

test("JSON that was cut off, or in which a character was changed, is explained", () => {
  const broken = fc
    .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom("", "x", "]", ",", '"', "\\", "\n"))
    .map(([value, place, instead]) => {
      const text = JSON.stringify(value);
      const at = place % (text.length + 1);
      return text.slice(0, at) + instead + text.slice(at + 1);
    });
  fc.assert(
    fc.property(broken, (text) => {
      const parsed = json(text);
      if ("error" in parsed) expect(parsed.error).not.toContain("This is not JSON");
    }),
    { numRuns: 2_000 },
  );
});

test.each(["01ff", "01 ff", "0x01 0xff", "0x01ff", "01:FF", "01, ff\n"])("hex: %j", (text) =>
  expect(hex(text)).toEqual({ value: Uint8Array.of(1, 255) }),
);

test("hex: nothing is no byte", () => expect(hex(" ")).toEqual({ value: new Uint8Array(0) }));

test.each<[string, string, number]>([
  ["01 f", "Each byte takes two digits, and here one is missing (column 4)", 4],
  ["0x01 0xfg", "Hexadecimal digits are 0 to 9 and a to f, not this one (column 9)", 9],
])("not hex: %j", (text, error, column) => expect(hex(text)).toEqual({ error, line: 1, column }));

test("text is taken as it is, and a file has to be chosen", () => {
  expect(parseArgument({ kind: "text", text: '"1' })).toEqual({ value: '"1' });
  expect(parseArgument({ kind: "file", text: "" })).toEqual({ error: "Choose a file", line: 1, column: 1 });
  const file = new File(["a"], "a.txt");
  expect(parseArgument({ kind: "file", text: "", file })).toEqual({ value: file });
});
