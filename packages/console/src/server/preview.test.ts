import { describe, expect, it } from "vitest";
import { preview } from "./preview.ts";
import { hideInUrl, isSecretName } from "./secrets.ts";

function shown(value: unknown): unknown {
  return JSON.parse(preview(value, { hide: "nothing" }));
}

describe("a preview", () => {
  it("says what JSON cannot", () => {
    const map = new Map<unknown, unknown>([["a", 1]]);
    const date = new Date(0);
    expect(
      shown([
        1n,
        Number.NaN,
        () => {},
        Symbol("x"),
        Uint8Array.of(1, 2),
        map,
        new Set([1]),
        date,
        null,
        true,
      ]),
    ).toEqual([
      "(1)",
      "(NaN)",
      "(function)",
      "(symbol)",
      "(2 bytes)",
      { a: 1 },
      [1],
      String(date),
      null,
      true,
    ]);
    expect(preview(undefined, { hide: "nothing" })).toBe("undefined");
  });

  it("ends where the value does not", () => {
    const cycle: Record<string, unknown> = { name: "x", twice: {} };
    cycle["self"] = [cycle];
    cycle["again"] = cycle["twice"];
    expect(shown(cycle)).toEqual({ name: "x", twice: {}, self: ["(the same object again)"], again: {} });
    let deep: unknown = "bottom";
    for (let count = 0; count < 100; count++) deep = [deep];
    expect(JSON.stringify(shown(deep))).toBe('[[[[[[[["(…)"]]]]]]]]');
  });

  it("is short where the value is long", () => {
    expect(shown(Array.from({ length: 1_000 }, (_, index) => index))).toHaveLength(201);
    expect((shown(Array.from({ length: 1_000 }, () => 0)) as unknown[]).at(-1)).toBe("(800 more)");
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, index]));
    expect(shown(wide)).toMatchObject({ p199: 199, "…": "(100 more)" });
    expect(shown("x".repeat(3_000))).toBe(`${"x".repeat(2_000)} … (1000 more characters)`);
    expect(
      preview(
        Array.from({ length: 100 }, () => "x".repeat(1_000)),
        { hide: "nothing" },
      ).length,
    ).toBeLessThan(20_100);
  });

  it("survives what throws and what is named badly", () => {
    const hostile = {
      get broken(): never {
        throw new Error("no");
      },
      ["__proto__"]: 1,
    };
    expect(Object.entries(shown(hostile) as object)).toEqual([
      ["broken", "(cannot be read)"],
      ["__proto__", 1],
    ]);
  });

  it("hides secrets, or all there is", () => {
    const value = { user: "Ada", token: "x", deep: { Password: { a: 1 } } };
    expect(JSON.parse(preview(value, { hide: "secrets" }))).toEqual({
      user: "Ada",
      token: "(hidden)",
      deep: { Password: "(hidden)" },
    });
    expect(JSON.parse(preview(value, { hide: "all" }))).toEqual({
      user: "(hidden)",
      token: "(hidden)",
      deep: "(hidden)",
    });
  });
});

describe("secrets", () => {
  it.each([
    "cookie",
    "Set-Cookie",
    "authorization",
    "X-API-Key",
    "accessToken",
    "client_secret",
    "pwd_password",
    "sid",
    "key",
  ])("are known by names such as %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["user", "room", "EIO", "transport", "sec-websocket-version", "author", "keyboard"])(
    "are not taken for them: %s",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );

  it.each([
    ["/socket.io/?EIO=4&token=x&a=b", "/socket.io/?EIO=4&token=(hidden)&a=b"],
    ["https://ada:pw@example.org/x", "https://(hidden)@example.org/x"],
    ["/?%74oken=x&%=y", "/?%74oken=(hidden)&%=y"],
    ["/plain", "/plain"],
  ])("are hidden in %s", (url, hidden) => {
    expect(hideInUrl(url)).toBe(hidden);
  });
});
