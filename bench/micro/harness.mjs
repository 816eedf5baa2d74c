/**
 * Compares ways of doing the same small thing: alternately, in one process, several times; prints nanoseconds per
 * operation and the ratio to the first way. Good for choosing between two ways, not for promising anything: only
 * `npm run bench` says what a connection costs.
 */
import { summarize, summarizeRatios } from "../lib/statistics.mjs";

const SAMPLES = 9;
const SAMPLE_MILLISECONDS = 20;

/**
 * Does the operation `times` times, in a loop of its own, and returns something that depends on it, so that the
 * compiler cannot leave it out.
 *
 * @typedef {(times: number) => unknown} Way
 */

/** What the ways returned, kept where the compiler must assume that somebody looks. */
export const sink = { value: /** @type {unknown} */ (undefined) };

/**
 * @param {string} title
 * @param {Record<string, Way>} ways
 * @returns {void}
 */
export function compare(title, ways) {
  const entries = Object.entries(ways).map(([name, way]) => ({
    name,
    way,
    times: calibrate(way),
    costs: /** @type {number[]} */ ([]),
  }));
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    for (const { way, times, costs } of entries) {
      costs.push(measure(way, times) / times);
    }
  }
  console.log(title);
  const reference = entries[0]?.costs ?? [];
  for (const { name, costs } of entries) {
    const { median, min, max } = summarize(costs);
    const ratio = summarizeRatios(costs, reference).median;
    const spread = `(${min.toFixed(1)}–${max.toFixed(1)})`;
    console.log(
      `  ${name.padEnd(36)} ${median.toFixed(1).padStart(10)} ns ${spread.padEnd(22)} × ${ratio.toFixed(2)}`,
    );
  }
}

/**
 * @param {Way} way
 * @returns {number} How often to do it so that a sample takes long enough for the clock.
 */
function calibrate(way) {
  let times = 1;
  while (measure(way, times) < SAMPLE_MILLISECONDS * 1e6) {
    times *= 2;
  }
  return times;
}

/**
 * @param {Way} way
 * @param {number} times
 * @returns {number} Nanoseconds.
 */
function measure(way, times) {
  const started = process.hrtime.bigint();
  sink.value = way(times);
  return Number(process.hrtime.bigint() - started);
}
