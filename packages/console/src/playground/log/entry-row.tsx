import type { LogEntry } from "../../link/index.ts";
import { formatTime } from "../../ui/index.ts";
import { ENTRY_KINDS, isAboutEvent } from "./entry-kinds.ts";
import { describeProgress, formatArguments } from "./entry-text.ts";

/** What is longer does not fit into a line anyway. */
const SHOWN_LENGTH = 300;

export interface EntryRowProps {
  readonly entry: LogEntry;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** An entry of the log on a line. The list has the focus, so that it is not lost with a line that scrolls away. */
export function EntryRow({ entry, isSelected, onSelect }: EntryRowProps) {
  const { at, kind, title, args } = entry;
  const { group, sign, word } = ENTRY_KINDS[kind];
  const progress = describeProgress(entry);
  return (
    <button
      type="button"
      tabIndex={-1}
      class="pg-entry"
      data-group={group}
      data-bad={kind === "error" || kind === "timeout" || kind === "disconnected"}
      aria-current={isSelected ? "true" : undefined}
      onClick={onSelect}
    >
      <span class="pg-entry-time">{formatTime(at)}</span>
      <span class="pg-entry-kind">
        <span class="pg-entry-sign" aria-hidden="true">
          {sign}
        </span>
        {word}
      </span>
      <span class="pg-entry-text">
        <span class={isAboutEvent(entry) ? "pg-entry-event" : undefined}>{title.slice(0, SHOWN_LENGTH)}</span>
        {args.length > 0 && <code> {formatArguments(args, SHOWN_LENGTH)}</code>}
      </span>
      {progress !== undefined && (
        <span class="pg-entry-progress" data-tone={progress.tone}>
          {progress.text}
        </span>
      )}
    </button>
  );
}
