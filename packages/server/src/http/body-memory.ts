import { Buffer } from "node:buffer";

const EMPTY = Buffer.alloc(0);

/**
 * The bytes of a body in one place, so that the number of pieces that it comes in costs nothing. The place grows with what
 * comes, so that announcing much costs nothing either.
 */
export class BodyMemory {
  readonly #limit: number;
  #memory = EMPTY;
  #bytes = 0;

  /** @param limit - the most bytes that will be appended */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes are there. */
  get length(): number {
    return this.#bytes;
  }

  /** How many bytes are reserved. */
  get capacity(): number {
    return this.#memory.length;
  }

  /** The bytes, without a copy. */
  get content(): Buffer {
    return this.#memory.subarray(0, this.#bytes);
  }

  /** Copies a piece. */
  append(piece: Uint8Array): void {
    const needed = this.#bytes + piece.length;
    const old = this.#memory;
    if (old.length < needed) {
      const size = Math.max(needed, Math.min(this.#limit, 2 * old.length));
      this.#memory = Buffer.allocUnsafe(size);
      this.#memory.set(old);
    }
    this.#memory.set(piece, this.#bytes);
    this.#bytes = needed;
  }

  clear(): void {
    this.#memory = EMPTY;
    this.#bytes = 0;
  }
}
