import type { LogEntry } from "../../link/index.ts";

/** What the log may be reduced to. */
export type EntryGroup = "emitted" | "received" | "answers" | "connection";

export const ENTRY_GROUPS: readonly EntryGroup[] = ["emitted", "received", "answers", "connection"];

export const GROUP_LABELS: Readonly<Record<EntryGroup, string>> = {
  emitted: "→ Emitted",
  received: "← Received",
  answers: "✓ Answers",
  connection: "● Connection",
};

export interface EntryKind {
  readonly group: EntryGroup;
  /** Says with the word, and not instead of it, what it is. */
  readonly sign: string;
  readonly word: string;
}

/** What entries of the log are called. */
export const ENTRY_KINDS: Readonly<Record<LogEntry["kind"], EntryKind>> = {
  emitted: { group: "emitted", sign: "→", word: "emitted" },
  received: { group: "received", sign: "←", word: "received" },
  acknowledged: { group: "answers", sign: "✓", word: "acknowledged" },
  answered: { group: "answers", sign: "↩", word: "answered" },
  timeout: { group: "answers", sign: "×", word: "no answer" },
  connected: { group: "connection", sign: "●", word: "connected" },
  disconnected: { group: "connection", sign: "○", word: "disconnected" },
  error: { group: "connection", sign: "!", word: "error" },
  transport: { group: "connection", sign: "⇄", word: "transport" },
  reconnecting: { group: "connection", sign: "↻", word: "reconnecting" },
  fault: { group: "connection", sign: "≠", word: "fault" },
};

/** Is the title the name of an event, and not a sentence? */
export function isAboutEvent({ kind }: Pick<LogEntry, "kind">): boolean {
  return ENTRY_KINDS[kind].group !== "connection";
}
