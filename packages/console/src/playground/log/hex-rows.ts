/** A line of bytes: where it begins, the bytes, and what they are as text. */
export interface HexRow {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

/** Few enough for a narrow screen. */
const PER_ROW = 8;

/** Bytes as lines, as far as `limit`. */
export function hexRows(bytes: Uint8Array, limit: number): readonly HexRow[] {
  const rows: HexRow[] = [];
  for (let start = 0; start < Math.min(bytes.length, limit); start += PER_ROW) {
    const part = bytes.subarray(start, Math.min(start + PER_ROW, limit));
    rows.push({
      offset: start.toString(16).padStart(4, "0"),
      hex: Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(
        "",
      ),
    });
  }
  return rows;
}
