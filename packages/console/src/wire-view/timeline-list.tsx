import { Button, Empty } from "../ui/index.ts";
import { TimelineRow } from "./timeline-row.tsx";
import { unitBefore } from "./timeline-rows.ts";
import type { Timeline } from "./use-timeline.ts";
import { VirtualTree } from "./virtual-tree.tsx";
import { isFiltering, NO_FILTER } from "./wire-filter.ts";

const ROW_HEIGHTS = { wide: 32, narrow: 54 };

export interface TimelineListProps {
  readonly timeline: Timeline;
  readonly isWide: boolean;
  readonly emptyText: string;
}

/** The rows of a time line, or why there are none. */
export function TimelineList({ timeline, isWide, emptyText }: TimelineListProps) {
  const { rows, start, filter, select, isOpen, toggle } = timeline;
  if (timeline.lines.length === 0)
    return (
      <Empty title="Nothing yet">
        <p>{emptyText}</p>
      </Empty>
    );
  if (rows.length === 0 && isFiltering(filter))
    return <NothingFits onShowAll={() => timeline.setFilter(NO_FILTER)} />;
  return (
    <>
      <Columns />
      <VirtualTree
        rows={rows}
        rowHeight={isWide ? ROW_HEIGHTS.wide : ROW_HEIGHTS.narrow}
        keyOf={({ key }) => key}
        placeOf={(row) => ({ level: row.path.length, isOpen: isOpen(row) })}
        label="Time line"
        selected={timeline.selected?.key}
        onSelect={select}
        onToggle={toggle}
      >
        {(row, index) => (
          <TimelineRow
            row={row}
            start={start}
            before={unitBefore(rows, index)}
            isOpen={isOpen(row)}
            hiddenKinds={filter.hiddenKinds}
            onSelect={select}
            onToggle={toggle}
          />
        )}
      </VirtualTree>
      <p class="wv-keys ui-hint">
        <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> opens and folds
      </p>
    </>
  );
}

/** Over the rows; they say themselves what is in them. */
function Columns() {
  return (
    <div class="wv-row wv-columns" aria-hidden="true">
      <span />
      <span class="ui-number">Time, s</span>
      <span class="ui-number">Since last</span>
      <span>Direction</span>
      <span class="ui-number">Size</span>
      <span>Duration</span>
      <span>Layers, from the ground up</span>
    </div>
  );
}

function NothingFits({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <Empty title="Nothing fits">
      <p>All that went over the wire is left out by the search or the filters above.</p>
      <Button onClick={onShowAll}>Show everything</Button>
    </Empty>
  );
}
