import { describe, expect, it } from "vitest";
import { frame, note, poll, wireLines } from "./testing/wire-lines.ts";
import { rowsOf, unitBefore, unitsInTime } from "./timeline-rows.ts";
import { NO_FILTER, isFiltering, toggleKind, type WireFilter } from "./wire-filter.ts";

const LINES = wireLines(
  note(0, "Connects"),
  poll(1, { at: 40, body: "2" }),
  frame(10, "out", '42["chat","Hello"]'),
  frame(20, "in", '42["typing"]'),
);

const keysWith = (filter: Partial<WireFilter>, opened: readonly string[] = []) =>
  rowsOf(unitsInTime(LINES), { ...NO_FILTER, ...filter }, new Set(opened)).map(({ key }) => key);

it("puts an answer where it arrived", () => {
  expect(unitsInTime(LINES).map(({ key }) => key)).toEqual(["0", "1", "2", "3", "1-answer"]);
});

it("keeps the order of what happened at the same time", () => {
  const lines = wireLines(frame(5, "in", "2"), frame(5, "out", "3"));
  expect(unitsInTime(lines).map(({ key }) => key)).toEqual(["0", "1"]);
});

describe("rowsOf", () => {
  it("shows the layers of what is opened below it", () => {
    expect(keysWith({}, ["2"])).toEqual(["0", "1", "2", "2.0", "2.1", "2.2", "3", "1-answer"]);
  });

  it("leaves out layers that are hidden, and units that have no other", () => {
    expect(keysWith({ hiddenKinds: new Set(["http", "note"]) })).toEqual(["2", "3", "1-answer"]);
    expect(keysWith({ hiddenKinds: new Set(["engine"]) }, ["2"])).toContain("2.1");
    expect(keysWith({ hiddenKinds: new Set(["engine"]) }, ["2"])).not.toContain("2.0");
  });

  it("hides heartbeats with the request that fetched them", () => {
    expect(keysWith({ hidesHeartbeats: true })).toEqual(["0", "2", "3"]);
  });

  it("shows one direction only", () => {
    expect(keysWith({ direction: "in" })).toEqual(["3", "1-answer"]);
    expect(keysWith({ direction: "out" })).toEqual(["1", "2"]);
  });

  it("finds titles and values on every layer, whatever their case", () => {
    expect(keysWith({ search: "hello" })).toEqual(["2"]);
    expect(keysWith({ search: "LONG POLL" })).toEqual(["1"]);
    expect(keysWith({ search: "EVENT typing" })).toEqual(["3"]);
    expect(keysWith({ search: "2 (ping)" })).toEqual(["1-answer"]);
  });
});

it("knows the unit shown before, across the layers of an opened one", () => {
  const rows = rowsOf(unitsInTime(LINES), NO_FILTER, new Set(["2"]));
  const at = (key: string) => rows.findIndex((row) => row.key === key);
  expect(unitBefore(rows, 0)).toBeUndefined();
  expect(unitBefore(rows, at("3"))?.key).toBe("2");
  expect(unitBefore(rows, at("2.1"))?.key).toBe("1");
});

it("switches layers off and on", () => {
  const off = toggleKind(NO_FILTER, "http");
  expect(off.hiddenKinds).toEqual(new Set(["http"]));
  expect(isFiltering(off)).toBe(true);
  expect(isFiltering(toggleKind(off, "http"))).toBe(false);
});

it("keeps up with a full list that grows by a frame's worth at a time", () => {
  const lines = wireLines(...Array.from({ length: 5000 }, (_, at) => frame(at, "in", '42["tick",1]')));
  const before = unitsInTime(lines.slice(0, 4980));
  const after = unitsInTime(lines);
  // What was there is there again, the same objects, so that only what is new costs.
  expect(before.every((unit, index) => unit === after[index])).toBe(true);
  expect(rowsOf(after, NO_FILTER, new Set()).at(-1)).toBe(after.at(-1)!.row);
});
