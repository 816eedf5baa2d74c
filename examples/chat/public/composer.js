import { find } from "./dom.js";

/** From this share of the greatest length on, the number of characters left is shown. */
const COUNT_FROM = 0.8;
const HELP = "Enter sends, Shift+Enter makes a new line.";

/** The field for a new message: grows with its text, counts when it gets long, keeps what could not be sent. */
export class Composer {
  #form = find("composer", HTMLFormElement);
  #text = find("text", HTMLTextAreaElement);
  #button = find("say", HTMLButtonElement);
  #hint = find("text-hint", HTMLElement);
  #maxLength = 2000;
  #isOpen = false;

  /** @param {(text: string) => void} onSay */
  constructor(onSay) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value;
      if (text.trim() === "") return this.#text.focus();
      if (!this.#isOpen) return this.warn("Not connected just now; your message stays here.");
      if (text.length > this.#maxLength)
        return this.warn(`That is ${text.length - this.#maxLength} too many.`);
      this.#text.value = "";
      this.#show();
      this.#text.focus();
      onSay(text);
    });
    this.#text.addEventListener("input", () => this.#show());
    this.#text.addEventListener("keydown", (event) => {
      // While an input method composes a word, Enter belongs to it.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      } else if (event.key === "Escape") {
        this.#show();
      }
    });
  }

  /** @param {number} maxLength */
  setMaxLength(maxLength) {
    this.#maxLength = maxLength;
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.#isOpen = isOpen;
    // Not `disabled`: that would take the focus away from a keyboard user in the middle of a reconnection.
    this.#button.setAttribute("aria-disabled", String(!isOpen));
    if (isOpen) this.#show();
  }

  /** @param {string} message */
  warn(message) {
    this.#hint.textContent = message;
    this.#hint.classList.add("bad");
  }

  /**
   * Puts a refused message back, unless another one was begun.
   * @param {string} text
   */
  restore(text) {
    if (this.#text.value !== "") return;
    this.#text.value = text;
    this.#show();
  }

  #show() {
    this.#text.rows = Math.min(6, this.#text.value.split("\n").length);
    const { length } = this.#text.value;
    const left = this.#maxLength - length;
    const hint = length > this.#maxLength * COUNT_FROM ? `${left} characters left` : HELP;
    this.#hint.classList.toggle("bad", left < 0);
    // Setting the same text again would make a screen reader say it again.
    if (this.#hint.textContent !== hint) this.#hint.textContent = hint;
  }
}
