import { describe, expect, it } from "vitest";

import { type CookieOptions, resolveCookieOptions, serializeCookie } from "./cookies.ts";

const sid = "abc d;é";
const value = "abc%20d%3B%C3%A9";

/** The header that a session gets; `undefined` when no cookie is wanted. */
function headerFor(option: CookieOptions | boolean | undefined): string | undefined {
  const cookie = resolveCookieOptions(option);
  return cookie === undefined ? undefined : serializeCookie(cookie, sid);
}

describe("the session cookie", () => {
  // What engine.io 6.6.11 sent when it was run with these options.
  it.each<[option: CookieOptions | boolean | undefined, expected: string | undefined]>([
    [undefined, undefined],
    [false, undefined],
    [true, `io=${value}; Path=/; HttpOnly; SameSite=Lax`],
    [{}, `io=${value}; Path=/; HttpOnly; SameSite=Lax`],
    [{ name: "a" }, `a=${value}; Path=/; HttpOnly; SameSite=Lax`],
    [{ path: false }, `io=${value}; HttpOnly; SameSite=Lax`],
    [{ path: "" }, `io=${value}; HttpOnly; SameSite=Lax`],
    [{ path: undefined }, `io=${value}; Path=/; HttpOnly; SameSite=Lax`],
    [{ path: "/z" }, `io=${value}; Path=/z; HttpOnly; SameSite=Lax`],
    [{ httpOnly: false }, `io=${value}; Path=/; SameSite=Lax`],
    [{ httpOnly: false, path: false }, `io=${value}; SameSite=Lax`],
    [{ httpOnly: undefined }, `io=${value}; Path=/; SameSite=Lax`],
    [{ sameSite: undefined }, `io=${value}; Path=/; HttpOnly`],
    [{ sameSite: false }, `io=${value}; Path=/; HttpOnly`],
    [{ sameSite: true }, `io=${value}; Path=/; HttpOnly; SameSite=Strict`],
    [{ sameSite: "none", secure: true }, `io=${value}; Path=/; HttpOnly; Secure; SameSite=None`],
    [{ sameSite: "Strict" as "strict" }, `io=${value}; Path=/; HttpOnly; SameSite=Strict`],
    [{ priority: "LOW" as "low" }, `io=${value}; Path=/; HttpOnly; Priority=Low; SameSite=Lax`],
    [{ maxAge: 10.7 }, `io=${value}; Max-Age=10; Path=/; HttpOnly; SameSite=Lax`],
    [{ maxAge: "10" as unknown as number }, `io=${value}; Max-Age=10; Path=/; HttpOnly; SameSite=Lax`],
    [{ maxAge: 0 }, `io=${value}; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`],
    [{ maxAge: -5 }, `io=${value}; Max-Age=-5; Path=/; HttpOnly; SameSite=Lax`],
    [
      { expires: new Date(0) },
      `io=${value}; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax`,
    ],
    [{ domain: "x.y" }, `io=${value}; Domain=x.y; Path=/; HttpOnly; SameSite=Lax`],
    [{ domain: "" }, `io=${value}; Path=/; HttpOnly; SameSite=Lax`],
    [{ encode: (text) => `E${text.length}` }, "io=E7; Path=/; HttpOnly; SameSite=Lax"],
    [
      {
        domain: ".x.y",
        partitioned: true,
        priority: "high",
        secure: true,
        maxAge: 3,
        expires: new Date(1e12),
        path: "/z",
      },
      `io=${value}; Max-Age=3; Domain=.x.y; Path=/z; Expires=Sun, 09 Sep 2001 01:46:40 GMT; HttpOnly; Secure; ` +
        "Partitioned; Priority=High; SameSite=Lax",
    ],
  ])("for %o is %s", (option, expected) => {
    expect(headerFor(option)).toBe(expected);
  });

  it("has a name even if that is undefined", () => {
    expect(headerFor({ name: undefined })).toMatch(/^io=/);
  });

  it.each<[option: string, value: unknown]>([
    ["name", "a; Domain=x"],
    ["name", "a=b"],
    ["name", "é"],
    ["name", ""],
    ["name", "a\r\nX: y"],
    ["path", "/\r\nX: y"],
    ["path", "/; Domain=x"],
    ["path", "/\0"],
    ["path", "/é"],
    ["domain", "x;y"],
    ["domain", "x\ny"],
    ["domain", "x..y"],
    ["domain", "-x"],
    ["domain", "x y"],
    ["maxAge", Number.NaN],
    ["maxAge", Infinity],
    ["expires", new Date(Number.NaN)],
    ["expires", "tomorrow"],
    ["sameSite", "lax; Secure"],
    ["priority", "urgent"],
    ["priority", true],
  ])("cannot have the %s %j, which is said at once", (option, wrong) => {
    const make = () => resolveCookieOptions({ [option]: wrong });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(new RegExp(`option "${option}" cannot be`));
  });

  it.each(["a;b", "a b", "a\r\nb", "é", "a\0"])("cannot carry %j, should an encoder return it", (encoded) => {
    expect(() => headerFor({ encode: () => encoded })).toThrow(/option "encode" cannot be/);
  });
});
