/** Binary data in an argument, and where. */
export interface FoundBytes {
  /** As one would write it in a program: `[0].picture`; empty for the argument itself. */
  readonly place: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** More are not shown one by one. */
export const MAX_FOUND = 20;

/** How many values are looked at. */
const MAX_VISITED = 10_000;

/** The binary data in a value, at any depth, in the order in which it is read. */
export function findBytes(value: unknown): readonly FoundBytes[] {
  const found: FoundBytes[] = [];
  // A list of one's own, as what comes over the wire may be nested deeper than functions can call each other.
  const rest: { readonly place: string; readonly value: unknown }[] = [{ place: "", value }];
  for (let visited = 0; visited < MAX_VISITED && found.length < MAX_FOUND; visited++) {
    const next = rest.pop();
    if (next === undefined) break;
    const bytes = viewBytes(next.value);
    if (bytes !== undefined) found.push({ place: next.place, bytes });
    else rest.push(...membersOf(next.value, next.place).reverse());
  }
  return found;
}

function membersOf(value: unknown, place: string): { readonly place: string; readonly value: unknown }[] {
  if (typeof value !== "object" || value === null) return [];
  const isArray = Array.isArray(value);
  return (Object.entries(value) as [string, unknown][])
    .slice(0, MAX_VISITED)
    .map(([name, member]) => ({ place: isArray ? `${place}[${name}]` : `${place}.${name}`, value: member }));
}

function viewBytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value) || !(value.buffer instanceof ArrayBuffer)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
