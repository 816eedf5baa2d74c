import { useMemo, useRef, useState } from "preact/hooks";
import type { WireLine } from "../link/index.ts";
import { rowsOf, unitsInTime } from "./timeline-rows.ts";
import { carriedBy, partsOf, type Row, type Unit } from "./unit.ts";
import { NO_FILTER, type WireFilter } from "./wire-filter.ts";

/** What a time line shows, and what can be done with it. */
export interface Timeline {
  readonly lines: readonly WireLine[];
  readonly rows: readonly Row[];
  /** When it begins. */
  readonly start: number;
  readonly filter: WireFilter;
  readonly setFilter: (filter: WireFilter) => void;
  readonly isPaused: boolean;
  /** How many lines have come since. */
  readonly missed: number;
  readonly pause: (on: boolean) => void;
  readonly selected: Row | undefined;
  readonly select: (row: Row) => void;
  /** Are the layers of a row shown below it? `undefined`: it has none to show. */
  readonly isOpen: (row: Row) => boolean | undefined;
  readonly toggle: (row: Row) => void;
  /** Forgets what was chosen, because the lines are about to go. */
  readonly reset: () => void;
}

export function useTimeline(latest: readonly WireLine[]): Timeline {
  const [filter, setFilter] = useState(NO_FILTER);
  const [paused, setPaused] = useState<readonly WireLine[]>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<Row>();
  const lines = paused ?? latest;
  const units = useMemo(() => unitsInTime(lines), [lines]);
  const rows = useMemo(() => rowsOf(units, filter, opened), [units, filter, opened]);
  const selected = useMemo(() => latestOf(chosen, units), [chosen, units]);
  return {
    lines,
    rows,
    start: useStart(latest),
    filter,
    setFilter,
    isPaused: paused !== undefined,
    missed: missedSince(paused, latest),
    pause: (on) => setPaused(on ? latest : undefined),
    selected,
    select(row) {
      // A chip leads to a layer that may still be folded away.
      if (row !== row.unit.row) setOpened((before) => new Set(before).add(row.unit.key));
      setChosen(row);
    },
    isOpen: (row) =>
      row === row.unit.row && carriedBy(row.layer).length > 0 ? opened.has(row.key) : undefined,
    toggle: (row) => setOpened((before) => withToggled(before, row.key)),
    reset() {
      setPaused(undefined);
      setOpened(new Set());
      setChosen(undefined);
    },
  };
}

/** A time line begins at the first line there was, though it may have gone since to make room. */
function useStart(lines: readonly WireLine[]): number {
  const start = useRef<number>(undefined);
  const first = lines[0];
  if (first === undefined) start.current = undefined;
  else start.current = Math.min(start.current ?? Infinity, first.record.at);
  return start.current ?? 0;
}

/** What is selected may have grown since; if it is gone from the lines, it stays as it was. */
function latestOf(row: Row | undefined, units: readonly Unit[]): Row | undefined {
  const unit = row && units.find(({ key }) => key === row.unit.key);
  if (unit === undefined) return row;
  return [unit.row, ...partsOf(unit)].find(({ key }) => key === row!.key) ?? unit.row;
}

function missedSince(paused: readonly WireLine[] | undefined, lines: readonly WireLine[]): number {
  const last = lines.at(-1)?.record.id;
  return paused === undefined || last === undefined ? 0 : last - (paused.at(-1)?.record.id ?? -1);
}

function withToggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const toggled = new Set(keys);
  if (!toggled.delete(key)) toggled.add(key);
  return toggled;
}
