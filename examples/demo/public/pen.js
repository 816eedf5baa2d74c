import { find } from "./dom.js";
import { MAX_POINTS } from "./stroke.js";

const STEP = 1_300;
const SMALL_STEP = 260;
const SIZE = 65_535;

/** @type {Readonly<Record<string, readonly [number, number]>>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {import("../board/events.ts").Point} Point
 * @typedef {import("./stroke.js").Stroke} Stroke
 * @typedef {object} PenEvents
 * @property {(at: Point | null, byKeyboard: boolean) => void} onMove
 * @property {(part: Stroke) => void} onDraw what has just been added, with the point before it
 * @property {(stroke: Stroke) => void} onLift
 */

/** Draws by mouse, finger or stylus, and by keyboard. */
export class Pen {
  #paper;
  #events;
  /** The stroke under way. @type {{ colour: number, width: number, points: Point[] } | undefined} */
  #stroke;
  /** @type {Point} */
  #at = [SIZE >> 1, SIZE >> 1];

  /**
   * @param {import("./paper.js").Paper} paper
   * @param {PenEvents} events
   */
  constructor(paper, events) {
    this.#paper = paper;
    this.#events = events;
  }

  start() {
    const { canvas } = this.#paper;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#moveTo(this.#paper.pointOf(event), false);
      this.#putDown();
    });
    canvas.addEventListener("pointermove", (event) => this.#follow(event));
    canvas.addEventListener("pointerup", () => this.#lift());
    canvas.addEventListener("pointercancel", () => this.#lift());
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("keydown", (event) => this.#onKey(event));
    canvas.addEventListener("blur", () => this.#leave());
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    const all = event.getCoalescedEvents();
    for (const one of all.length > 0 ? all : [event]) this.#moveTo(this.#paper.pointOf(one), false);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const step = event.shiftKey ? SMALL_STEP : STEP;
      const within = (/** @type {number} */ value) => Math.min(Math.max(value, 0), SIZE);
      this.#moveTo([within(this.#at[0] + arrow[0] * step), within(this.#at[1] + arrow[1] * step)], true);
    } else if (event.key === " ") {
      if (this.#stroke === undefined) this.#putDown();
      else this.#lift();
      this.#events.onMove(this.#at, true);
    } else return;
    event.preventDefault();
  }

  /**
   * @param {Point} at
   * @param {boolean} byKeyboard
   */
  #moveTo(at, byKeyboard) {
    const before = this.#at;
    this.#at = at;
    this.#events.onMove(at, byKeyboard);
    const stroke = this.#stroke;
    if (stroke === undefined) return;
    stroke.points.push(at);
    this.#events.onDraw({ ...stroke, points: [before, at] });
    if (stroke.points.length < MAX_POINTS) return;
    this.#lift();
    this.#putDown();
  }

  #putDown() {
    const stroke = { colour: chosen("colours"), width: chosen("widths"), points: [this.#at] };
    this.#stroke = stroke;
    this.#events.onDraw({ ...stroke, points: [this.#at] });
  }

  #lift() {
    const stroke = this.#stroke;
    this.#stroke = undefined;
    if (stroke !== undefined) this.#events.onLift(stroke);
  }

  #leave() {
    this.#lift();
    this.#events.onMove(null, false);
  }
}

/** @param {string} id */
function chosen(id) {
  return Number(find(id, HTMLElement).querySelector("input:checked")?.getAttribute("value") ?? 0);
}
