import type { Buffer } from "node:buffer";

/**
 * A small inflater (RFC 1951) that only tells how far back deflate data looks at most. zlib itself does not say, and does
 * not complain about a distance that its output buffer happens to hold.
 */
export function measureDistance(data: Buffer): number {
  const bits = new BitReader(data);
  let largest = 0;
  while (bits.left >= 3) {
    const isLast = bits.take(1) === 1;
    const type = bits.take(2);
    if (type === 0) skipStored(bits);
    else largest = Math.max(largest, measureBlock(bits, type === 1 ? fixedCodes() : readCodes(bits)));
    if (isLast) break;
  }
  return largest;
}

/** RFC 1951 3.2.5: the lengths and distances that the symbols begin at, and how many bits follow. */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1));
const DISTANCE_BASE = DISTANCE_BITS.map((_, symbol) =>
  DISTANCE_BITS.slice(0, symbol).reduce((sum, count) => sum + 2 ** count, 1),
);
/** RFC 1951 3.2.7: the order in which the lengths of the code-length codes come. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

class BitReader {
  readonly #data: Buffer;
  #position = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  get left(): number {
    return this.#data.length * 8 - this.#position;
  }

  take(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++, this.#position++) {
      value |= (((this.#data[this.#position >> 3] ?? 0) >> (this.#position & 7)) & 1) << index;
    }
    return value;
  }

  align(): void {
    this.#position = (this.#position + 7) & ~7;
  }

  skipBytes(count: number): void {
    this.#position += count * 8;
  }
}

interface Codes {
  readonly literals: Code;
  readonly distances: Code;
}

/** A canonical Huffman code: how many codes of each length there are, and the symbols in their order. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function skipStored(bits: BitReader): void {
  bits.align();
  const length = bits.take(16);
  bits.skipBytes(2 + length);
}

function measureBlock(bits: BitReader, { literals, distances }: Codes): number {
  let largest = 0;
  for (;;) {
    const symbol = decode(bits, literals);
    if (symbol === 256) return largest;
    if (symbol < 256) continue;
    bits.take(LENGTH_BITS[symbol - 257] ?? 0);
    const code = decode(bits, distances);
    largest = Math.max(largest, (DISTANCE_BASE[code] ?? 0) + bits.take(DISTANCE_BITS[code] ?? 0));
  }
}

function fixedCodes(): Codes {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
  return { literals: toCode(lengths), distances: toCode(Array.from({ length: 30 }, () => 5)) };
}

function readCodes(bits: BitReader): Codes {
  const literals = bits.take(5) + 257;
  const total = literals + bits.take(5) + 1;
  const codeLengths = Array.from({ length: 19 }, () => 0);
  const count = bits.take(4) + 4;
  for (const symbol of CODE_ORDER.slice(0, count)) codeLengths[symbol] = bits.take(3);
  const code = toCode(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < total) {
    const symbol = decode(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + bits.take(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7));
  }
  return { literals: toCode(lengths.slice(0, literals)), distances: toCode(lengths.slice(literals)) };
}

function repeat(lengths: number[], value: number, times: number): void {
  for (let index = 0; index < times; index++) lengths.push(value);
}

function toCode(lengths: readonly number[]): Code {
  const counts = Array.from(
    { length: 16 },
    (_, bits) => lengths.filter((one) => one === bits && bits > 0).length,
  );
  const symbols = [...lengths.keys()]
    .filter((symbol) => lengths[symbol] !== 0)
    .toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  return { counts, symbols };
}

function decode(bits: BitReader, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length < 16; length++) {
    code = (code << 1) | bits.take(1);
    const count = counts[length] ?? 0;
    const symbol = symbols[index + code - first];
    if (code - first < count && symbol !== undefined) return symbol;
    index += count;
    first = (first + count) << 1;
  }
  throw new Error("no such code");
}
