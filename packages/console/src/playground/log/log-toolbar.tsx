import { exportLog, type Link, type LogEntry } from "../../link/index.ts";
import { Button, formatCount, saveFile } from "../../ui/index.ts";
import { deskOf } from "../connections/link-desk.ts";
import { nameOfSetup } from "../connections/link-name.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { ENTRY_GROUPS, GROUP_LABELS } from "./entry-kinds.ts";
import { formatEntries } from "./entry-text.ts";
import { toggleGroup } from "./log-filter.ts";
import { countMissed } from "./log-place.ts";

export interface LogToolbarProps {
  readonly link: Link;
  /** What is shown, which is what is copied. */
  readonly shown: readonly LogEntry[];
}

/** Search and filter, and what can be done with a log. */
export function LogToolbar({ link, shown }: LogToolbarProps) {
  const { filter } = deskOf(link);
  return (
    <div class="pg-toolbar">
      <input
        class="ui-input pg-search"
        type="search"
        aria-label="Search the log"
        placeholder="Search"
        value={filter.value.search}
        onInput={(event) => (filter.value = { ...filter.value, search: event.currentTarget.value })}
      />
      <PauseButton link={link} />
      <div class="pg-tools">
        <Groups link={link} />
        <LogActions link={link} shown={shown} />
      </div>
    </div>
  );
}

function PauseButton({ link }: Pick<LogToolbarProps, "link">) {
  const { paused } = deskOf(link);
  const stopped = paused.value;
  return (
    <Button
      size="small"
      class="ui-button pg-pause"
      pressed={stopped !== undefined}
      onClick={() => (paused.value = stopped === undefined ? link.log.peek() : undefined)}
    >
      {stopped === undefined ? "Pause" : `Paused, ${formatCount(countMissed(stopped, link.log.value))} new`}
    </Button>
  );
}

function Groups({ link }: Pick<LogToolbarProps, "link">) {
  const { filter } = deskOf(link);
  return (
    <div class="pg-groups" role="group" aria-label="Show">
      {ENTRY_GROUPS.map((group) => (
        <Button
          key={group}
          size="small"
          data-group={group}
          pressed={!filter.value.hidden.has(group)}
          onClick={() => (filter.value = toggleGroup(filter.value, group))}
        >
          {GROUP_LABELS[group]}
        </Button>
      ))}
    </div>
  );
}

function LogActions({ link, shown }: LogToolbarProps) {
  const clear = () => {
    deskOf(link).paused.value = undefined;
    link.clearLog();
  };
  return (
    <div class="pg-actions">
      <Button size="small" tone="quiet" onClick={clear}>
        Clear
      </Button>
      <CopyButton
        size="small"
        tone="quiet"
        title="Copies what is shown, as text"
        text={() => formatEntries(shown)}
      >
        Copy all
      </CopyButton>
      <Button
        size="small"
        tone="quiet"
        title="Saves the whole log as JSON"
        onClick={() => saveFile(fileName(link), exportLog(link))}
      >
        Export
      </Button>
    </div>
  );
}

function fileName({ setup }: Link): string {
  const name = nameOfSetup(setup)
    .replaceAll(/[^\w.-]+/g, "-")
    .slice(0, 80);
  return `log-${name}.json`;
}
