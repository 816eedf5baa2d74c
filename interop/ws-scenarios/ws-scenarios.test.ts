import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acceptedDifferences, protocolDifferences } from "./accepted/index.ts";
import { loadSubject, reference } from "./harness/implementations.ts";
import { diffTraces, runScenario } from "./harness/run-scenario.ts";
import { scenarios } from "./scenarios/index.ts";

const subject = await loadSubject();

/** Lines by which a trace says that the scenario itself is broken. */
const BROKEN = /^zz: (TIMED OUT|SCENARIO THREW)/;

/** All differences of one scenario; it may be an example of several. */
function acceptedIn(name: string): readonly string[] {
  if (subject === reference) return [];
  return acceptedDifferences.find((difference) => name in difference.scenarios)?.scenarios[name] ?? [];
}

describe("the same scenario on the published ws and on ours", () => {
  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      const expected = await runScenario(scenario, reference);
      const actual = await runScenario(scenario, subject);
      expect(expected.filter((line) => BROKEN.test(line))).toEqual([]);
      expect(diffTraces(expected, actual)).toEqual(acceptedIn(scenario.name));
    });
  }
});

describe("the list of scenarios", () => {
  const names = scenarios.map(({ name }) => name);

  test("is long enough and has no name twice", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(100);
  });

  test("accepts differences only in scenarios that exist, each under one reason", () => {
    const accepted = acceptedDifferences.flatMap((difference) => Object.keys(difference.scenarios));
    expect(accepted.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(accepted).size).toBe(accepted.length);
  });
});

describe("docs/differences-from-ws.md", () => {
  const text = readFileSync(new URL("../../docs/differences-from-ws.md", import.meta.url), "utf8");
  /** Each `###` section as its title and its text on one line. */
  const sections = text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split(/^## /m)[0]!.split("\n");
      return { title: title.trim(), reason: lines.join(" ").replaceAll(/\s+/g, " ").trim() };
    });

  test("gives the RFC and its section for what a peer can see", () => {
    const without = protocolDifferences.filter(({ reason }) => !/RFC \d+ sections? \d/.test(reason));
    expect(without.map(({ title }) => title)).toEqual([]);
  });

  test("lists the accepted differences, no more and no fewer, with their reasons", () => {
    const byTitle = (a: { title: string }, b: { title: string }): number => a.title.localeCompare(b.title);
    const expected = acceptedDifferences.map(({ title, reason }) => ({ title, reason }));
    expect(sections.toSorted(byTitle)).toEqual(expected.toSorted(byTitle));
  });
});
