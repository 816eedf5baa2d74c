import { afterEach, expect, test, vi } from "vitest";
import { backoffDelay } from "./backoff.ts";

afterEach(() => void vi.restoreAllMocks());

const delays = (
  random: number,
  options: readonly [number, number, number],
  capsResult: boolean,
): number[] => {
  vi.spyOn(Math, "random").mockReturnValue(random);
  const [randomizationFactor, reconnectionDelay, reconnectionDelayMax] = options;
  const backoff = { randomizationFactor, reconnectionDelay, reconnectionDelayMax };
  return [0, 1, 2, 3, 4].map((failures) => backoffDelay(backoff, failures, capsResult));
};

/** What the published client waits. */
test.each([
  [0, [0.5, 1000, 5000], [1000, 2000, 4000, 5000, 5000]],
  [0.05, [0.5, 1000, 5000], [975, 1950, 3900, 5000, 5000]],
  [0.1, [0.5, 1000, 5000], [1050, 2100, 4200, 5000, 5000]],
  [0.77, [0.5, 1000, 5000], [1385, 2770, 5000, 5000, 5000]],
  [0.999, [0.5, 1000, 5000], [1499, 2999, 5000, 5000, 5000]],
  [0.999, [0, 100, 800], [100, 200, 400, 800, 800]],
  [0.77, [1, 1000, 5000], [1770, 3540, 5000, 5000, 5000]],
  [0.05, [0.2, 300, 100_000], [297, 594, 1188, 2376, 4752]],
  [0.77, [0.2, 300, 100_000], [346, 692, 1384, 2769, 5539]],
] as const)("random %d, %j, capped after", (random, options, expected) => {
  expect(delays(random, options, true)).toEqual(expected);
});

test.each([
  [0.05, [975, 1950, 3900, 4875, 4875]],
  [0.77, [1385, 2770, 5540, 6925, 6925]],
] as const)("random %d, capped before", (random, expected) => {
  expect(delays(random, [0.5, 1000, 5000], false)).toEqual(expected);
});

test.each([true, false])("after any number of failures it is a delay that timers know (%s)", (capsResult) => {
  vi.spyOn(Math, "random").mockReturnValue(0.1);
  const backoff = { randomizationFactor: 0.5, reconnectionDelay: 1000, reconnectionDelayMax: Infinity };
  for (const failures of [31, 1023, 1025, 1e9]) expect(backoffDelay(backoff, failures, capsResult)).toBe(2e9);
});
