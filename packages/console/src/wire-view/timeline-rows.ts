import type { WireLine } from "../link/index.ts";
import type { LayerKind } from "../wire/index.ts";
import { partsOf, unitsOf, type Row, type Unit } from "./unit.ts";
import { isShown, type WireFilter } from "./wire-filter.ts";

/** The units of all lines in the order of time: an answer stands where it arrived, not behind its request. */
export function unitsInTime(lines: readonly WireLine[]): readonly Unit[] {
  const units: Unit[] = [];
  let latest = -Infinity;
  let isInOrder = true;
  for (const line of lines) {
    for (const unit of unitsOf(line)) {
      if (unit.at < latest) isInOrder = false;
      else latest = unit.at;
      units.push(unit);
    }
  }
  return isInOrder ? units : units.sort((one, other) => one.at - other.at);
}

/** The rows that are to be seen: units that pass the filter, and the layers of those that are opened. */
export function rowsOf(
  units: readonly Unit[],
  filter: WireFilter,
  opened: ReadonlySet<string>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const unit of units) {
    if (!isShown(unit, filter)) continue;
    rows.push(unit.row);
    if (opened.has(unit.key)) rows.push(...shownParts(unit, filter.hiddenKinds));
  }
  return rows;
}

/** The layers in a unit, without the kinds that are hidden. */
export function shownParts(unit: Unit, hidden: ReadonlySet<LayerKind>): readonly Row[] {
  const parts = partsOf(unit);
  return hidden.size === 0 ? parts : parts.filter(({ layer }) => !hidden.has(layer.kind));
}

/** The unit that is seen before this row's, to tell how much later it came. */
export function unitBefore(rows: readonly Row[], index: number): Unit | undefined {
  const { unit } = rows[index]!;
  for (let before = index - 1; before >= 0; before--) {
    if (rows[before]!.unit !== unit) return rows[before]!.unit;
  }
  return undefined;
}
