import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CookieJar, jarOf, parse } from "./cookie-jar.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

function jarWith(...values: string[]): CookieJar {
  const jar = new CookieJar();
  jar.parseCookies(values);
  return jar;
}

function sentBy(jar: CookieJar): string | undefined {
  let header: string | undefined;
  jar.addCookies({
    setRequestHeader: (name, value) => {
      expect(name).toBe("cookie");
      header = value;
    },
  });
  return header;
}

describe("parse", () => {
  it.each([
    ["a=b", { name: "a", value: "b" }],
    [" a = b ; Path=/; HttpOnly; Secure; Domain=example.org", { name: "a", value: "b" }],
    ["a=b=c==", { name: "a", value: "b=c==" }],
    ['a="b c"', { name: "a", value: "b c" }],
    ["a=", { name: "a", value: "" }],
    ["__proto__=1", { name: "__proto__", value: "1" }],
    ["a=b; Max-Age=5", { name: "a", value: "b", expires: new Date(NOW.getTime() + 5000) }],
    ["a=b; max-age=-5", { name: "a", value: "b", expires: new Date(NOW.getTime() - 5000) }],
    [
      "a=b; Expires=Wed, 09 Jun 2099 10:18:14 GMT",
      { name: "a", value: "b", expires: new Date("2099-06-09T10:18:14Z") },
    ],
    ["a", undefined],
    ["=b", undefined],
    ["", undefined],
    [`a=${"x".repeat(4094)}`, { name: "a", value: "x".repeat(4094) }],
    [`a=${"x".repeat(4095)}`, undefined],
  ])("reads %j", (text, cookie) => {
    expect(parse(text)).toEqual(cookie);
  });
});

describe("CookieJar", () => {
  it.each([
    ["nothing", [], undefined],
    ["all, in the order in which they were first set", ["a=1", "b=2", "a=3"], "a=3; b=2"],
    [
      "not those that have expired",
      ["a=1; Max-Age=0", "b=2; Expires=Wed, 09 Jun 2021 10:18:14 GMT"],
      undefined,
    ],
    ["not those with a date that is none", ["a=1; Max-Age=x", "b=2; Expires=x"], undefined],
    ["what the last attribute says", ["a=1; Max-Age=9; Expires=Wed, 09 Jun 2021 10:18:14 GMT"], undefined],
    ["what the last attribute says", ["a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Max-Age=9"], "a=1"],
    ["not what was taken back", ["a=1", "b=2", "a=; Max-Age=0"], "b=2"],
  ])("sends %s", (_, values, header) => {
    expect(sentBy(jarWith(...values))).toBe(header);
  });

  it("forgets a cookie at its time", () => {
    const jar = jarWith("a=1; Max-Age=5", "b=2");
    vi.setSystemTime(NOW.getTime() + 4999);
    expect(sentBy(jar)).toBe("a=1; b=2");
    vi.setSystemTime(NOW.getTime() + 5000);
    expect(sentBy(jar)).toBe("b=2");
    expect([...jar.cookies]).toEqual([["b", { name: "b", value: "2" }]]);
  });

  it("adds to the headers of fetch", () => {
    const headers = new Headers();
    jarWith("a=1", "b=2").appendCookies(headers);
    expect(headers.get("cookie")).toBe("a=1; b=2");
  });

  it("takes an answer without cookies", () => {
    const jar = new CookieJar();
    jar.parseCookies(undefined);
    jar.parseCookies(null);
    expect([...jar.cookies]).toEqual([]);
  });

  it.each([
    [49, 0],
    [50, 0],
    [51, 1],
  ])("keeps at most 50 cookies: of %i the first %i is dropped", (count, dropped) => {
    const jar = jarWith(...Array.from({ length: count }, (_, i) => `c${i}=${i}`));
    const names = Array.from(jar.cookies, ([name]) => name);
    expect(names).toHaveLength(Math.min(count, 50));
    expect(names[0]).toBe(`c${dropped}`);
  });
});

describe("jarOf", () => {
  it("is one jar for all transports of a session that keeps cookies", () => {
    const [one, other] = [
      { socket: {}, withCredentials: true },
      { socket: {}, withCredentials: true },
    ];
    const jar = jarOf(one);
    expect(jar).toBeInstanceOf(CookieJar);
    expect(jarOf({ socket: one.socket })).toBe(jar);
    expect(jarOf(one)).toBe(jar);
    expect(jarOf(other)).not.toBe(jar);
  });

  it.each([[undefined], [false]])("is none with credentials %j", (withCredentials) => {
    const socket = {};
    expect(jarOf({ socket, withCredentials })).toBe(undefined);
    expect(socket).toEqual({});
  });
});
