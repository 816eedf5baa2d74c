/**
 * @param {number} size
 * @param {number} seed
 * @returns {string} Letters, so that it has one byte per character in every encoding.
 */
export function createText(size, seed) {
  return String.fromCharCode(...Array.from({ length: size }, (_, index) => 97 + ((index + seed) % 26)));
}
