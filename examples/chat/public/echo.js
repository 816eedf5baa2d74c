import { formatHex, parseHex, shorten } from "./bytes.js";
import { find, webSocketUrl } from "./dom.js";
import { ReconnectingSocket } from "./reconnecting-socket.js";
import { RoundTrips } from "./round-trips.js";
import { createStatus, describeClose } from "./status.js";
import { WireLog } from "./wire-log.js";

/** @typedef {string | Uint8Array<ArrayBuffer>} Payload */

const encoder = new TextEncoder();
const PROBE = new Uint8Array([0x70, 0x72, 0x6f, 0x62, 0x65]);
/** More probes on their way than this mean that the server does not answer: no use in sending more. */
const MOST_PROBES_ON_THEIR_WAY = 20;
const SAMPLE_LINE = "Swim upstream, little fish. ";

class EchoPane {
  #log = new WireLog();
  #trips = new RoundTrips();
  #link = new ReconnectingSocket(webSocketUrl("/echo"), {
    onState: (state) => this.#onState(state),
    onMessage: (data) => this.#onMessage(data),
    onClose: (code, reason, clean) => this.#onClose(code, reason, clean),
  });
  #showState = createStatus(find("echo-status", HTMLElement));
  #sendHint = find("send-hint", HTMLElement);
  #linkHint = find("link-hint", HTMLElement);
  #payload = find("payload", HTMLTextAreaElement);
  /** Echoes come back in order, so the oldest of these is the one that the next message answers. */
  /** @type {{ at: number, isProbe: boolean }[]} */
  #sent = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #probing;
  #isStarted = false;

  constructor() {
    find("echo-url", HTMLElement).textContent = webSocketUrl("/echo");
    find("connect", HTMLButtonElement).addEventListener("click", () => this.#link.connect());
    find("disconnect", HTMLButtonElement).addEventListener("click", () => this.#disconnect());
    find("reconnect", HTMLInputElement).addEventListener("change", (event) => {
      this.#link.reconnects = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    });
    find("send-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#sendForm();
    });
    this.#payload.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      find("send-form", HTMLFormElement).requestSubmit();
    });
    for (const radio of document.querySelectorAll("input[name=kind]")) {
      radio.addEventListener("change", () => this.#showKind());
    }
    for (const radio of document.querySelectorAll("input[name=rate]")) {
      radio.addEventListener("change", () => this.#setRate(Number(checked("rate"))));
    }
    for (const button of document.querySelectorAll("button[data-sample]")) {
      button.addEventListener("click", () =>
        this.#send(sampleOf(/** @type {HTMLElement} */ (button).dataset)),
      );
    }
    this.#showKind();
  }

  /** The pane is on show; the first time it connects. */
  show() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#link.connect();
  }

  /** @param {import("./reconnecting-socket.js").LinkState} state */
  #onState(state) {
    this.#showState(state);
    const isOff = state.phase === "closed" || state.phase === "waiting";
    find("connect", HTMLButtonElement).disabled = !isOff;
    find("disconnect", HTMLButtonElement).disabled = state.phase === "closed";
    if (state.phase !== "open") return;
    this.#hint(this.#linkHint, "");
    const extensions = this.#link.extensions === "" ? "no extensions" : this.#link.extensions;
    this.#log.add({ way: "link", type: "open", content: extensions });
  }

  /**
   * @param {number} code
   * @param {string} reason
   * @param {boolean} clean
   */
  #onClose(code, reason, clean) {
    this.#sent = [];
    const content = `${describeClose(code, reason)}${clean ? "" : " (no closing handshake)"}`;
    this.#log.add({ way: "link", type: "close", content });
  }

  /** @param {string | ArrayBuffer} data */
  #onMessage(data) {
    const now = performance.now();
    const sent = this.#sent.shift();
    const payload = typeof data === "string" ? data : new Uint8Array(data);
    const isProbe = sent?.isProbe === true;
    const roundTrip = sent === undefined ? {} : { roundTrip: now - sent.at };
    if (isProbe && sent !== undefined) this.#trips.add(now - sent.at);
    this.#log.add({ way: "in", ...describe(payload), ...roundTrip, isProbe });
  }

  #disconnect() {
    try {
      this.#link.disconnect(
        Number(find("close-code", HTMLInputElement).value),
        find("close-reason", HTMLInputElement).value,
      );
      this.#hint(this.#linkHint, "");
    } catch (error) {
      const isReason = error instanceof DOMException && error.name === "SyntaxError";
      const rule = isReason ? "A reason has at most 123 bytes." : "A page may use 1000 and 3000 to 4999.";
      this.#hint(this.#linkHint, rule, true);
    }
  }

  async #sendForm() {
    const kind = checked("kind");
    if (kind === "text") return this.#send(this.#payload.value);
    if (kind === "hex") {
      const parsed = parseHex(this.#payload.value);
      if ("problem" in parsed) return this.#hint(this.#sendHint, parsed.problem, true);
      return this.#send(parsed.bytes);
    }
    const file = find("file", HTMLInputElement).files?.[0];
    if (file === undefined) return this.#hint(this.#sendHint, "Choose a file first.", true);
    this.#send(new Uint8Array(await file.arrayBuffer()));
  }

  /** @param {Payload} payload */
  #send(payload) {
    if (!this.#link.isOpen) return this.#hint(this.#sendHint, "Connect first.", true);
    this.#showHelp();
    this.#sent.push({ at: performance.now(), isProbe: false });
    this.#link.send(payload);
    this.#log.add({ way: "out", ...describe(payload) });
  }

  /** @param {number} perSecond */
  #setRate(perSecond) {
    clearInterval(this.#probing);
    if (perSecond > 0) this.#probing = setInterval(() => this.#probe(), 1000 / perSecond);
  }

  #probe() {
    if (!this.#link.isOpen || this.#sent.length >= MOST_PROBES_ON_THEIR_WAY) return;
    this.#sent.push({ at: performance.now(), isProbe: true });
    this.#link.send(PROBE);
    this.#log.add({ way: "out", ...describe(PROBE), isProbe: true });
  }

  #showKind() {
    const isFile = checked("kind") === "file";
    for (const part of document.querySelectorAll(".with-file")) part.toggleAttribute("hidden", !isFile);
    for (const part of document.querySelectorAll(".with-text")) part.toggleAttribute("hidden", isFile);
    if (checked("kind") === "hex" && "problem" in parseHex(this.#payload.value)) {
      this.#payload.value = formatHex(encoder.encode(this.#payload.value).subarray(0, 24));
    }
    this.#showHelp();
  }

  #showHelp() {
    const kind = checked("kind");
    const help =
      kind === "file"
        ? "Up to 16 MB; a larger one shows you close code 1009."
        : kind === "hex"
          ? "Two digits a byte, blanks between as you like."
          : "Enter sends, Shift+Enter makes a new line.";
    this.#hint(this.#sendHint, help);
  }

  /**
   * @param {HTMLElement} place
   * @param {string} text
   * @param {boolean} [isBad]
   */
  #hint(place, text, isBad = false) {
    place.textContent = text;
    place.classList.toggle("bad", isBad);
  }
}

/** @param {string} name */
function checked(name) {
  const input = document.querySelector(`input[name=${name}]:checked`);
  return input instanceof HTMLInputElement ? input.value : "";
}

/** @param {Payload} payload */
function describe(payload) {
  return typeof payload === "string"
    ? { type: "text", size: encoder.encode(payload).length, content: shorten(payload) }
    : { type: "binary", size: payload.length, content: formatHex(payload) };
}

/**
 * @param {DOMStringMap} dataset
 * @returns {Payload}
 */
function sampleOf({ sample, size }) {
  const length = Number(size);
  if (sample === "text") return SAMPLE_LINE.repeat(Math.ceil(length / SAMPLE_LINE.length)).slice(0, length);
  const bytes = new Uint8Array(length);
  // The browser gives at most 65,536 random bytes at a time.
  for (let start = 0; start < length; start += 65_536)
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  return bytes;
}

export function startEchoPane() {
  return new EchoPane();
}
