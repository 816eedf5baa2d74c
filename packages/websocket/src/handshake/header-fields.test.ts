import { describe, expect, it } from "vitest";

import { assertHeader, isHeaderValue, readHeader } from "./header-fields.ts";

describe("readHeader", () => {
  it("reads one text, whatever the host made of repeated fields", () => {
    expect(readHeader({ a: "x" }, "a")).toBe("x");
    expect(readHeader({ a: ["x", "y"] }, "a")).toBe("x, y");
    expect(readHeader({}, "a")).toBeUndefined();
  });
});

describe("isHeaderValue", () => {
  it("takes visible characters, space, tab and obs-text", () => {
    for (let code = 0; code < 0x200; code++) {
      const expected = code === 0x09 || (code >= 0x20 && code !== 0x7f && code <= 0xff);
      expect(isHeaderValue(`a${String.fromCharCode(code)}b`), `code ${code}`).toBe(expected);
    }
    expect(isHeaderValue("")).toBe(true);
  });
});

describe("assertHeader", () => {
  it("lets proper headers pass", () => {
    assertHeader("X-A", "b c");
    assertHeader("Retry-After", 3);
    assertHeader("Set-Cookie", ["a=1", "b=2"]);
  });

  it.each(["", "a b", "a:", "a\r\nb", "ä"])(
    "refuses the name %j and says which characters to use",
    (name) => {
      expect(() => {
        assertHeader(name, "x");
      }).toThrow(/not an HTTP token: use only letters/);
    },
  );

  it.each(["a\r\nb: c", "a\n", "a\r", "a\0", "\u20ac", "\x1b[31m", "\x7f"])(
    "refuses the value %j and says what to do",
    (value) => {
      const attempts = [value, ["fine", value]];
      for (const attempt of attempts) {
        expect(() => {
          assertHeader("X-A", attempt);
        }).toThrow(TypeError);
      }
      expect(() => {
        assertHeader("X-A", value);
      }).toThrow(/"X-A".*encode the value/);
    },
  );
});
