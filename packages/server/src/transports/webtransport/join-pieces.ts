/** Up to here copying is cheaper than another write. */
const MAX_JOINED_BYTES = 64 * 1024;

/** Joins neighbours into chunks, so that many small packets cost one write. Large pieces stay as they are. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let group: Uint8Array[] = [];
  let groupBytes = 0;
  const endGroup = (): void => {
    if (group.length > 0) chunks.push(group.length === 1 ? group[0]! : concat(group, groupBytes));
    group = [];
    groupBytes = 0;
  };
  for (const piece of pieces) {
    if (groupBytes + piece.length > MAX_JOINED_BYTES) endGroup();
    group.push(piece);
    groupBytes += piece.length;
  }
  endGroup();
  return chunks;
}

function concat(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const chunk = new Uint8Array(bytes);
  let position = 0;
  for (const piece of pieces) {
    chunk.set(piece, position);
    position += piece.length;
  }
  return chunk;
}
