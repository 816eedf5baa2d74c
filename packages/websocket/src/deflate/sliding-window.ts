import { Buffer } from "node:buffer";

const LEAST_CAPACITY = 256;

/**
 * The last bytes that an inflater has put out, up to the size of its window. Node cannot ask zlib for them, and they are
 * needed to go on with the same window after the end of a deflate stream. It grows with what has come, not ahead of it.
 */
export class SlidingWindow {
  readonly #limit: number;
  #ring: Buffer = Buffer.alloc(0);
  /** How many bytes of the ring are in use. */
  #size = 0;
  /** Where the next byte goes. As long as the ring is below its limit it never wraps: it grows before. */
  #next = 0;

  constructor(windowBits: number) {
    this.#limit = 2 ** windowBits;
  }

  push(chunk: Buffer): void {
    const bytes = chunk.length > this.#limit ? chunk.subarray(chunk.length - this.#limit) : chunk;
    this.#reserve(this.#size + bytes.length);
    const room = this.#ring.length - this.#next;
    bytes.copy(this.#ring, this.#next, 0, room);
    if (bytes.length > room) bytes.copy(this.#ring, 0, room);
    this.#size = Math.min(this.#size + bytes.length, this.#ring.length);
    this.#next += bytes.length;
    if (this.#next >= this.#limit) this.#next -= this.#limit;
  }

  /** A copy of the bytes in their order; `undefined` when there are none. */
  toDictionary(): Buffer | undefined {
    if (this.#size === 0) return undefined;
    const oldest = this.#size === this.#limit ? this.#ring.subarray(this.#next) : this.#ring.subarray(0, 0);
    return Buffer.concat([oldest, this.#ring.subarray(0, this.#size - oldest.length)]);
  }

  clear(): void {
    this.#ring = Buffer.alloc(0);
    this.#size = 0;
    this.#next = 0;
  }

  #reserve(wanted: number): void {
    let capacity = this.#ring.length;
    if (wanted <= capacity || capacity === this.#limit) return;
    capacity = Math.max(capacity, LEAST_CAPACITY);
    while (capacity < wanted && capacity < this.#limit) capacity *= 2;
    const ring = Buffer.allocUnsafeSlow(capacity);
    this.#ring.copy(ring, 0, 0, this.#size);
    this.#ring = ring;
  }
}
