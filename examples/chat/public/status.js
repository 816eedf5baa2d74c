import { make } from "./dom.js";

/** @typedef {import("./reconnecting-socket.js").LinkState} LinkState */

/** What the close codes of RFC 6455 section 7.4.1 mean. */
const MEANINGS = new Map([
  [1000, "normal"],
  [1001, "the other side went away"],
  [1002, "protocol error"],
  [1003, "this kind of data is not taken"],
  [1005, "no code given"],
  [1006, "the connection broke off"],
  [1007, "text that is not UTF-8"],
  [1008, "refused"],
  [1009, "the message is too big"],
  [1011, "the server failed"],
  [1012, "the server restarts"],
  [1013, "try again later"],
]);

/**
 * @param {number} code
 * @param {string} reason
 */
export function describeClose(code, reason) {
  const meaning = reason === "" ? MEANINGS.get(code) : reason;
  return meaning === undefined ? String(code) : `${code}, ${meaning}`;
}

/**
 * A pill that says how a connection is, and how it ended.
 * @param {HTMLElement} place
 * @param {() => void} [retry] gives it a button that connects at once
 */
export function createStatus(place, retry) {
  const text = make("span", "status-text");
  const pill = make("p", "pill", make("span", "dot"), text);
  pill.setAttribute("role", "status");
  // Outside the live region: a screen reader is told once that we wait, not every second for how long.
  const detail = make("span", "status-detail");
  const button = make("button", "small", "Retry now");
  button.type = "button";
  place.append(pill, detail);
  if (retry !== undefined) {
    button.addEventListener("click", retry);
    place.append(button);
  }

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let countdown;

  return (/** @type {LinkState} */ state) => {
    clearInterval(countdown);
    place.dataset.phase = state.phase;
    button.hidden = state.phase === "connecting" || state.phase === "open";
    button.textContent = state.phase === "closed" ? "Connect" : "Retry now";
    if (state.phase === "waiting") {
      const { until, code, reason } = state;
      const show = () => {
        const seconds = Math.max(1, Math.ceil((until - performance.now()) / 1000));
        detail.textContent = `in ${seconds} s (${describeClose(code, reason)})`;
      };
      countdown = setInterval(show, 250);
      show();
      text.textContent = "Reconnecting";
    } else if (state.phase === "closed") {
      text.textContent = "Closed";
      detail.textContent = describeClose(state.code, state.reason);
    } else {
      text.textContent = state.phase === "open" ? "Connected" : "Connecting";
      detail.textContent = "";
    }
  };
}
