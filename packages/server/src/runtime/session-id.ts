import { Buffer } from "node:buffer";

const RANDOM_BYTES = 12;
const COUNTER_BYTES = 3;
const COUNTS = 2 ** (8 * COUNTER_BYTES);
/** Drawing random bytes costs far more per call than per byte. */
const IDS_PER_DRAW = 120;

/**
 * Creates a generator of session ids: 20 characters of the URL-safe base64 alphabet, made of 12 random bytes, which
 * nobody can guess, and a counter of 3 bytes, which keeps two ids of one process apart even if the random source fails
 * to. Other programs rely on the length.
 *
 * @param randomBytes - a source fit for secrets; random bytes are used once
 * @param firstCount - where the counter begins
 */
export function createIdGenerator(randomBytes: (size: number) => Uint8Array, firstCount = 0): () => string {
  const id = Buffer.alloc(RANDOM_BYTES + COUNTER_BYTES);
  let counter = firstCount % COUNTS;
  let drawn: Uint8Array = id;
  let used = drawn.length;
  return () => {
    if (used + RANDOM_BYTES > drawn.length) {
      drawn = drawBytes(randomBytes);
      used = 0;
    }
    id.set(drawn.subarray(used, used + RANDOM_BYTES));
    used += RANDOM_BYTES;
    id.writeUIntBE(counter, RANDOM_BYTES, COUNTER_BYTES);
    counter = (counter + 1) % COUNTS;
    return id.toString("base64url");
  };
}

function drawBytes(randomBytes: (size: number) => Uint8Array): Uint8Array {
  const size = RANDOM_BYTES * IDS_PER_DRAW;
  const drawn = randomBytes(size);
  if (drawn.length === size) return drawn;
  throw new RangeError(
    `randomBytes: asked for ${size} bytes, got ${drawn.length}; return as many as are asked for`,
  );
}
