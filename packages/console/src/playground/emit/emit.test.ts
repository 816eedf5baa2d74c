import { describe, expect, it } from "vitest";
import { readTimeout } from "./ack-timeout.ts";
import {
  addArgument,
  changeArgument,
  draftArguments,
  MAX_ARGUMENTS,
  readArguments,
  removeArgument,
} from "./argument-drafts.ts";
import { MAX_REMEMBERED, rememberEvent } from "./event-history.ts";
import { findEventProblem } from "./event-name.ts";
import { SUGGESTIONS } from "./suggestions.ts";

describe("arguments of the form", () => {
  it("are read in order, each by its kind", () => {
    let drafts = draftArguments(['{"a":1}', "plain", "01 ff"]);
    drafts = changeArgument(drafts, 1, { kind: "text" });
    drafts = changeArgument(drafts, 2, { kind: "hex" });
    expect(readArguments(drafts)).toEqual([{ a: 1 }, "plain", Uint8Array.of(1, 255)]);
    expect(readArguments([])).toEqual([]);
  });

  it("are not emitted while one of them is wrong", () => {
    expect(readArguments(draftArguments(["1", "{"]))).toBeUndefined();
  });

  it("keep their keys when others come and go", () => {
    const drafts = addArgument(removeArgument(draftArguments(["1", "2", "3"]), 0));
    expect(drafts.map(({ key, text }) => [key, text])).toEqual([
      [1, "2"],
      [2, "3"],
      [3, ""],
    ]);
    expect(addArgument([]).map(({ key }) => key)).toEqual([0]);
  });

  it("are not without a bound", () => {
    let drafts = draftArguments([]);
    for (let index = 0; index < 2 * MAX_ARGUMENTS; index++) drafts = addArgument(drafts);
    expect(drafts).toHaveLength(MAX_ARGUMENTS);
  });
});

describe("findEventProblem", () => {
  it("asks for a name that one may emit", () => {
    expect(findEventProblem("")).toBe("Write the name of the event.");
    expect(findEventProblem("disconnect")).toContain("“disconnect” is an event of the library itself");
    expect(findEventProblem("message")).toBeUndefined();
  });
});

describe("rememberEvent", () => {
  it("has the last one first, each once, and not too many", () => {
    expect(rememberEvent(["a", "b", "c"], "b")).toEqual(["b", "a", "c"]);
    let history: readonly string[] = [];
    for (let index = 0; index < 2 * MAX_REMEMBERED; index++) history = rememberEvent(history, `${index}`);
    expect([history.length, history[0]]).toEqual([MAX_REMEMBERED, String(2 * MAX_REMEMBERED - 1)]);
  });
});

describe("readTimeout", () => {
  it("reads milliseconds, or none", () => {
    expect(readTimeout(" 2000 ")).toEqual({ milliseconds: 2000 });
    expect(readTimeout("")).toEqual({ milliseconds: undefined });
  });

  it.each(["0", "-1", "1.5", "2 s", "600001"])("refuses %j", (typed) => {
    expect(readTimeout(typed)).toHaveProperty("problem");
  });
});

it.each(SUGGESTIONS)("suggests $event with arguments that can be emitted", ({ event, args, teaches }) => {
  expect(findEventProblem(event)).toBeUndefined();
  expect(readArguments(draftArguments(args))).toHaveLength(args.length);
  expect(teaches).toMatch(/\.$/);
});
