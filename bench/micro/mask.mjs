/**
 * Unmasking by bytes, by 32-bit words, and as the package does it, for payloads of several sizes. The package changes
 * over from bytes to words where this shows that making the view has paid for itself.
 */
import { applyMask } from "@sockeye/websocket/codec";
import { compare } from "./harness.mjs";

const MASK = 0x5ac31e97;

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @param {number} end
 * @returns {number}
 */
function byBytes(bytes, start, end) {
  let seen = 0;
  for (let index = start; index < end; index += 1) {
    const byte = /** @type {number} */ (bytes[index]) ^ ((MASK >>> (((index - start) & 3) << 3)) & 0xff);
    bytes[index] = byte;
    seen |= byte;
  }
  return seen;
}

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @param {number} end
 * @returns {number}
 */
function byFourBytes(bytes, start, end) {
  const [m0, m1, m2, m3] = /** @type {const} */ ([
    MASK & 0xff,
    (MASK >>> 8) & 0xff,
    (MASK >>> 16) & 0xff,
    MASK >>> 24,
  ]);
  let seen = 0;
  for (let index = start; index + 3 < end; index += 4) {
    const a = /** @type {number} */ (bytes[index]) ^ m0;
    const b = /** @type {number} */ (bytes[index + 1]) ^ m1;
    const c = /** @type {number} */ (bytes[index + 2]) ^ m2;
    const d = /** @type {number} */ (bytes[index + 3]) ^ m3;
    bytes[index] = a;
    bytes[index + 1] = b;
    bytes[index + 2] = c;
    bytes[index + 3] = d;
    seen |= a | b | c | d;
  }
  return seen;
}

/**
 * @param {Buffer} bytes
 * @param {number} start A multiple of 4 here; the package aligns.
 * @param {number} end
 * @returns {number}
 */
function byWords(bytes, start, end) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, (end - start) >>> 2);
  let seen = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = /** @type {number} */ (words[index]) ^ MASK;
    words[index] = word;
    seen |= word;
  }
  return seen;
}

for (const size of [16, 32, 64, 96, 128, 192, 256, 512, 1024, 4096, 65_536]) {
  const bytes = Buffer.allocUnsafeSlow(size + 8);
  // The package gets the payload where a chunk has it: behind a header, at an address that is no multiple of 4.
  compare(`unmask ${size} bytes`, {
    "byte by byte": (times) => {
      let seen = 0;
      for (let turn = 0; turn < times; turn += 1) seen ^= byBytes(bytes, 8, 8 + size);
      return seen;
    },
    "four bytes per step": (times) => {
      let seen = 0;
      for (let turn = 0; turn < times; turn += 1) seen ^= byFourBytes(bytes, 8, 8 + size);
      return seen;
    },
    "32-bit words": (times) => {
      let seen = 0;
      for (let turn = 0; turn < times; turn += 1) seen ^= byWords(bytes, 8, 8 + size);
      return seen;
    },
    "applyMask of the package": (times) => {
      let seen = 0;
      for (let turn = 0; turn < times; turn += 1) seen ^= applyMask(bytes, 6, 6 + size, MASK, 0);
      return seen;
    },
  });
}
