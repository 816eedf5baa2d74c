import { useEffect, useRef, useState } from "preact/hooks";
import type { LogEntry } from "../../link/index.ts";
import { VirtualList } from "../../ui/index.ts";
import type { LinkDesk } from "../connections/link-desk.ts";
import { EntryRow } from "./entry-row.tsx";
import { formatEntry } from "./entry-text.ts";
import { moveSelection } from "./log-place.ts";

export interface LogListProps {
  readonly entries: readonly LogEntry[];
  readonly desk: LinkDesk;
  /** In pixels. */
  readonly rowHeight: number;
}

/** As much as one listens to. */
const SPOKEN_LENGTH = 200;

/** The entries that are shown. Arrow keys, Page up, Page down, Home and End move the selection; Escape ends it. */
export function LogList({ entries, desk, rowHeight }: LogListProps) {
  const frame = useRef<HTMLDivElement>(null);
  // Told to screen readers when a key moved the selection, and never when something arrives.
  const [spoken, setSpoken] = useState("");
  const { selectedId } = desk;
  const chosen = selectedId.value;
  const place = chosen === undefined ? -1 : entries.findIndex(({ id }) => id === chosen);
  const listBox = () => frame.current!.querySelector<HTMLElement>('[role="list"]')!;

  useEffect(() => {
    if (place >= 0) bringIntoView(listBox(), place, rowHeight);
    // Once for each selection: what arrives afterwards may push it out of sight.
  }, [chosen, rowHeight]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") selectedId.value = undefined;
    const next = moveSelection(event.key, place, entries.length);
    const entry = next === undefined ? undefined : entries[next];
    if (entry === undefined) return;
    event.preventDefault();
    selectedId.value = entry.id;
    setSpoken(formatEntry(entry).slice(0, SPOKEN_LENGTH));
  };
  return (
    <div ref={frame} class="pg-log-frame" onKeyDown={onKeyDown}>
      <VirtualList items={entries} rowHeight={rowHeight} keyOf={idOf} label="Log" class="pg-log-list" follows>
        {(entry) => (
          <EntryRow
            entry={entry}
            isSelected={entry.id === chosen}
            onSelect={() => {
              selectedId.value = entry.id;
              listBox().focus({ preventScroll: true });
            }}
          />
        )}
      </VirtualList>
      <p class="ui-unseen" role="status">
        {spoken}
      </p>
    </div>
  );
}

const idOf = ({ id }: LogEntry): number => id;

function bringIntoView(box: HTMLElement, place: number, rowHeight: number): void {
  const top = place * rowHeight;
  const bottom = top + rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}
