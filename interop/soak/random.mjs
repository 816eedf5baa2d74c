// Seeded randomness: the same seed gives every slot of the load the same plan, whatever the timing.

/**
 * @typedef {object} Random
 * @property {(limit: number) => number} below an integer from 0 to limit - 1
 * @property {(from: number, to: number) => number} between an integer, both ends included
 * @property {<T>(values: readonly T[]) => T} pick
 * @property {(length: number) => Buffer} bytes
 * @property {(probability: number) => boolean} chance
 */

/**
 * Mulberry32.
 * @param {number} seed
 * @returns {Random}
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    pick: (values) => {
      const index = below(values.length);
      if (index >= values.length) throw new RangeError("nothing to pick from");
      return /** @type {(typeof values)[number]} */ (values[index]);
    },
    bytes: (length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let index = 0; index < length; index += 1) bytes[index] = below(256);
      return bytes;
    },
    chance: (probability) => next() < probability,
  };
}
