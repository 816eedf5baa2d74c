import { count } from "../text.ts";
import type { Part } from "../fields.ts";

/** A length in seven bits, or in the two or eight bytes that they announce. WebSocket and WebTransport do it alike. */
export interface SevenBitLength {
  readonly sevenBits: number;
  /** What the seven bits say. */
  readonly value: string;
  /** The bytes that follow, if any do. */
  readonly following: readonly Part[];
}

const TWO_BYTES_FOLLOW = 126;
const EIGHT_BYTES_FOLLOW = 127;
const LARGEST_IN_TWO_BYTES = 0xffff;

export function describeLength(length: number): SevenBitLength {
  if (length < TWO_BYTES_FOLLOW) return { sevenBits: length, value: count(length, "byte"), following: [] };
  const isShort = length <= LARGEST_IN_TWO_BYTES;
  const sevenBits = isShort ? TWO_BYTES_FOLLOW : EIGHT_BYTES_FOLLOW;
  const bytes = isShort ? 2 : 8;
  const extended: Part = {
    content: bigEndian(length, bytes),
    name: "extended length",
    value: count(length, "byte"),
    explanation: "How long the payload is. Seven bits were not enough.",
  };
  return { sevenBits, value: `${sevenBits} (the length follows in ${bytes} bytes)`, following: [extended] };
}

function bigEndian(number: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = number;
  for (let index = size - 1; index >= 0; index--) {
    bytes[index] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
  return bytes;
}
