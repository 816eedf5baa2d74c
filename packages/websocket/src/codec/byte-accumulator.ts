import { Buffer } from "node:buffer";

/** The first allocation is at least this large, so that a trickle does not reallocate at each byte. */
const SMALLEST = 256;

/**
 * Collects bytes into one growing buffer. Memory is proportional to what has arrived, not to what a header announced
 * nor to the number of pieces: a peer that sends 1 MB byte by byte costs 1 MB (CVE-2026-48779), one that announces
 * 100 MB and sends nothing costs nothing.
 */
export class ByteAccumulator {
  #bytes: Buffer | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /**
   * @param expected - how many bytes the message is known to have in the end; growth stops there, so that a buffer
   *   handed to the application has no slack
   */
  append(source: Buffer, start: number, end: number, expected: number): void {
    const needed = this.#length + (end - start);
    const bytes = this.#reserve(needed, expected);
    source.copy(bytes, this.#length, start, end);
    this.#length = needed;
  }

  /** Hands the bytes over and starts afresh. */
  take(): Buffer {
    const bytes = this.#bytes;
    const length = this.#length;
    this.#bytes = undefined;
    this.#length = 0;
    if (bytes === undefined) return Buffer.alloc(0);
    return bytes.length === length ? bytes : bytes.subarray(0, length);
  }

  #reserve(needed: number, expected: number): Buffer {
    const bytes = this.#bytes;
    if (bytes !== undefined && bytes.length >= needed) return bytes;
    const capacity = Math.max(needed, Math.min(expected, Math.max(2 * needed, SMALLEST)));
    const larger = Buffer.allocUnsafeSlow(capacity);
    bytes?.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    return larger;
  }
}
