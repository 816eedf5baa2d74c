import { encodeStroke } from "./stroke.js";

const SEND_EVERY_MS = 40;

/**
 * @typedef {import("../board/events.ts").Point} Point
 * @typedef {import("./stroke.js").Stroke} Stroke
 */

/** Tells the others what happens just now, a few times a second. What the connection cannot take at once is left out. */
export class LiveSender {
  #socket;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Point | null} */
  #at = null;
  /** @type {Stroke | undefined} */
  #part;

  /** @param {import("./connection.js").BoardSocket} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** @param {Point | null} at */
  move(at) {
    this.#at = at;
    this.#sendSoon();
  }

  /** @param {Stroke} part */
  draw(part) {
    const points = this.#part?.points ?? [];
    // The last point of what is there is the first one of what comes.
    this.#part = { ...part, points: [...points.slice(0, -1), ...part.points] };
    this.#sendSoon();
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#part !== undefined) this.#socket.volatile.emit("sketch", encodeStroke(this.#part));
    this.#socket.volatile.emit("pointer", this.#at);
    this.#part = undefined;
  }

  #sendSoon() {
    this.#timer ??= setTimeout(() => this.flush(), SEND_EVERY_MS);
  }
}
