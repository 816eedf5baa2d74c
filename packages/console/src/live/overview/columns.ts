import type { Sample } from "../../contract/index.ts";

/** Reads one figure off a sample. */
export type Pick = (sample: Sample) => number;

/** Times in seconds first, then a column for each line; `null` where there is a gap. */
export type Columns = [number[], ...(number | null)[][]];

/** Samples further apart than this (in milliseconds) have a gap between them. */
const GAP = 3_500;

/** Turns samples into what a chart draws. */
export function toColumns(samples: readonly Sample[], picks: readonly Pick[]): Columns {
  const times: number[] = [];
  const lines: (number | null)[][] = picks.map(() => []);
  let before: number | undefined;
  for (const sample of samples) {
    if (before !== undefined && sample.at - before > GAP) {
      times.push((before + 1) / 1000);
      for (const line of lines) line.push(null);
    }
    times.push(sample.at / 1000);
    picks.forEach((pick, index) => lines[index]!.push(pick(sample)));
    before = sample.at;
  }
  return [times, ...lines];
}

const STEPS = [1, 2, 4, 6, 8, 10];

/** The next number that is round, and whose half is; so that an axis does not change with each sample. */
export function roundUp(value: number, least: number): number {
  if (!(value > least)) return least;
  const power = 10 ** Math.floor(Math.log10(value));
  return STEPS.map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}
