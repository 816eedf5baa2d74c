import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  computePath,
  matchesPath,
  MAX_TARGET_LENGTH,
  parseTarget,
  parseTargetQuery,
} from "./request-target.ts";

const queryOf = (search: string) => parseTargetQuery(`/${search}`);

describe("the query", () => {
  it.each<[search: string, expected: Record<string, string>]>([
    ["?EIO=4&transport=polling&t=Oabc&sid=x-_y", { EIO: "4", transport: "polling", t: "Oabc", sid: "x-_y" }],
    ["", {}],
    ["?", {}],
    ["?&&a=1&&", { a: "1" }],
    ["?a=1&a=2", { a: "2" }],
    ["?a=1&a", { a: "" }],
    ["?a[]=1&a[]=2", { "a[]": "2" }],
    ["?a", { a: "" }],
    ["?a=", { a: "" }],
    ["?=b", { "": "b" }],
    ["?=", { "": "" }],
    ["?a==", { a: "=" }],
    ["?a=b=c", { a: "b=c" }],
    ["?a=1+2&c+d=e", { a: "1 2", "c d": "e" }],
    ["?a=%2B%26%3D%23", { a: "+&=#" }],
    ["?%41=%42", { A: "B" }],
    ["?a=%E4%BD%A0%F0%9F%98%80", { a: "你😀" }],
    ["?a=%00", { a: "\0" }],
    ["?a=1;b=2", { a: "1;b=2" }],
    ["?a=1?b=2", { a: "1?b=2" }],
    ["?a=1#b=2", { a: "1" }],
    ["#?a=1", {}],
    ["?a=%", { a: "%" }],
    ["?a=%4", { a: "%4" }],
    ["?a=%zz", { a: "%zz" }],
    ["?a=%41%zz+x", { a: "A%zz x" }],
    ["?a%zz=1", { "a%zz": "1" }],
    ["?a=%u0041", { a: "%u0041" }],
    ["?a=%ff", { a: "\ufffd" }],
    ["?a=%E4%BD", { a: "\ufffd" }],
    ["?a=%ED%A0%80", { a: "\ufffd\ufffd\ufffd" }],
    ['?a=[&b=|"<>^`{}\\', { a: "[", b: '|"<>^`{}\\' }],
  ])("%s", (search, expected) => {
    expect({ ...queryOf(search) }).toEqual(expected);
  });

  it("is an ordinary object in which every name is just a name", () => {
    const query = queryOf("?__proto__=1&constructor=2&toString=3") ?? {};
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
    expect(Object.entries(query)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
      ["toString", "3"],
    ]);
    expect(Object.hasOwn(queryOf("?a=1") ?? {}, "constructor")).toBe(false);
  });

  it.each([
    ["?EIO=4&transport=polling&t=abc&sid=xyz", { EIO: "4", transport: "polling", t: "abc", sid: "xyz" }],
    ["?EIO=4&transport=polling&sid=xyz", { EIO: "4", transport: "polling", sid: "xyz" }],
    ["?EIO=4&transport=polling&t=&sid=", { EIO: "4", transport: "polling", t: "", sid: "" }],
    ["?EIO=4&transport=polling&t=abc", { EIO: "4", transport: "polling", t: "abc" }],
    ["?EIO=4&transport=polling&t=a&x=1&sid=b", { EIO: "4", transport: "polling", t: "a", x: "1", sid: "b" }],
    ["?EIO=4&transport=polling&sid=a&sid=b", { EIO: "4", transport: "polling", sid: "b" }],
    ["?EIO=4&transport=polling&sid=a&EIO=3", { EIO: "3", transport: "polling", sid: "a" }],
    ["?EIO=4&transport=polling&sid=a%62", { EIO: "4", transport: "polling", sid: "ab" }],
    ["?EIO=4&transport=polling&t=a+b&sid=c", { EIO: "4", transport: "polling", t: "a b", sid: "c" }],
    ["?EIO=4&transport=polling&sid=a#b", { EIO: "4", transport: "polling", sid: "a" }],
    ["?EIO=4&transport=polling&sid=a#?EIO=4&sid=b", { EIO: "4", transport: "polling", sid: "a" }],
  ])("of a poll: %s", (search, expected) => {
    expect({ ...queryOf(search) }).toEqual(expected);
  });

  it("is what the platform reads, whatever was sent", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "&",
        "=",
        "+",
        "%",
        "%41",
        "%zz",
        "%C3%A9",
        "%C3",
        "%EF%BB%BF",
        "%F0%9F%98%80",
        "?",
        "__proto__",
      ),
      fc.string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const search = pieces.join("").replaceAll("#", "");
        const expected = new Map(new URLSearchParams(`&${search}`));
        expect(new Map(Object.entries(queryOf(`?${search}`) ?? {}))).toEqual(expected);
      }),
    );
  });
});

describe("the path", () => {
  it.each<[target: string, path: string]>([
    ["/engine.io/?EIO=4", "/engine.io/"],
    ["/", "/"],
    ["//", "//"],
    ["//host/p?a=1", "//host/p"],
    ["//?a=1", "//"],
    ["//[/", "//[/"],
    ["/\\p", "/\\p"],
    ["/a%zz", "/a%zz"],
    ["/a#b?c", "/a"],
    ["*", "*"],
    ["?a=1", ""],
    ["http://host/p?a=1", "/p"],
    ["http://host?a=1", ""],
    ["http://?a=1", ""],
    ["http:///p", "/p"],
    ["http://[::1/p", "/p"],
    ["http://a:99999/p", "/p"],
    ["host:443", "host:443"],
  ])("of %s is %s", (target, path) => {
    expect(parseTarget(target)?.path).toBe(path);
  });

  it("reads the query of an absolute form", () => {
    expect({ ...parseTarget("http://host/p?a=1")?.query }).toEqual({ a: "1" });
  });
});

describe("a target", () => {
  it("has to be there, and not too long", () => {
    expect(parseTarget(undefined)).toBeUndefined();
    expect(parseTarget("")).toBeUndefined();
    expect(parseTarget("/".padEnd(MAX_TARGET_LENGTH - 1, "a"))).toBeDefined();
    expect(parseTarget("/".padEnd(MAX_TARGET_LENGTH, "a"))).toBeDefined();
    expect(parseTarget("/".padEnd(MAX_TARGET_LENGTH + 1, "a"))).toBeUndefined();
  });

  it("never makes the parser throw", () => {
    const part = fc.constantFrom(
      "/",
      "\\",
      "*",
      "http://",
      ":",
      "@",
      "[",
      "]",
      "?",
      "#",
      "%",
      "%zz",
      "&",
      "=",
      "..",
      "\0",
      "é",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), (parts) => {
        const target = parts.join("");
        expect(parseTarget(target) === undefined).toBe(target === "");
      }),
    );
  });
});

describe("whether a target is for the engine", () => {
  it.each<[url: string | undefined, path: string, expected: boolean]>([
    ["/engine.io/", "/engine.io/", true],
    ["/engine.io/?EIO=4", "/engine.io/", true],
    ["/engine.io/anything/at/all", "/engine.io/", true],
    ["/engine.io", "/engine.io/", false],
    ["/engine.ioxyz", "/engine.io/", false],
    ["/engine.ioxyz", "/engine.io", true],
    ["/Engine.IO/", "/engine.io/", false],
    ["http://host/engine.io/", "/engine.io/", false],
    ["//engine.io/", "/engine.io/", false],
    ["//", "/", true],
    ["*", "/", false],
    ["*", "", true],
    [undefined, "/", false],
  ])("%s under %s: %s", (url, path, expected) => {
    expect(matchesPath(url, path)).toBe(expected);
  });
});

describe("the path to listen on", () => {
  it.each<[options: Parameters<typeof computePath>[0], expected: string]>([
    [undefined, "/engine.io/"],
    [{}, "/engine.io/"],
    [{ path: "" }, "/engine.io/"],
    [{ path: undefined, addTrailingSlash: undefined }, "/engine.io/"],
    [{ path: "/x" }, "/x/"],
    [{ path: "/x/" }, "/x/"],
    [{ path: "/x//" }, "/x//"],
    [{ path: "/" }, "/"],
    [{ path: "x" }, "x/"],
    [{ path: "/x", addTrailingSlash: true }, "/x/"],
    [{ path: "/x", addTrailingSlash: false }, "/x"],
    [{ path: "/x/", addTrailingSlash: false }, "/x"],
    [{ path: "/", addTrailingSlash: false }, ""],
  ])("of %o is %s", (options, expected) => {
    expect(computePath(options)).toBe(expected);
  });
});
