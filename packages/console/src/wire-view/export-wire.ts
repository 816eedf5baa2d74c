import type { WireLine } from "../link/index.ts";
import type { Layer } from "../wire/index.ts";
import { hexOf } from "./byte-rows.ts";
import { calendarTime } from "./moments.ts";
import { carriedBy } from "./unit.ts";
import { unitsInTime } from "./timeline-rows.ts";

interface ExportedLayer {
  readonly layer: string;
  readonly title: string;
  readonly problem?: string;
  readonly fields: readonly { readonly name: string; readonly bytes: string; readonly value: string }[];
  readonly carries: readonly ExportedLayer[];
}

/** A time line as JSON: every unit with its bytes in hex and its fields by name. */
export function exportWire(lines: readonly WireLine[], pageOpenedAt: number): string {
  const units = unitsInTime(lines).map(({ at, layer, duration }) => ({
    time: new Date(calendarTime(at, pageOpenedAt)).toISOString(),
    direction: layer.direction,
    duration,
    derived: layer.derived || undefined,
    bytes: hexOf(layer.bytes),
    ...exportLayer(layer),
  }));
  return JSON.stringify(units, undefined, 2);
}

function exportLayer(layer: Layer): ExportedLayer {
  const { kind, title, problem, fields } = layer;
  return {
    layer: kind,
    title,
    ...(problem !== undefined && { problem }),
    fields: fields.map(({ name, start, end, value }) => ({ name, bytes: `${start}-${end}`, value })),
    carries: carriedBy(layer).map(exportLayer),
  };
}
