import { describe, expect, it } from "vitest";
import { sampleAt } from "../testing/samples.ts";
import { countCloses, mergeSamples, WINDOW_SECONDS } from "./samples.ts";

const times = (samples: readonly { readonly at: number }[]) => samples.map(({ at }) => at);

describe("mergeSamples", () => {
  it("appends what is new", () => {
    expect(times(mergeSamples([sampleAt(1000)], [sampleAt(2000)]))).toEqual([1000, 2000]);
  });

  it("takes the answer to a question for what it overlaps with", () => {
    const kept = [sampleAt(1000), sampleAt(2000), sampleAt(3000)];
    expect(times(mergeSamples(kept, [sampleAt(2000), sampleAt(3000), sampleAt(4000)]))).toEqual([
      1000, 2000, 3000, 4000,
    ]);
  });

  it("keeps what there is when nothing comes", () => {
    const kept = [sampleAt(1000)];
    expect(mergeSamples(kept, [])).toBe(kept);
  });

  it("forgets what is older than the window", () => {
    const late = (WINDOW_SECONDS + 1) * 1000;
    expect(times(mergeSamples([sampleAt(1000), sampleAt(1001)], [sampleAt(late)]))).toEqual([1001, late]);
  });

  it("never holds more than the window has seconds", () => {
    const many = Array.from({ length: 1000 }, (_, index) => sampleAt(index * 10));
    expect(mergeSamples([], many)).toHaveLength(WINDOW_SECONDS);
  });
});

it("counts closes by reason, the most frequent first", () => {
  const samples = [
    sampleAt(1, { closes: { "ping timeout": 1, "transport close": 2 } }),
    sampleAt(2, { closes: { "transport close": 1, "forced close": 1 } }),
  ];
  expect(countCloses(samples)).toEqual([
    { reason: "transport close", count: 3 },
    { reason: "forced close", count: 1 },
    { reason: "ping timeout", count: 1 },
  ]);
});
