import { icon, make } from "./dom.js";
import { colourOf, initialOf } from "./names.js";

/**
 * @typedef {import("../chat/events.ts").Draft} Draft
 * @typedef {"received" | "waiting" | "sent" | "delivered" | "failed"} State
 */

const GROUP_WITHIN_MS = 3 * 60_000;

/** One message, as it is shown, and what has become of it. */
export class Entry {
  /** When the server got it; later than all others, as long as it has not. */
  at = Number.POSITIVE_INFINITY;
  #madeAt = Date.now();
  element = make("li", "entry");
  /** @type {State} */
  state = "received";
  #time = make("time", "");
  #body = make("div", "bubble");
  #mark = make("span", "mark");
  #picture = make("img", "picture");
  #progress = make("progress", "");
  #retry = make("button", "ui-button retry", "Send again");

  /**
   * @param {Draft} draft
   * @param {string} from
   * @param {boolean} isOwn
   */
  constructor(draft, from, isOwn) {
    this.draft = draft;
    this.from = from;
    this.isOwn = isOwn;
    const avatar = make("span", `avatar ${colourOf(from)}`, initialOf(from));
    avatar.setAttribute("aria-hidden", "true");
    const head = make("p", "who", make("b", "", isOwn ? "You" : from), " ", this.#time);
    this.#body.append(head);
    if (draft.isPicture) this.#makePlaceForPicture();
    else this.#body.append(make("p", "text", draft.text));
    this.#retry.type = "button";
    this.#retry.dataset.size = "small";
    this.element.append(avatar, this.#body, this.#mark);
    if (isOwn) this.element.classList.add("own");
  }

  /**
   * @param {State} state
   * @param {string} [explanation]
   */
  setState(state, explanation = "") {
    this.state = state;
    this.element.dataset.state = state;
    this.#mark.replaceChildren();
    this.#retry.remove();
    if (state === "received") return;
    const picture = icon(state);
    picture.setAttribute("aria-label", explanation);
    this.#mark.title = explanation;
    this.#mark.append(picture);
    if (state === "failed") this.#body.append(make("p", "ui-problem", explanation), this.#retry);
    else this.#body.querySelector(".ui-problem")?.remove();
  }

  /** @param {number} at milliseconds since 1970 */
  setTime(at) {
    this.at = at;
    this.#madeAt = at;
    const date = new Date(at);
    this.#time.dateTime = date.toISOString();
    this.#time.textContent = date.toLocaleTimeString(undefined, { timeStyle: "short" });
  }

  /**
   * Does it go on where this one stopped, so that its head can be left out?
   * @param {Entry | undefined} before
   */
  setBefore(before) {
    const goesOn = before?.from === this.from && this.#madeAt - before.#madeAt < GROUP_WITHIN_MS;
    this.element.classList.toggle("goes-on", goesOn);
  }

  /** @param {Blob} blob */
  showPicture(blob) {
    URL.revokeObjectURL(this.#picture.src);
    this.#picture.src = URL.createObjectURL(blob);
  }

  /** @param {string} why */
  showNoPicture(why) {
    this.#picture.replaceWith(make("p", "text ui-hint", `${this.draft.text}: ${why}`));
  }

  /** @param {number} share 0 to 1 */
  showProgress(share) {
    this.#progress.hidden = share === 1;
    this.#progress.value = share;
  }

  /** @param {() => void} callback */
  onRetry(callback) {
    this.#retry.onclick = callback;
  }

  /** It is not shown any more. */
  dispose() {
    this.element.remove();
    URL.revokeObjectURL(this.#picture.src);
  }

  #makePlaceForPicture() {
    this.#picture.alt = this.draft.text;
    this.#progress.hidden = true;
    this.#progress.setAttribute("aria-label", `Sending ${this.draft.text}`);
    this.#body.append(this.#picture, this.#progress);
  }
}
