import { BoundedFeed } from "./bounded-feed.ts";
import type { LogEntry } from "./log-entry.ts";
import { weighPayload } from "./payload-weight.ts";

const MAX_ENTRIES = 5_000;
const MAX_BYTES = 50_000_000;

type EntryDetails = Partial<Omit<LogEntry, "id" | "at" | "kind" | "title">>;

/** The log of one connection. The oldest entries go. */
export class EventLog {
  readonly #feed = new BoundedFeed<LogEntry>({
    items: MAX_ENTRIES,
    weight: MAX_BYTES,
    weigh: ({ args }) => weighPayload(args),
  });
  readonly entries = this.#feed.items;

  add(kind: LogEntry["kind"], title: string, details: EntryDetails = {}): LogEntry {
    return this.#feed.append((id) => ({ id, at: Date.now(), kind, title, args: [], ...details }));
  }

  update(id: number, change: (entry: LogEntry) => LogEntry): void {
    this.#feed.update(id, change);
  }

  clear(): void {
    this.#feed.clear();
  }
}
