/**
 * @typedef {object} Summary
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/**
 * @param {readonly number[]} values At least one.
 * @returns {Summary}
 */
export function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const lower = sorted[Math.floor(middle)] ?? NaN;
  const upper = sorted[Math.ceil(middle)] ?? NaN;
  return { median: (lower + upper) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/**
 * The ratio within each round, then their summary: what disturbs one round (another program, the clock rate) disturbs
 * both sides of its ratio and cancels out, which it does not in a ratio of two medians.
 *
 * @param {readonly number[]} numerators By round.
 * @param {readonly number[]} denominators By round.
 * @returns {Summary}
 */
export function summarizeRatios(numerators, denominators) {
  const rounds = Math.min(numerators.length, denominators.length);
  return summarize(
    Array.from({ length: rounds }, (_, round) => (numerators[round] ?? NaN) / (denominators[round] ?? NaN)),
  );
}
