import type { Buffer } from "node:buffer";

/**
 * From this length on, going by 32-bit words repays making the word view: measured by `bench/micro/mask.mjs`.
 */
const WORDWISE_FROM = 192;

/** Turns the mask so that its first byte applies at `phase` bytes into the payload. */
function rotate(mask: number, phase: number): number {
  const bits = (phase & 3) << 3;
  return bits === 0 ? mask : (mask >>> bits) | (mask << (32 - bits));
}

function maskBytes(buffer: Buffer, start: number, end: number, mask: number): number {
  const m0 = mask & 0xff;
  const m1 = (mask >>> 8) & 0xff;
  const m2 = (mask >>> 16) & 0xff;
  const m3 = mask >>> 24;
  let seen = 0;
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const a = buffer[i]! ^ m0;
    const b = buffer[i + 1]! ^ m1;
    const c = buffer[i + 2]! ^ m2;
    const d = buffer[i + 3]! ^ m3;
    buffer[i] = a;
    buffer[i + 1] = b;
    buffer[i + 2] = c;
    buffer[i + 3] = d;
    seen |= a | b | c | d;
  }
  for (let rest = mask; i < end; i++, rest >>>= 8) {
    const byte = buffer[i]! ^ (rest & 0xff);
    buffer[i] = byte;
    seen |= byte;
  }
  return seen & 0x80;
}

const keyBytes = new Uint8Array(4);
const keyWord = new Int32Array(keyBytes.buffer);

/** The key as the machine would read it from memory, whichever of its bytes comes first there. */
function inMemoryOrder(mask: number): number {
  keyBytes[0] = mask;
  keyBytes[1] = mask >>> 8;
  keyBytes[2] = mask >>> 16;
  keyBytes[3] = mask >>> 24;
  return keyWord[0]!;
}

/** In a function of its own, four words a step: measured by `bench/micro/mask.mjs`. */
function maskWords(words: Int32Array, mask: number): number {
  let high = 0;
  let i = 0;
  for (const last = words.length - 3; i < last; i += 4) {
    const a = words[i]! ^ mask;
    const b = words[i + 1]! ^ mask;
    const c = words[i + 2]! ^ mask;
    const d = words[i + 3]! ^ mask;
    words[i] = a;
    words[i + 1] = b;
    words[i + 2] = c;
    words[i + 3] = d;
    high |= a | b | c | d;
  }
  for (; i < words.length; i++) {
    const word = words[i]! ^ mask;
    words[i] = word;
    high |= word;
  }
  return high & 0x80808080;
}

/**
 * XORs a stretch of payload with the masking key, in place (RFC 6455, section 5.3).
 *
 * @param mask - the key as a 32-bit integer whose lowest byte is the first byte on the wire
 * @param phase - how many bytes of this payload came before `start`
 * @returns 0 when every resulting byte is ASCII, otherwise another number: the pass over the bytes tells it for free
 */
export function applyMask(buffer: Buffer, start: number, end: number, mask: number, phase: number): number {
  const key = rotate(mask, phase);
  if (end - start < WORDWISE_FROM) return maskBytes(buffer, start, end, key);

  // The word view must begin at a multiple of 4 in the underlying memory; the bytes before and after go singly.
  const head = -(buffer.byteOffset + start) & 3;
  const words = (end - start - head) >>> 2;
  const view = new Int32Array(buffer.buffer, buffer.byteOffset + start + head, words);
  const wordKey = rotate(key, head);
  // A whole number of words later the key is at the same place.
  return (
    maskBytes(buffer, start, start + head, key) |
    maskWords(view, inMemoryOrder(wordKey)) |
    maskBytes(buffer, start + head + (words << 2), end, wordKey)
  );
}
