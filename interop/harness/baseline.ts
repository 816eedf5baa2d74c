import { expect } from "vitest";
import type { Asked, Measurement, Peak, ProcessQuestions } from "./types.ts";

type Target = Asked<ProcessQuestions>;

export const MEGABYTE = 1_000_000;
/** How soon after an attack the process must be as it was before. */
const PATIENCE = { timeout: 5000, interval: 100 };

export function measure(target: Target): Promise<Measurement> {
  return target.ask("measure", undefined);
}

/**
 * Handles and timers as before, memory within 10 MB (the general rule of docs/hardening.md). Asked again for a while:
 * V8 and the allocator give pages back on threads of their own.
 */
export async function expectBaseline(target: Target, before: Measurement): Promise<void> {
  const allowed = { heap: 0, external: 0, rss: 0, resources: lasting(before) };
  await expect.poll(async () => excess(await measure(target), before), PATIENCE).toEqual(allowed);
}

/** What is above the tolerance, in bytes. */
function excess(now: Measurement, before: Measurement): object {
  const over = (kind: "heap" | "external" | "rss"): number =>
    Math.max(0, now[kind] - before[kind] - 10 * MEGABYTE);
  return { heap: over("heap"), external: over("external"), rss: over("rss"), resources: lasting(now) };
}

/** Without what the honest client's last message may have under way, and the pipes to the tests' own process. */
function lasting({
  resources: { Immediate: _, PipeWrap: _pipes, ...rest },
}: Measurement): Measurement["resources"] {
  return rest;
}

/** What else grows (lazily freed pages, threads of V8) comes and goes; what an attack needs is there every time. */
const TRIES = 5;

/**
 * Runs `attack` and holds the growth of the target's resident size to `limit` while it runs, at least once of a
 * few times. What was compiled and allocated for the first time does not count: `attack` has run once before.
 *
 * @returns the largest of everything while it ran
 */
export async function expectGrowthBelow(
  limit: number,
  target: Target,
  attack: () => Promise<void>,
): Promise<Peak> {
  await attack();
  let peak = await watched(target, attack);
  for (let tries = 1; peak.growth > limit && tries < TRIES; tries++) peak = await watched(target, attack);
  expect(peak.growth).toBeLessThanOrEqual(limit);
  return peak;
}

async function watched(
  target: Target,
  attack: () => Promise<void>,
): Promise<Peak & { readonly growth: number }> {
  const before = await measure(target);
  await target.ask("watch", undefined);
  await attack();
  const peak = await target.ask("peak", undefined);
  return { ...peak, growth: peak.rss - before.rss };
}
