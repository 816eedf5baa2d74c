import { find, make } from "./dom.js";
import { colourOf, initialOf } from "./names.js";

/** @typedef {import("../messages.ts").Person} Person */

/** Who is online. */
export class PeopleView {
  #list = find("people", HTMLUListElement);
  #count = find("people-count", HTMLElement);
  /** @type {Map<string, Person>} */
  #people = new Map();
  #ownId = "";

  /**
   * @param {readonly Person[]} people
   * @param {string} ownId
   */
  reset(people, ownId) {
    this.#ownId = ownId;
    this.#people = new Map(people.map((person) => [person.id, person]));
    this.#render();
  }

  /** @param {Person} person */
  put(person) {
    this.#people.set(person.id, person);
    this.#render();
  }

  /** @param {Person} person */
  remove(person) {
    this.#people.delete(person.id);
    this.#render();
  }

  #render() {
    const people = [...this.#people.values()];
    const own = people.filter(({ id }) => id === this.#ownId);
    const others = people.filter(({ id }) => id !== this.#ownId);
    others.sort((a, b) => a.name.localeCompare(b.name));
    this.#count.textContent = String(people.length);
    this.#list.replaceChildren(...[...own, ...others].map((person) => this.#item(person)));
  }

  /** @param {Person} person */
  #item({ id, name }) {
    const avatar = make("span", `avatar ${colourOf(name)}`, initialOf(name));
    avatar.setAttribute("aria-hidden", "true");
    const item = make("li", "", avatar, make("span", "person", name));
    if (id === this.#ownId) item.append(make("span", "you", "you"));
    return item;
  }
}
