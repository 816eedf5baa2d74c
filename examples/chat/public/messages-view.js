import { find, make } from "./dom.js";
import { colourOf, initialOf } from "./names.js";

/** @typedef {import("../messages.ts").Said} Said */

const MOST_SHOWN = 500;
const GROUP_WITHIN_MS = 3 * 60_000;
const NEAR_END_PX = 60;

/** The list of messages and notices: groups what one person says in a row, and stays at the end when it is there. */
export class MessagesView {
  #list = find("messages", HTMLOListElement);
  #scroller = find("scroller", HTMLElement);
  #toEnd = find("to-end", HTMLButtonElement);
  #empty = find("chat-empty", HTMLElement);
  /** @type {Said | undefined} */
  #last;
  /** @type {Set<string>} */
  #shown = new Set();

  constructor() {
    this.#toEnd.addEventListener("click", () => this.scrollToEnd());
    this.#scroller.addEventListener("scroll", () => {
      if (this.#isAtEnd()) this.#toEnd.hidden = true;
    });
    // A keyboard that slides in on a phone, or a window made smaller, must not hide the newest message.
    new ResizeObserver(() => {
      if (this.#toEnd.hidden) this.scrollToEnd();
    }).observe(this.#scroller);
  }

  /**
   * What was said before we came: shown, but not read aloud message by message.
   * @param {readonly Said[]} history
   * @param {(said: Said) => boolean} isOwn
   */
  showHistory(history, isOwn) {
    this.#scroller.setAttribute("aria-live", "off");
    for (const said of history) this.showSaid(said, isOwn(said));
    this.scrollToEnd();
    requestAnimationFrame(() => this.#scroller.setAttribute("aria-live", "polite"));
  }

  /**
   * @param {Said} said
   * @param {boolean} isOwn
   */
  showSaid(said, isOwn) {
    // After a reconnection the history brings again what is on the page already.
    if (this.#shown.has(said.id)) return;
    this.#shown.add(said.id);
    const last = this.#last;
    const goesOn =
      last !== undefined &&
      last.from.id === said.from.id &&
      last.from.name === said.from.name &&
      said.at - last.at < GROUP_WITHIN_MS;
    const when = make("time", "", timeOf(said.at));
    when.dateTime = new Date(said.at).toISOString();
    const avatar = make("span", `avatar ${colourOf(said.from.name)}`, initialOf(said.from.name));
    avatar.setAttribute("aria-hidden", "true");
    const head = make(
      "p",
      goesOn ? "who unseen" : "who",
      make("b", "", isOwn ? "You" : said.from.name),
      " ",
      when,
    );
    const item = make("li", `said${isOwn ? " own" : ""}${goesOn ? " goes-on" : ""}`);
    item.append(avatar, head, make("p", "text", said.text));
    this.#add(item, isOwn);
    this.#last = said;
  }

  /** @param {string} text */
  showNotice(text) {
    this.#last = undefined;
    this.#add(make("li", "event", text), false);
  }

  scrollToEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#toEnd.hidden = true;
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  /**
   * @param {HTMLElement} item
   * @param {boolean} follow
   */
  #add(item, follow) {
    const stay = follow || this.#isAtEnd();
    this.#empty.hidden = true;
    this.#list.append(item);
    while (this.#list.childElementCount > MOST_SHOWN) this.#list.firstElementChild?.remove();
    if (stay) this.scrollToEnd();
    else if (item.classList.contains("said")) this.#toEnd.hidden = false;
  }
}

/** @param {number} at */
function timeOf(at) {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
