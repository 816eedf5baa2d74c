import { find } from "./dom.js";

const NEAR_END_PX = 80;

/** The talk on show; stays at its end when it is there. */
export class TalkView {
  #title = find("talk-title", HTMLElement);
  #about = find("talk-about", HTMLElement);
  #list = find("messages", HTMLOListElement);
  #scroller = find("scroller", HTMLElement);
  #empty = find("talk-empty", HTMLElement);
  #staysAtEnd = true;

  constructor() {
    this.#scroller.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
      this.#staysAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    });
    // A keyboard that slides in on a phone, or a window made smaller, must not hide the newest message.
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
  }

  /**
   * @param {import("./talk.js").Talk} talk
   * @param {string} title
   */
  show(talk, title) {
    this.#title.textContent = title;
    this.#about.textContent = talk.isRoom ? "Everybody in this room" : "Only the two of you";
    // Read out is what comes, not what was there.
    this.#scroller.ariaLive = "off";
    this.#list.replaceChildren(...talk.entries.map(({ element }) => element));
    this.#empty.hidden = talk.entries.length > 0;
    this.#scrollToEnd();
    requestAnimationFrame(() => (this.#scroller.ariaLive = "polite"));
  }

  /**
   * @param {import("./entry.js").Entry} entry
   * @param {import("./entry.js").Entry | undefined} next
   */
  add(entry, next) {
    this.#empty.hidden = true;
    this.#list.insertBefore(entry.element, next?.element ?? null);
    if (entry.isOwn) this.#scrollToEnd();
    else this.#follow();
  }

  #follow() {
    if (this.#staysAtEnd) this.#scrollToEnd();
  }

  #scrollToEnd() {
    this.#staysAtEnd = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}
