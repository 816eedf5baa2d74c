import { formatDuration } from "./bytes.js";
import { find } from "./dom.js";

const KEPT = 120;
const WIDTH = 240;
const HEIGHT = 48;

/** The round trips of the last probes, in numbers and as a line. */
export class RoundTrips {
  /** @type {number[]} */
  #times = [];
  #line = find("spark-line", SVGPolylineElement);
  #area = find("spark-area", SVGPathElement);

  /** @param {number} ms */
  add(ms) {
    this.#times.push(ms);
    if (this.#times.length > KEPT) this.#times.shift();
    this.#render(ms);
  }

  /** @param {number} last */
  #render(last) {
    const sorted = this.#times.toSorted((a, b) => a - b);
    const show = (/** @type {string} */ id, /** @type {number} */ ms) => {
      find(id, HTMLElement).textContent = formatDuration(ms);
    };
    show("trip-last", last);
    show("trip-least", quantile(sorted, 0));
    show("trip-median", quantile(sorted, 0.5));
    show("trip-high", quantile(sorted, 0.95));
    // One slow probe must not press all the others flat against the ground.
    const top = Math.max(quantile(sorted, 0.95) * 1.5, 0.5);
    const points = this.#times.map((ms, index) => {
      const x = WIDTH - (this.#times.length - 1 - index) * (WIDTH / (KEPT - 1));
      const y = HEIGHT - 2 - (Math.min(ms, top) / top) * (HEIGHT - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    this.#line.setAttribute("points", points.join(" "));
    const first = points[0]?.split(",")[0] ?? String(WIDTH);
    this.#area.setAttribute("d", `M${first},${HEIGHT} L${points.join(" L")} L${WIDTH},${HEIGHT} Z`);
  }
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
