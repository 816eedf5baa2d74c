import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../link/index.ts";
import { describeProgress, formatArguments, formatEntries } from "./entry-text.ts";

const emitted: LogEntry = { id: 0, at: 0, kind: "emitted", title: "echo", args: [1, { two: "three" }] };

describe("formatArguments", () => {
  it("puts them on one line", () => {
    expect(formatArguments(emitted.args, 100)).toBe('1, {"two":"three"}');
    expect(formatArguments([], 100)).toBe("");
  });

  it("cuts off what nobody reads", () => {
    const many = Array.from({ length: 1_000 }, () => "word");
    expect(formatArguments(many, 20)).toHaveLength(21);
  });
});

describe("describeProgress", () => {
  it.each<[Partial<LogEntry>, string | undefined]>([
    [{}, undefined],
    [{ delivery: "waiting", ack: "awaited" }, "waits for the connection"],
    [{ delivery: "dropped", ack: "late" }, "not sent"],
    [{ ack: "awaited" }, "waits for its answer"],
    [{ ack: "late" }, "no answer"],
    [{ ack: "done", roundTrip: 12 }, "answered in 12 ms"],
    [{ ack: "done" }, "answered"],
    [{ kind: "received" }, undefined],
    [{ kind: "received", ack: "wanted" }, "wants an answer"],
    [{ kind: "received", ack: "done" }, "you answered"],
    [{ kind: "acknowledged", roundTrip: 1_400 }, "after 1.4 s"],
    [{ kind: "connected" }, undefined],
  ])("%j: %s", (part, text) => expect(describeProgress({ ...emitted, ...part })?.text).toBe(text));
});

it("copies entries as lines", () => {
  const lines = formatEntries([
    { ...emitted, ack: "done", roundTrip: 3 },
    { id: 1, at: 0, kind: "connected", title: "Connected as x.", args: [] },
  ]).split("\n");
  expect(lines[0]).toMatch(/^\d\d:00:00\.000 → emitted echo 1, \{"two":"three"\} \(answered in 3 ms\)$/);
  expect(lines[1]).toMatch(/ ● connected Connected as x\.$/);
});
