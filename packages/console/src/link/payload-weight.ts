/** What a value that is neither text nor bytes is counted as. */
const OTHER = 8;

/** How many bytes a value holds, roughly: characters of texts and bytes of buffers, at any depth. */
export function weighPayload(value: unknown): number {
  let weight = 0;
  // A list of one's own, as what comes over the wire may be nested deeper than functions can call each other.
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === "string") weight += next.length;
    else if (next instanceof ArrayBuffer || ArrayBuffer.isView(next)) weight += next.byteLength;
    else if (next instanceof Blob) weight += next.size;
    else if (typeof next === "object" && next !== null) {
      for (const [key, child] of Object.entries(next)) {
        weight += key.length;
        rest.push(child);
      }
    }
    weight += OTHER;
  }
  return weight;
}
