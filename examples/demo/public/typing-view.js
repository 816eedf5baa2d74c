import { find } from "./dom.js";

const SHOWN_MS = 3_000;
const MOST_NAMES = 3;

/** Who is writing just now. Nobody says when they stop, so each is forgotten after a while. */
export class TypingView {
  #line = find("typing", HTMLElement);
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #names = new Map();

  /** @param {string} name */
  add(name) {
    if (this.#names.size >= MOST_NAMES && !this.#names.has(name)) return;
    clearTimeout(this.#names.get(name));
    this.#names.set(
      name,
      setTimeout(() => this.remove(name), SHOWN_MS),
    );
    this.#render();
  }

  /** @param {string} name */
  remove(name) {
    clearTimeout(this.#names.get(name));
    if (this.#names.delete(name)) this.#render();
  }

  clear() {
    for (const name of this.#names.keys()) this.remove(name);
  }

  #render() {
    const names = [...this.#names.keys()];
    const text = names.length === 0 ? "" : `${names.join(", ")} ${names.length === 1 ? "is" : "are"} writing`;
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}
