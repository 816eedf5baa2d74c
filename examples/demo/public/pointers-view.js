import { find, make } from "./dom.js";
import { colourOf } from "./names.js";

const MOST_SHOWN = 30;
const SIZE = 65_535;

/** @typedef {import("../board/events.ts").Point} Point */

/** Where the others point, with their names, and where one's own pen is when it is moved by keyboard. */
export class PointersView {
  #paper = find("paper", HTMLElement);
  /** @type {Map<string, HTMLElement>} */
  #marks = new Map();

  /**
   * @param {string} id
   * @param {string} name
   * @param {Point | null} at
   */
  move(id, name, at) {
    if (at === null) return this.#remove(id);
    const mark = this.#marks.get(id) ?? this.#add(id, name);
    mark?.style.setProperty("inset-inline-start", `${(at[0] / SIZE) * 100}%`);
    mark?.style.setProperty("inset-block-start", `${(at[1] / SIZE) * 100}%`);
  }

  clear() {
    for (const id of this.#marks.keys()) this.#remove(id);
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #add(id, name) {
    if (this.#marks.size >= MOST_SHOWN) return undefined;
    const mark = make("span", `pointer ${colourOf(name)}`, make("span", "pointer-name", name));
    mark.setAttribute("aria-hidden", "true");
    this.#marks.set(id, mark);
    this.#paper.append(mark);
    return mark;
  }

  /** @param {string} id */
  #remove(id) {
    this.#marks.get(id)?.remove();
    this.#marks.delete(id);
  }
}
