import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "hardening.md"), "utf8");
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== "hardening-page.test.ts")
  .map((name) => name.replace(".test.ts", ""));

/** The last cells of the tables that name tests. */
function namedTests(): Set<string> {
  const cells = page.split("\n").flatMap((line) => (/^\|.*\| ([^|]*) \|$/.exec(line) ?? []).slice(1));
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map((match) => match[1]!)));
}

describe("docs/hardening.md", () => {
  it("names the tests that there are, and all of them", () => {
    expect([...namedTests()].sort((one, other) => one.localeCompare(other))).toEqual(
      files.sort((one, other) => one.localeCompare(other)),
    );
  });
});
