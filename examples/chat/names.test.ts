import { describe, expect, it } from "vitest";

import { cleanName, uniqueName } from "./names.ts";

describe("cleanName", () => {
  it.each([
    ["  Ada \n Lovelace ", "Ada Lovelace"],
    ["\u202eevil\u0000\u200b", "evil"],
    ["e\u0301", "\u00e9"],
    ["🐟".repeat(24), "🐟".repeat(24)],
  ])("makes %j presentable", (wanted, name) => {
    expect(cleanName(wanted, 24)).toBe(name);
  });

  it.each(["", " \t ", "\u200b\u202e", "x".repeat(25)])("takes no %j", (wanted) => {
    expect(cleanName(wanted, 24)).toBeUndefined();
  });
});

describe("uniqueName", () => {
  it("numbers the second of a name, whatever its case", () => {
    expect(uniqueName("Coho", [])).toBe("Coho");
    expect(uniqueName("coho", ["Coho"])).toBe("coho 2");
    expect(uniqueName("Coho", ["Coho", "coho 2"])).toBe("Coho 3");
  });
});
