import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../link/index.ts";
import { countMissed, findEntry, moveSelection } from "./log-place.ts";

const logOf = (...ids: readonly number[]): readonly LogEntry[] =>
  ids.map((id) => ({ id, at: 0, kind: "received", title: `event ${id}`, args: [] }));

describe("countMissed", () => {
  it("counts what came since, also when older entries are gone", () => {
    expect(countMissed(logOf(0, 1), logOf(0, 1))).toBe(0);
    expect(countMissed(logOf(0, 1), logOf(0, 1, 2, 3))).toBe(2);
    expect(countMissed(logOf(0, 1), logOf(7, 8))).toBe(7);
    expect(countMissed([], logOf(3, 4))).toBe(2);
    expect(countMissed(logOf(0), [])).toBe(0);
  });
});

describe("findEntry", () => {
  it("finds entries by their number while they are there", () => {
    expect(findEntry(logOf(5, 6, 7), 6)?.title).toBe("event 6");
    expect(findEntry(logOf(5, 6, 7), 4)).toBeUndefined();
    expect(findEntry(logOf(5, 6, 7), 8)).toBeUndefined();
    expect(findEntry(logOf(5), undefined)).toBeUndefined();
    expect(findEntry([], 0)).toBeUndefined();
  });
});

describe("moveSelection", () => {
  it.each<[string, number, number | undefined]>([
    ["ArrowDown", 3, 4],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 3, 2],
    ["ArrowUp", 0, 0],
    ["ArrowUp", -1, 9],
    ["ArrowDown", -1, 0],
    ["PageDown", 3, 9],
    ["PageUp", 3, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["End", -1, 9],
    ["x", 5, undefined],
  ])("%s at %d of 10 goes to %s", (key, from, to) => expect(moveSelection(key, from, 10)).toBe(to));

  it("goes nowhere in an empty log", () => expect(moveSelection("ArrowDown", -1, 0)).toBeUndefined());
});
