import { describe, expect, it } from "vitest";

import { endOfToken, isToken, isTokenCode, listIncludes, skipSpace } from "./tokens.ts";

describe("isToken", () => {
  it("knows the characters of RFC 7230 3.2.6 and no others", () => {
    const separators = '"(),/:;<=>?@[\\]{} \t\x7f';
    for (let code = 0; code < 0x180; code++) {
      const char = String.fromCharCode(code);
      const expected = code > 0x20 && code < 0x7f && !separators.includes(char);
      expect(isTokenCode(code), `code ${code}`).toBe(expected);
      expect(isToken(char), `code ${code}`).toBe(expected);
      expect(isToken(`a${char}`), `code ${code}`).toBe(expected);
    }
  });

  it.each(["", " a", "a ", "a b", "a,b"])("refuses %j", (text) => {
    expect(isToken(text)).toBe(false);
  });
});

describe("scanning", () => {
  it("finds the end of a token and of white space", () => {
    expect(endOfToken("ab,c", 0)).toBe(2);
    expect(endOfToken("ab,c", 2)).toBe(2);
    expect(endOfToken("ab", 1)).toBe(2);
    expect(skipSpace(" \t x", 0)).toBe(3);
    expect(skipSpace("  ", 0)).toBe(2);
    expect(skipSpace("x", 0)).toBe(0);
  });
});

describe("listIncludes", () => {
  it.each([
    "upgrade",
    "Upgrade",
    "keep-alive, UPGRADE",
    " upgrade ",
    "\tupgrade\t,close",
    ",, upgrade",
    "close,upgrade,",
  ])("finds the token in %j", (header) => {
    expect(listIncludes(header, "upgrade")).toBe(true);
  });

  it.each([
    "",
    ",",
    "upgraded",
    "upgrade/1",
    "not-upgrade",
    "up grade",
    "upgrade x",
    "x upgrade",
    '"upgrade"',
  ])("does not find it in %j", (header) => {
    expect(listIncludes(header, "upgrade")).toBe(false);
  });

  it("looks at 256 elements, and no more", () => {
    expect(listIncludes(`${",".repeat(255)}upgrade`, "upgrade")).toBe(true);
    expect(listIncludes(`${",".repeat(256)}upgrade`, "upgrade")).toBe(false);
  });

  it.each([",", " ", "upgrade ", "upgrade,"])("walks once through 64 kB of %j", (unit) => {
    expect(listIncludes(unit.repeat(65_536 / unit.length), "websocket")).toBe(false);
  });
});
