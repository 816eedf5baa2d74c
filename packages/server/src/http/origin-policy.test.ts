import { describe, expect, it } from "vitest";

import { type AllowedOrigins, createOriginPolicy } from "./origin-policy.ts";

type Headers = Record<string, string | string[] | undefined>;

const judge = (option: AllowedOrigins | undefined, headers: Headers, isOverTls = false) =>
  createOriginPolicy(option)?.(Object.assign({ headers }, { socket: { encrypted: isOverTls } }));

describe("same-origin", () => {
  it.each<[origin: string | undefined, host: string | undefined, isOverTls: boolean, expected: boolean]>([
    ["http://a.example", "a.example", false, true],
    ["https://a.example", "a.example", false, true],
    ["https://a.example", "a.example", true, true],
    ["http://a.example", "a.example", true, false],
    ["http://a.example:80", "a.example", false, true],
    ["http://a.example", "a.example:80", false, true],
    ["https://a.example", "a.example:443", true, true],
    ["http://a.example", "a.example:443", false, false],
    ["http://a.example:3000", "a.example:3000", false, true],
    ["http://a.example:3000", "a.example", false, false],
    ["http://A.Example", "a.eXample", false, true],
    ["http://[::1]:3000", "[::1]:3000", false, true],
    ["http://evil.example", "a.example", false, false],
    ["http://a.example.evil", "a.example", false, false],
    ["http://evil@a.example", "a.example", false, false],
    ["http://a.example/", "a.example", false, false],
    ["http://a.example http://b", "a.example", false, false],
    ["null", "a.example", false, false],
    ["null", "null", false, false],
    ["", "a.example", false, false],
    ["file://", "a.example", false, false],
    ["http://a.example", undefined, false, false],
    [undefined, "a.example", false, true],
  ])("origin %s at host %s, TLS %s: %s", (origin, host, isOverTls, expected) => {
    expect(judge("same-origin", { origin, host }, isOverTls)).toBe(expected);
  });

  it("knows the host by its HTTP/2 name", () => {
    expect(judge("same-origin", { origin: "https://a", ":authority": "a" }, true)).toBe(true);
    expect(judge("same-origin", { origin: "https://a", ":authority": "b" }, true)).toBe(false);
  });
});

describe("a list", () => {
  it.each<[option: AllowedOrigins, origin: string | undefined, expected: boolean]>([
    ["https://a.example", "https://a.example", true],
    ["https://a.example", "http://a.example", false],
    ["https://a.example", "https://a.example:8443", false],
    ["https://a.example", undefined, true],
    ["https://A.Example:443", "https://a.example", true],
    ["https://ä.example", "https://xn--4ca.example", true],
    [["https://a", "https://b"], "https://b", true],
    [["https://a", "https://b"], "https://c", false],
    [[], "https://c", false],
    [/^https:\/\/.*\.example$/, "https://x.example", true],
    [[/^https:\/\/.*\.example$/], "https://x.example.evil", false],
    ["capacitor://localhost", "capacitor://localhost", true],
    ["file://", "file://", true],
    ["https://a", "null", false],
    ["null", "null", true],
    [["https://a", "null"], "null", true],
  ])("%s for %s: %s", (option, origin, expected) => {
    expect(judge(option, { origin, host: "here" })).toBe(expected);
  });

  it("takes several origins in one header for none of them", () => {
    expect(judge("https://a", { origin: ["https://a", "https://a"] })).toBe(false);
  });

  it.each<[option: AllowedOrigins, message: RegExp]>([
    ["*", /leave the option out/],
    ["a.example", /write it like/],
    ["https://a.example/", /write it like/],
    ["https://a.example/path", /write it like/],
    ["https://u:p@a.example", /write it like/],
    ["https://a:99999", /write it like/],
    ["", /write it like/],
    [[/a/g], /flags g and y/],
    [/a/y, /flags g and y/],
  ])("cannot hold %s", (option, message) => {
    expect(() => createOriginPolicy(option)).toThrow(TypeError);
    expect(() => createOriginPolicy(option)).toThrow(message);
  });
});

describe("requests that bring no origin", () => {
  it.each<[site: string | undefined, expected: boolean]>([
    [undefined, true],
    ["none", true],
    ["same-origin", true],
    ["same-site", false],
    ["cross-site", false],
  ])("but come from a page that is %s: %s", (site, expected) => {
    for (const option of ["same-origin", "https://a"]) {
      expect(judge(option, { host: "a", "sec-fetch-site": site })).toBe(expected);
    }
  });
});

describe("a function", () => {
  it("is asked with the origin and the request", () => {
    const headers = { origin: "https://a", host: "b" };
    const asked: unknown[] = [];
    const policy = createOriginPolicy((origin, request) => asked.push([origin, request.headers]) > 0);
    expect(policy?.({ headers })).toBe(true);
    expect(asked).toEqual([["https://a", headers]]);
    expect(createOriginPolicy(() => false)?.({ headers })).toBe(false);
  });

  it("refuses by throwing", () => {
    const broken = () => {
      throw new Error("boom");
    };
    expect(judge(broken, { origin: "https://a" })).toBe(false);
  });
});

it("without the option there is nothing to ask", () => {
  expect(createOriginPolicy(undefined)).toBeUndefined();
});
