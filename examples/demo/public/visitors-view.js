import { find, make } from "./dom.js";
import { colourOf, initialOf, recallName } from "./names.js";

/** @typedef {import("../chat/events.ts").Visitor} Visitor */

/** Who is in the room. Several windows of one name are one person. */
export class VisitorsView {
  #list = find("visitors", HTMLUListElement);
  /** Names by window. @type {Map<string, string>} */
  #windows = new Map();
  #onChoose;

  /** @param {(name: string) => void} onChoose */
  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  /** @param {readonly Visitor[]} visitors */
  reset(visitors) {
    this.#windows = new Map(visitors.map(({ id, name }) => [id, name]));
    this.#render();
  }

  /** @param {Visitor} visitor */
  add({ id, name }) {
    this.#windows.set(id, name);
    this.#render();
  }

  /** @param {string} id */
  remove(id) {
    this.#windows.delete(id);
    this.#render();
  }

  #render() {
    /** @type {Map<string, number>} */
    const people = new Map();
    for (const name of this.#windows.values()) people.set(name, (people.get(name) ?? 0) + 1);
    const own = recallName();
    const names = [...people.keys()].filter((name) => name !== own).toSorted((a, b) => a.localeCompare(b));
    if (people.has(own)) names.unshift(own);
    this.#list.replaceChildren(...names.map((name) => this.#item(name, people.get(name) ?? 1, name === own)));
  }

  /**
   * @param {string} name
   * @param {number} windows
   * @param {boolean} isOwn
   */
  #item(name, windows, isOwn) {
    const avatar = make("span", `avatar ${colourOf(name)}`, initialOf(name));
    avatar.setAttribute("aria-hidden", "true");
    const person = isOwn ? make("span", "visitor") : this.#button(name);
    person.append(avatar, make("span", "visitor-name", name));
    const notes = [...(isOwn ? ["you"] : []), ...(windows > 1 ? [`${windows} windows`] : [])];
    if (notes.length > 0) person.append(make("span", "ui-hint", notes.join(", ")));
    return make("li", "", person);
  }

  /** @param {string} name */
  #button(name) {
    const button = make("button", "visitor");
    button.type = "button";
    button.title = `Write to ${name} privately`;
    button.addEventListener("click", () => this.#onChoose(name));
    return button;
  }
}
