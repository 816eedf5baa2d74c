import { formatDuration, formatSize, formatTime } from "./bytes.js";
import { find, make } from "./dom.js";

const MOST_ROWS = 300;

/**
 * @typedef {object} LogEntry
 * @property {"out" | "in" | "link"} way
 * @property {string} type
 * @property {string} content
 * @property {number} [size]
 * @property {number} [roundTrip]
 * @property {boolean} [isProbe]
 */

const WAYS = {
  out: { sign: "\u2191", name: "sent" },
  in: { sign: "\u2193", name: "received" },
  link: { sign: "\u2022", name: "connection" },
};

/** What went over the wire, newest first, so that the newest is in sight without scrolling. */
export class WireLog {
  #rows = find("log", HTMLTableSectionElement);
  #news = find("log-news", HTMLElement);
  #showProbes = find("show-probes", HTMLInputElement);

  constructor() {
    find("clear", HTMLButtonElement).addEventListener("click", () => {
      this.#rows.replaceChildren();
      this.#news.textContent = "The log is empty.";
    });
  }

  /** @param {LogEntry} entry */
  add({ way, type, content, size, roundTrip, isProbe = false }) {
    if (isProbe && !this.#showProbes.checked) return;
    const { sign, name } = WAYS[way];
    const arrow = make("span", "arrow", sign);
    arrow.setAttribute("aria-hidden", "true");
    const sizeText = size === undefined ? "" : formatSize(size);
    const tripText = roundTrip === undefined ? "" : formatDuration(roundTrip);
    const row = make(
      "tr",
      `way-${way}`,
      make("td", "way", arrow, make("span", "unseen", name)),
      make("td", "time", formatTime(new Date())),
      make("td", "type", type),
      make("td", "number", sizeText),
      make("td", "number", tripText),
      make("td", "content", content),
    );
    this.#rows.prepend(row);
    while (this.#rows.childElementCount > MOST_ROWS) this.#rows.lastElementChild?.remove();
    if (!isProbe && way !== "out") {
      this.#news.textContent = [name, type, sizeText, tripText, content]
        .filter((part) => part !== "")
        .join(", ");
    }
  }
}
