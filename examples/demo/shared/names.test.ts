import { describe, expect, it } from "vitest";

import { parseName, requireName } from "./names.ts";

describe("parseName", () => {
  it.each([
    ["  Ada \n Lovelace ", "Ada Lovelace"],
    ["\u202eevil\u0000\u200b", "evil"],
    ["e\u0301", "\u00e9"],
    ["🐟".repeat(24), "🐟".repeat(24)],
  ])("makes %j presentable", (given, name) => {
    expect(parseName(given)).toBe(name);
  });

  it.each(["", " \t ", "\u200b\u202e", "x".repeat(25), "x".repeat(1_000_000), undefined, 7, ["Ada"]])(
    "takes no %j",
    (given) => {
      expect(parseName(given)).toBeUndefined();
    },
  );
});

describe("requireName", () => {
  it("keeps the name with the socket, or refuses with a sentence", () => {
    const data: { name?: string } = {};
    let refusal: Error | undefined;
    const next = (error?: Error): void => {
      refusal = error;
    };
    requireName({ handshake: { auth: { name: " Ada " } }, data }, next);
    expect([data.name, refusal]).toEqual(["Ada", undefined]);
    requireName({ handshake: { auth: {} }, data: {} }, next);
    expect(refusal?.message).toBe("A name has 1 to 24 characters.");
  });
});
