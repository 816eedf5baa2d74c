import { useMemo } from "preact/hooks";
import { leadsToPractice, type Link } from "../../link/index.ts";
import { Button, Empty } from "../../ui/index.ts";
import { deskOf } from "../connections/link-desk.ts";
import { composerDraft, emitDraft, takeSuggestion } from "../emit/composer-draft.ts";
import { SUGGESTIONS } from "../emit/suggestions.ts";
import { EntryDetail } from "./entry-detail.tsx";
import { filterLog, SHOWS_ALL } from "./log-filter.ts";
import { LogList } from "./log-list.tsx";
import { findEntry } from "./log-place.ts";
import { LogToolbar } from "./log-toolbar.tsx";

export interface LogPanelProps {
  readonly link: Link;
  readonly isWide: boolean;
}

/** What happened on a connection, and beside it what there is to know of one entry. */
export function LogPanel({ link, isWide }: LogPanelProps) {
  const desk = deskOf(link);
  const log = link.log.value;
  const entries = desk.paused.value ?? log;
  const filter = desk.filter.value;
  const shown = useMemo(() => filterLog(entries, filter), [entries, filter]);
  // Not the one that was paused: an answer may have come since.
  const selected = findEntry(log, desk.selectedId.value);
  return (
    <section class="pg-log" aria-label="Log">
      <LogToolbar link={link} shown={shown} />
      <div class="pg-log-body">
        {shown.length > 0 ? (
          <LogList entries={shown} desk={desk} rowHeight={isWide ? 30 : 50} />
        ) : entries.length > 0 ? (
          <Empty title="Nothing fits">
            <p>No entry of the log fits the search and the kinds that are shown.</p>
            <Button onClick={() => (desk.filter.value = SHOWS_ALL)}>Show all</Button>
          </Empty>
        ) : (
          <NothingYet link={link} />
        )}
        {selected !== undefined && (
          <EntryDetail
            key={selected.id}
            link={link}
            entry={selected}
            onClose={() => (desk.selectedId.value = undefined)}
          />
        )}
      </div>
    </section>
  );
}

function NothingYet({ link }: { readonly link: Link }) {
  const [echo] = SUGGESTIONS;
  const canEcho = echo !== undefined && leadsToPractice(link.setup);
  return (
    <Empty title="Nothing has happened yet">
      <p>What is emitted and what arrives is written here, the newest at the end.</p>
      {canEcho && (
        <Button
          onClick={() => {
            takeSuggestion(echo);
            emitDraft(link);
          }}
        >
          Emit “{echo.event}”
        </Button>
      )}
      {!canEcho && composerDraft.event.value === "" && <p>Write the name of an event, and emit it.</p>}
    </Empty>
  );
}
