import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differenceIds } from "./differences.ts";
import { namesOfNobody } from "./listed/index.ts";
import { topics } from "./scenarios/index.ts";

const scenarios = Object.values(topics).flatMap((group) => Object.values(group).flat());

describe("the scenarios", () => {
  test("are many, and none has the name of another", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(180);
    const names = scenarios.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("have the names that the list of differences knows them by", () => {
    expect(namesOfNobody(scenarios)).toEqual([]);
  });
});

describe("the section on the client of docs/differences.md", () => {
  const page = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("# Differences from `socket.io-client`\n");
  const [own = ""] = section.split("\n# ");
  const lines = own.split("\n").filter((line) => /^(\| )?`[a-z0-9-]+` \|/.test(line));
  const ids = lines.map((line) => `${/`([a-z0-9-]+)`/.exec(line)?.[1]}`);

  test("lists the differences that scenarios name, each once", () => {
    const named = new Set(scenarios.flatMap(({ differences = {} }) => Object.keys(differences)));
    expect(ids.toSorted()).toEqual([...named].toSorted());
    expect(ids.toSorted()).toEqual([...differenceIds].toSorted());
  });

  test("says for each what is done there, what here, why, and how to switch back", () => {
    for (const line of lines) {
      const cells = line.replaceAll(/^\||\|$/g, "").split(" | ");
      expect(cells, line).toHaveLength(5);
      for (const cell of cells) expect(cell.trim()).not.toBe("");
    }
  });
});
