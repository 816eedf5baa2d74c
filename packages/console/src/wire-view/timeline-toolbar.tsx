import { Button, formatCount } from "../ui/index.ts";
import { LAYER_KINDS, LAYER_NAMES } from "./layer-names.ts";
import { toggleKind, type WireFilter } from "./wire-filter.ts";

export interface TimelineToolbarProps {
  readonly filter: WireFilter;
  readonly onFilter: (filter: WireFilter) => void;
  readonly isPaused: boolean;
  /** How many lines have come since. */
  readonly missed: number;
  readonly onPause: (on: boolean) => void;
  readonly onClear: (() => void) | undefined;
  readonly onExport: () => void;
}

const DIRECTION_CHOICES: Readonly<Record<WireFilter["direction"], string>> = {
  all: "Both ways",
  out: "→ Sent",
  in: "← Received",
};

/** Filters, and what can be done with a time line. */
export function TimelineToolbar(props: TimelineToolbarProps) {
  const { filter, onFilter, isPaused, missed, onPause, onClear, onExport } = props;
  return (
    <div class="wv-toolbar">
      <input
        class="ui-input wv-search"
        type="search"
        aria-label="Search titles and values"
        placeholder="Search"
        value={filter.search}
        onInput={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
      />
      <div class="wv-actions">
        <Button size="small" pressed={isPaused} onClick={() => onPause(!isPaused)}>
          {isPaused ? `Paused, ${formatCount(missed)} new` : "Pause"}
        </Button>
        {onClear !== undefined && (
          <Button size="small" onClick={onClear}>
            Clear
          </Button>
        )}
        <Button
          size="small"
          title="A JSON file with every byte that went over the wire, passwords and tokens included"
          onClick={onExport}
        >
          Export
        </Button>
      </div>
      <Filters filter={filter} onFilter={onFilter} />
    </div>
  );
}

/** Which layers are shown, which tells their colours as well, and which direction. */
function Filters({ filter, onFilter }: Pick<TimelineToolbarProps, "filter" | "onFilter">) {
  return (
    <div class="wv-filters" role="group" aria-label="Show">
      {LAYER_KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          class="wv-toggle"
          data-layer={kind}
          aria-pressed={!filter.hiddenKinds.has(kind)}
          onClick={() => onFilter(toggleKind(filter, kind))}
        >
          {LAYER_NAMES[kind]}
        </button>
      ))}
      <button
        type="button"
        class="wv-toggle"
        title="Pings and pongs, the heartbeat of a connection"
        aria-pressed={!filter.hidesHeartbeats}
        onClick={() => onFilter({ ...filter, hidesHeartbeats: !filter.hidesHeartbeats })}
      >
        Pings
      </button>
      <select
        class="ui-input wv-direction"
        aria-label="Direction"
        value={filter.direction}
        onChange={(event) =>
          onFilter({ ...filter, direction: event.currentTarget.value as WireFilter["direction"] })
        }
      >
        {Object.entries(DIRECTION_CHOICES).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
