import { expect, it } from "vitest";
import { addNames, LISTENS_TO_ALL, MAX_NAMES, removeName, wantedNames } from "./listening.ts";

it("listens to all events, or to those that were named", () => {
  expect(wantedNames(LISTENS_TO_ALL)).toBeUndefined();
  const named = addNames({ isToAll: false, names: ["time"] }, " said, time ,, ");
  expect(wantedNames(named)).toEqual(["time", "said"]);
  expect(wantedNames(removeName(named, "time"))).toEqual(["said"]);
});

it("remembers names while it listens to all", () => {
  expect(addNames(LISTENS_TO_ALL, "time")).toEqual({ isToAll: true, names: ["time"] });
});

it("has room for a bounded number of names", () => {
  const many = Array.from({ length: 2 * MAX_NAMES }, (_, index) => `event ${index}`).join(",");
  expect(addNames(LISTENS_TO_ALL, many).names).toHaveLength(MAX_NAMES);
});
