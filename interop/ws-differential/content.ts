import type { Random } from "./random.ts";

const MEGABYTE = 1024 * 1024;

/** The sizes at which an encoding of the length or a buffer changes. */
const EDGES = [0, 1, 2, 124, 125, 126, 127, 1023, 1024, 4095, 4096, 65534, 65535, 65536, 65537];
const ALPHABETS = ["abcdefghij klmnopqrstuvwxyz\n", "äöüß éñ", "€日本語한국어", "😀🧦𝔘", "a é€😀"].map(
  (text) => [...text],
);

export function randomSize(random: Random): number {
  const kind = random.below(100);
  if (kind < 2) return MEGABYTE;
  if (kind < 45) return random.pick(EDGES);
  if (kind < 85) return random.below(300);
  if (kind < 97) return random.below(70_000);
  return random.below(MEGABYTE);
}

/** UTF-8 of about the size asked for, never more than three bytes longer. */
export function randomText(random: Random, size: number): Buffer {
  const alphabet = random.pick(ALPHABETS);
  // A block that repeats: text compresses, and a megabyte is made quickly.
  const block: string[] = [];
  let length = 0;
  while (length < Math.min(size, 512)) {
    const character = random.pick(alphabet);
    block.push(character);
    length += Buffer.byteLength(character);
  }
  const unit = Buffer.from(block.join(""));
  if (unit.length >= size) return unit;
  const units = Array.from({ length: Math.floor(size / unit.length) }, () => unit);
  const rest = "x".repeat(size % unit.length);
  return Buffer.concat([...units, Buffer.from(rest)]);
}

export function randomBinary(random: Random, size: number): Buffer {
  const bytes = random.bytes(Math.min(size, 8192));
  const result = Buffer.alloc(size);
  for (let start = 0; start < size; start += bytes.length) bytes.copy(result, start);
  return result;
}
