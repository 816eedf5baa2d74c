import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnose, linesOf, wrongLines } from "./compile-cases.ts";

describe.each([
  { subject: "socket.io-client as published", config: "tsconfig.published.json" },
  { subject: "@sockeye/client", config: "tsconfig.json" },
])("the types of $subject", ({ config }) => {
  it("are those of the checklist", async () => {
    expect(await diagnose(config)).toEqual([]);
  });

  it("refuse what is wrong, line by line", async () => {
    const expected = wrongLines("wrong");
    expect(expected.length).toBeGreaterThan(15);
    expect(linesOf(await diagnose(join("wrong", config))).toSorted()).toEqual(expected.toSorted());
  });
});
