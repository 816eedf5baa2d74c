import { find } from "./dom.js";

const TYPING_EVERY_MS = 1_500;

/**
 * @typedef {object} ComposerEvents
 * @property {(text: string) => void} onText
 * @property {(file: File) => void} onPicture
 * @property {() => void} onTyping
 */

/** Where one writes, and chooses pictures; they may also be dropped or pasted here. */
export class Composer {
  #form = find("composer", HTMLFormElement);
  #text = find("text", HTMLTextAreaElement);
  #file = find("file", HTMLInputElement);
  #hint = find("text-hint", HTMLElement);
  #usualHint = this.#hint.textContent;
  #typedAt = Number.NEGATIVE_INFINITY;
  #events;

  /** @param {ComposerEvents} events */
  constructor(events) {
    this.#events = events;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("input", () => this.#tellTyping());
    find("attach", HTMLButtonElement).addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      this.#take(this.#file.files);
      this.#file.value = "";
    });
    this.#text.addEventListener("paste", (event) => this.#take(event.clipboardData?.files));
    const talk = this.#form.parentElement;
    talk?.addEventListener("dragover", (event) => event.preventDefault());
    talk?.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#take(event.dataTransfer?.files);
    });
  }

  focus() {
    this.#text.focus();
  }

  /** @param {string} sentence */
  warn(sentence) {
    this.#hint.textContent = sentence;
    this.#hint.classList.add("bad");
  }

  #submit() {
    const text = this.#text.value.trim();
    if (text === "") return;
    this.#text.value = "";
    this.#typedAt = Number.NEGATIVE_INFINITY;
    this.#calm();
    this.#events.onText(text);
  }

  #tellTyping() {
    this.#calm();
    if (performance.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = performance.now();
    this.#events.onTyping();
  }

  #calm() {
    this.#hint.textContent = this.#usualHint;
    this.#hint.classList.remove("bad");
  }

  /** @param {FileList | null | undefined} files */
  #take(files) {
    const [file] = files ?? [];
    if (file !== undefined) this.#events.onPicture(file);
  }
}
