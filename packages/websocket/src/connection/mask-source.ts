import { randomFillSync } from "node:crypto";
import { Buffer } from "node:buffer";

/** Supplies masking keys; the lowest byte goes on the wire first. */
export type MaskSource = () => number;

const POOL_SIZE = 8192;
let pool: Buffer | undefined;
let used = POOL_SIZE;

/** Unpredictable keys, as RFC 6455, section 5.3 demands, drawn from the system's generator many at a time. */
export const randomMask: MaskSource = () => {
  if (used === POOL_SIZE) {
    pool = randomFillSync(pool ?? Buffer.allocUnsafeSlow(POOL_SIZE));
    used = 0;
  }
  const mask = pool!.readInt32LE(used);
  used += 4;
  return mask;
};

/** Keys from a function of the application that fills four bytes. */
export function maskFrom(generateMask: (mask: Buffer) => void): MaskSource {
  const bytes = Buffer.alloc(4);
  return () => {
    generateMask(bytes);
    return bytes.readInt32LE(0);
  };
}
