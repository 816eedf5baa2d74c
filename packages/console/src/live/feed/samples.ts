import type { Sample } from "../../contract/index.ts";

/** Five minutes, a sample a second. */
export const WINDOW_SECONDS = 300;

/** The samples of the window, in the order of time, each once, however they came. */
export function mergeSamples(kept: readonly Sample[], news: readonly Sample[]): readonly Sample[] {
  const first = news[0];
  if (first === undefined) return kept;
  const merged = [...kept.filter(({ at }) => at < first.at), ...news];
  const oldest = merged.at(-1)!.at - WINDOW_SECONDS * 1000;
  return merged.slice(-WINDOW_SECONDS).filter(({ at }) => at > oldest);
}

export interface CloseCount {
  readonly reason: string;
  readonly count: number;
}

/** Why connections ended in the window, the most frequent reason first. */
export function countCloses(samples: readonly Sample[]): readonly CloseCount[] {
  const counts = new Map<string, number>();
  for (const { closes } of samples)
    for (const [reason, count] of Object.entries(closes))
      counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}

export function closedIn({ closes }: Sample): number {
  return Object.values(closes).reduce((sum, count) => sum + count, 0);
}
