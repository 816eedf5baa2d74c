import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applied, differenceIds } from "./differences.ts";
import { perform } from "./harness/scenario.ts";
import { reference, subject } from "./implementation.ts";
import { topics } from "./scenarios/index.ts";

const scenarios = Object.values(topics).flat();

/** Lines by which a trace says that something did not come, or that the script itself is broken. */
const BROKEN = /LATE|THREW/;

describe.each(Object.entries(topics))(
  "%s: the same on the published socket.io and on ours",
  (_topic, all) => {
    test.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
      const published = await perform(scenario, reference);
      expect(published.filter((line) => BROKEN.test(line))).toEqual([]);
      expect(published).not.toEqual([""]);
      const expected = applied(scenario.differences ?? {}, published);
      if (scenario.differences !== undefined) expect(expected).not.toEqual(published);
      expect(await perform(scenario, subject)).toEqual(subject === reference ? published : expected);
    });
  },
);

describe("the scenarios", () => {
  test("are many, and none has the name of another", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(500);
    const names = scenarios.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("the section on Socket.IO of docs/differences.md", () => {
  const page = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("# Differences from `socket.io`"));
  const lines = section.split("\n").filter((line) => /^(\| )?`[a-z0-9-]+` \|/.test(line));
  const ids = lines.map((line) => `${/`([a-z0-9-]+)`/.exec(line)?.[1]}`);

  test("lists the differences that scenarios name, each once", () => {
    const named = new Set(scenarios.flatMap(({ differences = {} }) => Object.keys(differences)));
    expect(ids.toSorted()).toEqual([...named].toSorted());
    expect(ids.toSorted()).toEqual(differenceIds.toSorted());
  });

  test("says for each what is done there, what here, why, and how to switch back", () => {
    for (const line of lines) {
      const cells = line.replaceAll(/^\||\|$/g, "").split(" | ");
      expect(cells, line).toHaveLength(5);
      for (const cell of cells) expect(cell.trim()).not.toBe("");
    }
  });
});
