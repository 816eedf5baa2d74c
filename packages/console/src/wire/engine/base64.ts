const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What Base64 text stands for. */
export interface Decoded {
  /** In bytes. */
  readonly size: number;
  /** The first bytes. */
  readonly start: Uint8Array;
}

/** Enough to look at. */
const MAX_START = 16;

/** Looks into Base64 text; nothing, if it is none. Decodes no more than the beginning. */
export function readBase64(text: string): Decoded | undefined {
  if (!BASE64.test(text)) return undefined;
  const digits = text.replace(/=+$/, "");
  const size = Math.floor((digits.length * 3) / 4);
  const start = new Uint8Array(Math.min(size, MAX_START));
  for (let index = 0; index < start.length; index++) start[index] = byteAt(digits, index);
  return { size, start };
}

/** Each digit is six bits. A byte has some of one digit and the rest of the next. */
function byteAt(digits: string, index: number): number {
  const bit = index * 8;
  const digit = Math.floor(bit / 6);
  const twelveBits = (ALPHABET.indexOf(digits[digit]!) << 6) | ALPHABET.indexOf(digits[digit + 1]!);
  return (twelveBits >> (4 - (bit % 6))) & 0xff;
}
