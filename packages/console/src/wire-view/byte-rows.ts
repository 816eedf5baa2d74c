import type { Field, Layer } from "../wire/index.ts";

/** Neighbouring bytes of one row that belong to the same field. */
export interface ByteRun {
  /** Index of the field; -1 where none is. */
  readonly field: number;
  /** "47 45 54". */
  readonly hex: string;
  /** One character per byte, those that cannot be shown as dots. */
  readonly text: string;
  /** Not shown by the browser, but told from what it does show? */
  readonly isDerived: boolean;
}

/** A row of the dump. */
export interface ByteRow {
  readonly offset: number;
  readonly runs: readonly ByteRun[];
}

/** The first bytes as rows, cut where fields begin. */
export function byteRows(
  layer: Layer,
  { perRow, limit }: { readonly perRow: number; readonly limit: number },
): readonly ByteRow[] {
  const { bytes, fields } = layer;
  const derivedEnd = endOfDerived(layer);
  const end = Math.min(bytes.length, limit);
  const rows: ByteRow[] = [];
  let next = 0;
  for (let offset = 0; offset < end; offset += perRow) {
    const rowEnd = Math.min(offset + perRow, end);
    const runs: ByteRun[] = [];
    let at = offset;
    while (at < rowEnd) {
      while (next < fields.length && fields[next]!.end <= at) next++;
      const field = fields[next];
      const isInField = field !== undefined && field.start <= at;
      const runEnd = Math.min(rowEnd, (isInField ? field.end : field?.start) ?? rowEnd);
      const part = bytes.subarray(at, runEnd);
      runs.push({
        field: isInField ? next : -1,
        hex: hexOf(part),
        text: textOf(part),
        isDerived: at < derivedEnd,
      });
      at = runEnd;
    }
    rows.push({ offset, runs });
  }
  return rows;
}

/** What a layer carries is as it was, also where what is around it had to be derived: headers, request lines. */
function endOfDerived({ derived, bytes, children }: Layer): number {
  if (!derived) return 0;
  const carried = children.find((child) => child.bytes.buffer === bytes.buffer);
  return carried === undefined ? bytes.length : carried.bytes.byteOffset - bytes.byteOffset;
}

/** "0000", longer where it has to be. */
export function formatOffset(offset: number): string {
  return offset.toString(16).padStart(4, "0");
}

/** "3", "3 to 7", "none". */
export function formatRange({ start, end }: Field): string {
  if (end <= start) return "none";
  return end - start === 1 ? String(start) : `${start} to ${end - 1}`;
}

/** "47 45 54". */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
}
