import { expect } from "vitest";
import { measure } from "./baseline.ts";
import type { Target } from "./target.ts";

export const MEGABYTE = 1_000_000;

/**
 * Runs `flood` and holds the growth of the target's resident size to `limit` while it runs. What was compiled and
 * allocated for the first time does not count: `flood` has run once before.
 */
export async function expectGrowthBelow(
  limit: number,
  target: Target,
  flood: () => Promise<void>,
): Promise<void> {
  await flood();
  const before = await measure(target);
  await target.ask("watch", undefined);
  await flood();
  const peak = await target.ask("peak", undefined);
  expect(peak - before.rss).toBeLessThanOrEqual(limit);
}
