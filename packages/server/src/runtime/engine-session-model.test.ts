import fc from "fast-check";
import { expect, it } from "vitest";
import { courseArbitrary, SessionPlay } from "./testing/session-play.ts";

it("loses, doubles and reorders nothing, ends once and leaves nothing behind, whatever happens", () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(courseArbitrary, (course) => {
      outcomes.add(new SessionPlay(course).run());
    }),
    { numRuns: 3_000 },
  );
  // The run is worth something only if it gets everywhere.
  for (const reason of [
    "forced close",
    "transport close",
    "parse error",
    "ping timeout",
    "transport error",
  ]) {
    expect([...outcomes].filter((outcome) => outcome.includes(reason))).not.toEqual([]);
  }
  expect([...outcomes].some((outcome) => outcome.endsWith("2 transports"))).toBe(true);
});
