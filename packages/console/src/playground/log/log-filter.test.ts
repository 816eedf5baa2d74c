import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../link/index.ts";
import { filterLog, SHOWS_ALL, toggleGroup } from "./log-filter.ts";

const entries: readonly LogEntry[] = [
  { id: 0, at: 0, kind: "connected", title: "Connected as x.", args: [] },
  { id: 1, at: 0, kind: "emitted", title: "echo", args: ["Salmon"] },
  { id: 2, at: 0, kind: "acknowledged", title: "echo", args: ["Salmon", { size: 80 }] },
  { id: 3, at: 0, kind: "received", title: "time", args: ["12:30"] },
];
const idsFor = (search: string) => filterLog(entries, { ...SHOWS_ALL, search }).map(({ id }) => id);

describe("filterLog", () => {
  it("shows all, without a copy, unless told otherwise", () => {
    expect(filterLog(entries, SHOWS_ALL)).toBe(entries);
    expect(filterLog(entries, { ...SHOWS_ALL, search: "  " })).toBe(entries);
  });

  it.each([
    ["salmon", [1, 2]],
    ["ECHO", [1, 2]],
    ["salmon size", [2]],
    ["received", [3]],
    ["salmon time", []],
  ])("finds %j", (search, ids) => expect(idsFor(search)).toEqual(ids));

  it("hides kinds, and shows them again", () => {
    const withoutAnswers = toggleGroup(SHOWS_ALL, "answers");
    expect(filterLog(entries, withoutAnswers).map(({ id }) => id)).toEqual([0, 1, 3]);
    expect(filterLog(entries, toggleGroup(withoutAnswers, "answers"))).toBe(entries);
    expect(filterLog(entries, { ...withoutAnswers, search: "echo" }).map(({ id }) => id)).toEqual([1]);
  });
});
