import { formatCount } from "../../ui/index.ts";

/** How many rows a page of a list has. */
export const PAGE_SIZE = 50;

/** Where the page begins that has this row, or the last page, if there are fewer rows by now. */
export function pageStart(offset: number, total: number): number {
  const last = Math.max(0, total - 1);
  return Math.floor(Math.min(offset, last) / PAGE_SIZE) * PAGE_SIZE;
}

/** "51 to 100 of 10,000 sockets". */
export function describePage(offset: number, total: number, noun: string): string {
  if (total === 0) return `No ${noun}s`;
  const all = `${formatCount(total)} ${total === 1 ? noun : `${noun}s`}`;
  if (total <= PAGE_SIZE) return all;
  const start = pageStart(offset, total);
  return `${formatCount(start + 1)} to ${formatCount(Math.min(start + PAGE_SIZE, total))} of ${all}`;
}
