import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differenceIds } from "./differences.ts";
import { readExpectations } from "./harness/expectations.ts";
import { runRow } from "./harness/row.ts";
import { reference, subject } from "./implementation.ts";
import { groups } from "./rows/index.ts";

const rows = Object.values(groups).flat();
const expectations = new Map(
  Object.keys(groups)
    .flatMap(readExpectations)
    .map((expectation) => [expectation.name, expectation]),
);

/** Lines by which a trace says that something did not come, or that the row itself is broken. */
const BROKEN = /LATE|SCRIPT THREW/;

describe.each(Object.entries(groups))(
  "%s: the same requests to the published engine.io and to ours",
  (_group, group) => {
    test.each(group.map((row) => [row.name, row] as const))("%s", async (name, row) => {
      const expectation = expectations.get(name);
      expect(await runRow(row, reference)).toEqual(expectation?.published);
      expect(await runRow(row, subject)).toEqual(
        subject === reference ? expectation?.published : expectation?.ours,
      );
    });
  },
);

describe("the table", () => {
  test("is long enough, and has no name twice", () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test("has an expectation for each row, in the order of the rows, and no other", () => {
    expect([...expectations.keys()]).toEqual(rows.map(({ name }) => name));
  });

  test("expects nothing that is broken", () => {
    const lines = [...expectations.values()].flatMap(({ published, ours }) => [...published, ...ours]);
    expect(lines.filter((line) => BROKEN.test(line))).toEqual([]);
  });

  test("gives a reason exactly where ours does something else", () => {
    for (const { name, differences, published, ours } of expectations.values()) {
      expect({ name, differs: differences.length > 0 }).toEqual({
        name,
        differs: ours.join("\n") !== published.join("\n"),
      });
    }
  });
});

describe("docs/differences.md", () => {
  const page = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8");
  const [, ownPart = ""] = page.split("# Differences from");
  const lines = ownPart.split("\n").filter((line) => line.startsWith("| `"));
  const ids = lines.map((line) => /^\| `([a-z0-9-]+)` \|/.exec(line)?.[1]);
  const byName = (one: string | undefined, other: string | undefined): number =>
    `${one}`.localeCompare(`${other}`);

  test("lists the differences that rows name, each once", () => {
    const named = new Set([...expectations.values()].flatMap(({ differences }) => differences));
    expect(ids.toSorted(byName)).toEqual([...named].toSorted(byName));
    expect(ids.toSorted(byName)).toEqual([...differenceIds].toSorted(byName));
  });

  test("says for each what is done there, what here, why, and how to switch back", () => {
    for (const line of lines) {
      const cells = line.slice(1, -1).split(" | ");
      expect(cells, line).toHaveLength(5);
      for (const cell of cells) expect(cell.trim()).not.toBe("");
    }
  });
});
