const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
/** A connection that lived this long was a good one: the next delay starts from the bottom again. */
const GOOD_AFTER_MS = 5000;
/** The server will not have us, or not what we say: trying again by ourselves would only repeat it. */
const FINAL_CODES = new Set([1003, 1008]);

/**
 * @typedef {{ phase: "connecting" }
 *   | { phase: "open" }
 *   | { phase: "waiting", until: number, code: number, reason: string }
 *   | { phase: "closed", code: number, reason: string }} LinkState
 *
 * @typedef {object} LinkHandlers
 * @property {(state: LinkState) => void} onState
 * @property {(data: string | ArrayBuffer) => void} onMessage
 * @property {(code: number, reason: string, clean: boolean) => void} [onClose] every close, also of a failed attempt
 */

/** A WebSocket that comes back by itself, later and later, each time by a different delay. */
export class ReconnectingSocket {
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempts = 0;
  #openedAt = Infinity;
  #stopping = false;
  #url;
  #handlers;

  /** Whether it comes back at all. */
  reconnects = true;

  /**
   * @param {string} url
   * @param {LinkHandlers} handlers
   */
  constructor(url, handlers) {
    this.#url = url;
    this.#handlers = handlers;
    addEventListener("online", () => {
      if (this.#timer !== undefined) this.connect();
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** What the two sides agreed on, such as "permessage-deflate". */
  get extensions() {
    return this.#socket?.extensions ?? "";
  }

  /** Connects now, unless it is connecting or connected. */
  connect() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#socket !== undefined) return;
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#handlers.onState({ phase: "connecting" });
    socket.addEventListener("open", () => {
      this.#openedAt = performance.now();
      this.#handlers.onState({ phase: "open" });
    });
    socket.addEventListener("message", (event) => this.#handlers.onMessage(event.data));
    socket.addEventListener("close", (event) => this.#onClose(event));
  }

  /**
   * Closes, or gives up waiting, until `connect` is called. Throws as WebSocket does for codes and reasons not allowed.
   * @param {number} code
   * @param {string} reason
   */
  disconnect(code, reason) {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#handlers.onState({ phase: "closed", code: 1006, reason: "" });
      return;
    }
    if (this.#socket === undefined) return;
    this.#socket.close(code, reason);
    this.#stopping = true;
  }

  /** @param {string | ArrayBuffer | Uint8Array<ArrayBuffer>} data */
  send(data) {
    this.#socket?.send(data);
  }

  /** @param {CloseEvent} event */
  #onClose({ code, reason, wasClean }) {
    const lived = performance.now() - this.#openedAt;
    const stays = this.#stopping || !this.reconnects || FINAL_CODES.has(code);
    this.#socket = undefined;
    this.#stopping = false;
    this.#openedAt = Infinity;
    this.#attempts = lived > GOOD_AFTER_MS || stays ? 0 : this.#attempts + 1;
    this.#handlers.onClose?.(code, reason, wasClean);
    if (stays) {
      this.#handlers.onState({ phase: "closed", code, reason });
      return;
    }
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempts);
    // Half of it is random, so that the pages that one restart has cut off do not all come back at once.
    const delay = longest * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => this.connect(), delay);
    this.#handlers.onState({ phase: "waiting", until: performance.now() + delay, code, reason });
  }
}
