import type { LogEntry } from "../../link/index.ts";

/** How many entries came since the log was paused. Entries are counted from 0 on, without a gap. */
export function countMissed(paused: readonly LogEntry[], entries: readonly LogEntry[]): number {
  const newest = entries.at(-1);
  if (newest === undefined) return 0;
  const seen = paused.at(-1);
  return seen === undefined ? entries.length : newest.id - seen.id;
}

/** The entry of that number, if it is still there. */
export function findEntry(entries: readonly LogEntry[], id: number | undefined): LogEntry | undefined {
  const [oldest] = entries;
  return id === undefined || oldest === undefined ? undefined : entries[id - oldest.id];
}

/** Keys that move the selection, and how far. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** Where a key moves the selection among what is shown; nothing, if it is none of those that do. */
export function moveSelection(key: string, selected: number, count: number): number | undefined {
  const step = STEPS[key];
  if (step === undefined || count === 0) return undefined;
  // From nowhere one comes in by the end where the news is, or by the other one.
  const from = selected < 0 ? (step > 0 ? -1 : count) : selected;
  return Math.min(Math.max(from + step, 0), count - 1);
}
