import { Buffer } from "node:buffer";

const ID_BYTES = 15;
/** Drawing random bytes costs far more per call than per byte. */
const IDS_PER_DRAW = 120;

/**
 * Creates a generator of session ids: 20 characters of the URL-safe base64 alphabet, made of 120 random bits. Nobody can
 * guess one, and no two are alike. Other programs rely on the length.
 *
 * @param randomBytes - a source fit for secrets; random bytes are used once
 */
export function createIdGenerator(randomBytes: (size: number) => Uint8Array): () => string {
  let drawn = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used + ID_BYTES > drawn.length) {
      drawn = drawBytes(randomBytes);
      used = 0;
    }
    const id = drawn.toString("base64url", used, used + ID_BYTES);
    used += ID_BYTES;
    return id;
  };
}

function drawBytes(randomBytes: (size: number) => Uint8Array): Buffer<ArrayBuffer> {
  const size = ID_BYTES * IDS_PER_DRAW;
  const drawn = randomBytes(size);
  if (drawn.length === size) return Buffer.from(drawn);
  throw new RangeError(
    `randomBytes: asked for ${size} bytes, got ${drawn.length}; return as many as are asked for`,
  );
}
