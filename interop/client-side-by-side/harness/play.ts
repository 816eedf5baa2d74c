import { describe, expect, test } from "vitest";
import { applied } from "../differences.ts";
import { reference, subject } from "../implementation.ts";
import type { Topics } from "../scenarios/index.ts";
import { perform } from "./scenario.ts";

/** Lines by which a trace says that something did not come, or that the script itself is broken. */
const BROKEN = /LATE|THREW/;

/** Plays the scenarios with both implementations, and compares what was seen. */
export function play(topics: Topics): void {
  describe.each(Object.entries(topics))(
    "%s: the same with the published socket.io-client and with ours",
    (_topic, all) => {
      test.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
        const published = await perform(scenario, reference);
        expect(published.filter((line) => BROKEN.test(line))).toEqual([]);
        expect(published).not.toEqual([""]);
        const expected = applied(scenario.differences ?? {}, published);
        if (scenario.differences !== undefined) expect(expected).not.toEqual(published);
        expect(await perform(scenario, subject)).toEqual(subject === reference ? published : expected);
      });
    },
  );
}
