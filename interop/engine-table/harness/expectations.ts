import { readFileSync } from "node:fs";
import { type DifferenceId, differenceIds, withErrorLength } from "../differences.ts";

/** What is to be seen of one row. */
export interface Expectation {
  readonly name: string;
  /** Why ours does something else. */
  readonly differences: readonly DifferenceId[];
  readonly published: readonly string[];
  readonly ours: readonly string[];
}

/**
 * Reads the expectations of one group. The file has a paragraph for each row: `= name`, then `! ids of differences`
 * where there are some, then the trace. A line in front of which stands `-` is the published one's, `+` ours, and all
 * others belong to both.
 */
export function readExpectations(group: string): readonly Expectation[] {
  const text = readFileSync(new URL(`../rows/${group}.txt`, import.meta.url), "utf8");
  return text
    .split(/^= /m)
    .slice(1)
    .map((paragraph) => parse(paragraph.trimEnd().split("\n")));
}

function parse([name = "", ...rest]: readonly string[]): Expectation {
  const differences = (
    rest[0]?.startsWith("! ") === true ? rest[0].slice(2).split(", ") : []
  ) as DifferenceId[];
  const unknown = differences.filter((id) => !differenceIds.includes(id));
  if (unknown.length > 0)
    throw new Error(`the row "${name}" names unknown differences: ${unknown.join(", ")}`);
  const lines = differences.length > 0 ? rest.slice(1) : rest;
  const of = (...marks: readonly string[]): string[] =>
    lines.filter((line) => marks.includes(line.slice(0, 2))).map((line) => line.slice(2));
  const rewrite = differences.includes("error-length") ? withErrorLength : (line: string) => line;
  return { name, differences, published: of("  ", "- "), ours: of("  ", "+ ").map(rewrite) };
}
