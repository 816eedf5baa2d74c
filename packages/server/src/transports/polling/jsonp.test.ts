import { Buffer } from "node:buffer";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payloadInForm, scriptStart, wrapInScript } from "./jsonp.ts";

const read = (form: string) => payloadInForm(Buffer.from(form));

/** What a browser does: a form field, in which newlines were escaped beforehand. */
function formOf(payload: string): string {
  const escaped = payload.replaceAll(/(\\*)n/g, (all, slashes: string) =>
    slashes === "" ? all : `\\${all}`,
  );
  return `d=${encodeURIComponent(escaped.replaceAll("\n", "\\n")).replaceAll("%20", "+")}`;
}

describe("scripts", () => {
  it.each([
    ["5", "___eio[5]("],
    ["5a7", "___eio[57]("],
    ["", "___eio[]("],
    ["0]);alert(1);//", "___eio[01]("],
  ])("starts the call of number %j", (index, start) => {
    expect(scriptStart(index)).toBe(start);
  });

  it("calls the client with the payload, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (payload) => {
        const calls: unknown[] = [];
        runInNewContext(wrapInScript("take(", payload), { take: (text: unknown) => calls.push(text) });
        expect(calls).toEqual([payload]);
      }),
    );
  });

  it("escapes what ends a line in old scripts", () => {
    expect(wrapInScript("f(", 'a\u2028b\u2029c"\n</script>')).toBe(
      String.raw`f("a\u2028b\u2029c\"\n</script>");`,
    );
  });
});

describe("forms", () => {
  it.each([
    ["d=4hi", "4hi"],
    ["d=", ""],
    ["x=1&d=4a", "4a"],
    ["&&d=4a&x=1", "4a"],
    ["d=4a&d=4b", "4a"],
    ["d=a%2Bb+c%20d", "a+b c d"],
    ["d=%C3%A9%e2%82%ac", "é€"],
    ["d=%zz%4%", "%zz%4%"],
    ["d=%4", "%4"],
    ["d=a=b", "a=b"],
    ["d=%26%3D", "&="],
  ])("finds the payload of %j", (form, payload) => {
    expect(read(form)).toBe(payload);
  });

  it.each(["", "d", "x=1", "dd=1", "xd=1", "x=d", "D=1"])("finds none in %j", (form) => {
    expect(read(form)).toBeUndefined();
  });

  // As published servers read them.
  it.each([
    [String.raw`\n`, "\n"],
    [String.raw`\\n`, String.raw`\n`],
    [String.raw`\\\n`, String.raw`\\n`],
    [String.raw`\\\\n`, String.raw`\\\n`],
    [String.raw`\\`, String.raw`\\`],
    [String.raw`\r\t`, String.raw`\r\t`],
    [String.raw`\n\n`, "\n\n"],
    [String.raw`a\nn\nb`, "a\nn\nb"],
    ["\r\n", "\r\n"],
  ])("restores the newlines of %j", (text, payload) => {
    expect(read(`d=${encodeURIComponent(text)}`)).toBe(payload);
  });

  it("gives back what a browser posts", () => {
    const payload = fc.string({
      unit: fc.constantFrom("\\", "n", "\n", "a", "+", " ", "%", "é", "🐟", "&", "="),
    });
    fc.assert(
      fc.property(payload, (text) => {
        // The escaping is not sound: nobody can tell a backslash before a newline from one before an "n".
        fc.pre(!text.includes("\\\n"));
        expect(read(formOf(text))).toBe(text);
      }),
    );
  });

  it("decodes as the platform does", () => {
    const value = fc.string({
      unit: fc.constantFrom("%", "4", "1", "f", "c3", "%C3%A9", "+", "=", "a"),
    });
    const field = fc.tuple(fc.constantFrom("d", "x", ""), value).map(([name, text]) => `${name}=${text}`);
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const form = fields.join("&");
        expect(read(form)).toBe(new URLSearchParams(form).get("d") ?? undefined);
      }),
    );
  });
});
