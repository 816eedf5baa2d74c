import { find, make } from "./dom.js";

/**
 * @typedef {import("../chat/events.ts").Address} Address
 * @typedef {import("./talk.js").Talk} Talk
 */

/** Rooms and private talks to choose from, with what is unread in each. */
export class PlacesView {
  #heading = find("privates-title", HTMLElement);
  #privates = find("privates", HTMLUListElement);
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  #onChoose;

  /** @param {(address: Address) => void} onChoose */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    for (const button of document.querySelectorAll("button.place")) {
      if (button instanceof HTMLButtonElement) this.#adopt(button);
    }
  }

  /** @param {Talk} talk */
  titleOf(talk) {
    return this.#buttons.get(talk.address)?.dataset.title ?? talk.address.slice(1);
  }

  /** @param {Talk} talk */
  add(talk) {
    if (this.#buttons.has(talk.address)) return;
    const button = make("button", "place", talk.address.slice(1));
    button.type = "button";
    button.dataset.address = talk.address;
    this.#adopt(button);
    this.#privates.append(make("li", "", button));
    this.#heading.hidden = false;
  }

  /** @param {Talk} talk */
  remove(talk) {
    this.#buttons.get(talk.address)?.parentElement?.remove();
    this.#buttons.delete(talk.address);
  }

  /**
   * @param {Talk} talk
   * @param {boolean} isShown
   */
  update(talk, isShown) {
    const button = this.#buttons.get(talk.address);
    if (button === undefined) return;
    button.replaceChildren(this.titleOf(talk));
    if (isShown) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    if (talk.unread === 0) return;
    button.append(make("span", "unread", String(talk.unread), make("span", "ui-unseen", " unread")));
  }

  /** @param {HTMLButtonElement} button */
  #adopt(button) {
    const address = /** @type {Address} */ (button.dataset.address);
    button.dataset.title = button.textContent;
    button.addEventListener("click", () => this.#onChoose(address));
    this.#buttons.set(address, button);
  }
}
