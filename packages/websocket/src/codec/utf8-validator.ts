import { isUtf8, type Buffer } from "node:buffer";

/** Below this length the native check costs more than going byte by byte. */
const NATIVE_FROM = 32;

/**
 * Checks UTF-8 that arrives in pieces, and fails at the first byte that cannot belong to valid text, not at the end of
 * the message (RFC 6455, section 8.1; the byte ranges are those of RFC 3629, section 4).
 */
export class Utf8Validator {
  /** How many continuation bytes the open sequence still needs. */
  #needed = 0;
  /** The range of the next continuation byte: narrower than 80–BF right after E0, ED, F0 and F4. */
  #lower = 0x80;
  #upper = 0xbf;

  /** Is no sequence left open, so that the text may end here? */
  get isComplete(): boolean {
    return this.#needed === 0;
  }

  /** Checks the next piece; `false` when it holds a byte that cannot be valid where it stands. */
  push(bytes: Buffer, start: number, end: number): boolean {
    let from = start;
    while (this.#needed > 0 && from < end) {
      if (!this.#step(bytes[from]!)) return false;
      from++;
    }
    if (end - from >= NATIVE_FROM) {
      const tail = sequenceStart(bytes, from, end);
      if (!isUtf8(bytes.subarray(from, tail))) return false;
      from = tail;
    }
    for (; from < end; from++) {
      if (!this.#step(bytes[from]!)) return false;
    }
    return true;
  }

  #step(byte: number): boolean {
    if (this.#needed > 0) {
      if (byte < this.#lower || byte > this.#upper) return false;
      this.#needed--;
      this.#lower = 0x80;
      this.#upper = 0xbf;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    if (byte < 0xe0) {
      this.#needed = 1;
    } else if (byte < 0xf0) {
      this.#needed = 2;
      // E0 would be an overlong form below A0, ED a surrogate above 9F.
      if (byte === 0xe0) this.#lower = 0xa0;
      else if (byte === 0xed) this.#upper = 0x9f;
    } else {
      this.#needed = 3;
      // F0 would be an overlong form below 90, F4 beyond U+10FFFF above 8F.
      if (byte === 0xf0) this.#lower = 0x90;
      else if (byte === 0xf4) this.#upper = 0x8f;
    }
    return true;
  }
}

/** Where the last sequence begins, if one of the last three bytes could lead a sequence that goes on after `end`. */
function sequenceStart(bytes: Buffer, start: number, end: number): number {
  for (let i = end - 1; i >= start && i >= end - 3; i--) {
    const byte = bytes[i]!;
    if (byte >= 0xc0) return i;
    if (byte < 0x80) return end;
  }
  return end;
}
