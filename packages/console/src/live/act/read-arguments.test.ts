import { expect, it } from "vitest";
import { readArguments } from "./read-arguments.ts";

it.each([
  ["", { args: [] }],
  ["  ", { args: [] }],
  ['["a", {"b": [1]}]', { args: ["a", { b: [1] }] }],
  ['{"a": 1}', { problem: "The arguments are a list: put them into square brackets" }],
])("reads %j", (text, read) => expect(readArguments(text)).toEqual(read));

it("says where the JSON is wrong", () => {
  expect(readArguments("[1,")).toEqual({ problem: "A ] is missing (column 4)" });
});
