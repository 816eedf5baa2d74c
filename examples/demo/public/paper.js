import { find } from "./dom.js";

/** Of the widths of the pens, in thousandths of the board. */
const WIDTHS = [3, 7, 18];
const SIZE = 65_535;

/** @typedef {import("./stroke.js").Stroke} Stroke */

/** The canvas: draws strokes in the colours of the theme, as large as there is room. */
export class Paper {
  canvas = find("canvas", HTMLCanvasElement);
  #context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  #swatches = [...find("colours", HTMLElement).querySelectorAll("input")];

  /** @param {() => void} onBlank it has to be drawn anew: the size or the colours have changed */
  constructor(onBlank) {
    const begin = () => {
      const pixels = Math.round(this.canvas.clientWidth * devicePixelRatio);
      // Setting the size wipes the canvas.
      this.canvas.width = pixels;
      this.canvas.height = pixels;
      onBlank();
    };
    new ResizeObserver(begin).observe(this.canvas);
    new MutationObserver(begin).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", begin);
  }

  wipe() {
    this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** @param {Stroke} stroke */
  draw({ colour, width, points }) {
    const scale = this.canvas.width / SIZE;
    const swatch = this.#swatches[colour];
    const [first] = points;
    if (swatch === undefined || first === undefined) return;
    const context = this.#context;
    context.strokeStyle = getComputedStyle(swatch).backgroundColor;
    context.lineWidth = ((WIDTHS[width] ?? 0) / 1_000) * this.canvas.width;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(first[0] * scale, first[1] * scale);
    // A single point is a dot: a line to where it is.
    for (const [x, y] of points) context.lineTo(x * scale, y * scale);
    context.stroke();
  }

  /**
   * Where on the board the pointer is.
   * @param {PointerEvent} event
   * @returns {import("./stroke.js").Point}
   */
  pointOf({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const within = (/** @type {number} */ share) => Math.round(Math.min(Math.max(share, 0), 1) * SIZE);
    return [within((clientX - left) / width), within((clientY - top) / height)];
  }
}
