import { Buffer } from "node:buffer";

/** Counts the bytes that go through `Buffer#copy` and `Buffer.concat` meanwhile: a measure of work that no clock blurs. */
export function countCopiedBytes(run: () => void): number {
  const { concat } = Buffer;
  const prototype = Buffer.prototype as Buffer;
  const { copy } = prototype;
  let copied = 0;
  Buffer.concat = (list, totalLength) => {
    const all = concat(list, totalLength);
    copied += all.length;
    return all;
  };
  prototype.copy = function countingCopy(this: Buffer, ...args: Parameters<Buffer["copy"]>) {
    const count = copy.apply(this, args);
    copied += count;
    return count;
  };
  try {
    run();
  } finally {
    Buffer.concat = concat;
    prototype.copy = copy;
  }
  return copied;
}
