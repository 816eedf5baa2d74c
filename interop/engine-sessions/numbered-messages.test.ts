import { describe, expect, it } from "vitest";
import { createJudge, encodeNumber } from "./numbered-messages.ts";

const judge = (numbers: readonly number[], sent: number) => {
  const created = createJudge("s");
  for (const number of numbers) created.take(encodeNumber("s", number));
  return created.finish(sent);
};

describe("the judge of numbered messages", () => {
  it.each([
    ["all in order", [0, 1, 2, 3], { received: 4, lost: 0, doubled: 0, reordered: 0 }],
    ["one lost", [0, 1, 3], { received: 3, lost: 1, doubled: 0, reordered: 0 }],
    ["the last lost", [0, 1, 2], { received: 3, lost: 1, doubled: 0, reordered: 0 }],
    ["one doubled", [0, 1, 2, 2, 3], { received: 5, lost: 0, doubled: 1, reordered: 0 }],
    ["two swapped", [0, 2, 1, 3], { received: 4, lost: 0, doubled: 0, reordered: 1 }],
    ["nothing at all", [], { received: 0, lost: 4, doubled: 0, reordered: 0 }],
  ])("sees %s", (_name, numbers, tally) => {
    expect(judge(numbers, 4)).toEqual(tally);
  });

  it.each([
    ["of another session", encodeNumber("t", 0)],
    ["that was shortened", encodeNumber("s", 5).slice(0, -1)],
    ["that was bytes and is text", encodeNumber("s", 3).toString()],
    ["that was text and is bytes", Buffer.from(encodeNumber("s", 4))],
  ])("throws at a message %s", (_name, message) => {
    expect(() => createJudge("s").take(message)).toThrow("an altered message");
  });
});
