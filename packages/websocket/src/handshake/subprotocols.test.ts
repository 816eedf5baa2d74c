import { describe, expect, it } from "vitest";

import { parseSubprotocols } from "./subprotocols.ts";

describe("parseSubprotocols", () => {
  it.each([
    ["chat", ["chat"]],
    ["foo,bar", ["foo", "bar"]],
    ["\t foo \t,\t bar ", ["foo", "bar"]],
    ["foo,FOO", ["foo", "FOO"]],
    ["v12.stomp, constructor, __proto__", ["v12.stomp", "constructor", "__proto__"]],
  ])("reads %j in its order", (header, expected) => {
    expect(parseSubprotocols(header)).toEqual(expected);
  });

  it.each([
    "",
    " ",
    ",",
    ",foo",
    "foo,",
    "foo, ",
    "foo,,bar",
    "foo,foo",
    "foo bar",
    "foo;bar",
    '"foo"',
    "foo/bar",
    "fö",
  ])("refuses %j", (header) => {
    expect(parseSubprotocols(header)).toBeUndefined();
  });

  it("goes once through long input", () => {
    const spaces = " ".repeat(65_000);
    expect(parseSubprotocols(`b${spaces}x`)).toBeUndefined();
    expect(parseSubprotocols(`a,b${spaces}`)).toEqual(["a", "b"]);
  });

  it("reads 256 of them, and no more", () => {
    const names = Array.from({ length: 257 }, (_, index) => `p${index}`);
    expect(parseSubprotocols(names.slice(1).join(","))).toEqual(names.slice(1));
    expect(parseSubprotocols(names.join(","))).toBeUndefined();
  });
});
