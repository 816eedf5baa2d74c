import type { LogEntry } from "../../link/index.ts";
import { ENTRY_KINDS, type EntryGroup } from "./entry-kinds.ts";
import { formatArguments } from "./entry-text.ts";

/** What of a log is shown. */
export interface LogFilter {
  readonly search: string;
  readonly hidden: ReadonlySet<EntryGroup>;
}

export const SHOWS_ALL: LogFilter = { search: "", hidden: new Set() };

export function toggleGroup(filter: LogFilter, group: EntryGroup): LogFilter {
  const hidden = new Set(filter.hidden);
  if (!hidden.delete(group)) hidden.add(group);
  return { ...filter, hidden };
}

/** The entries that are shown: all words of the search occur in what is read of them. */
export function filterLog(entries: readonly LogEntry[], { search, hidden }: LogFilter): readonly LogEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && hidden.size === 0) return entries;
  return entries.filter((entry) => {
    if (hidden.has(ENTRY_KINDS[entry.kind].group)) return false;
    const text = words.length === 0 ? "" : searchText(entry);
    return words.every((word) => text.includes(word));
  });
}

/** Of each entry, as far as anybody looks. */
const SEARCHED_LENGTH = 2_000;

/** A log that grows is searched many times a second. */
const searchTexts = new WeakMap<LogEntry, string>();

function searchText(entry: LogEntry): string {
  let text = searchTexts.get(entry);
  if (text === undefined) {
    const { kind, title, args } = entry;
    text = `${ENTRY_KINDS[kind].word} ${title} ${formatArguments(args, SEARCHED_LENGTH)}`.toLowerCase();
    searchTexts.set(entry, text);
  }
  return text;
}
