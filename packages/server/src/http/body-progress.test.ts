import { describe, expect, it } from "vitest";

import { BodyProgress } from "./body-progress.ts";

const startedAt = 1_000;
const create = (limit = 100_000): BodyProgress =>
  new BodyProgress({ startedAt, times: { bodyTimeout: 10_000, wholeBodyTimeout: 300_000 }, limit });

describe("BodyProgress", () => {
  it.each([
    [[], true],
    [[9], true],
    [[4, 6], true],
    [[4, 7], false],
    [[11], false],
  ])("chunks of %j bytes within a limit of 10: %s", (chunks, fits) => {
    const progress = create(10);
    expect(chunks.map((size) => progress.add(size)).every(Boolean)).toBe(fits);
    expect(progress.bytes).toBe(chunks.reduce((sum, size) => sum + size, 0));
  });

  it.each([
    ["one pause, at the start", 0, 1_000, 11_000],
    ["one pause, while enough has come", 50_000, 30_000, 40_000],
    ["no more than the average of 1 kB/s allows", 5_000, 9_000, 16_000],
    ["no more than the time for the whole", 10_000_000, 299_000, 301_000],
  ])("grants %s", (_, bytes, now, dueAt) => {
    const progress = create();
    progress.add(bytes);
    expect(progress.dueAt(now)).toBe(dueAt);
  });
});
