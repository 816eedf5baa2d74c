/** Numbers that a seed determines, so that every run can be repeated. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  }

  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number {
    // xorshift32: small, and good enough to choose test cases.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  bytes(length: number): Buffer {
    const result = Buffer.allocUnsafe(length);
    let index = 0;
    for (; index + 4 <= length; index += 4) result.writeUInt32LE(this.below(0x1_0000_0000), index);
    for (; index < length; index += 1) result[index] = this.below(256);
    return result;
  }

  /** Cuts bytes into pieces, some of them empty. */
  cut(bytes: Buffer, pieces: number): Buffer[] {
    const positions = Array.from({ length: pieces - 1 }, () => this.below(bytes.length + 1)).sort(
      (a, b) => a - b,
    );
    return [...positions, bytes.length].map((end, index) =>
      bytes.subarray(index === 0 ? 0 : positions[index - 1], end),
    );
  }
}
