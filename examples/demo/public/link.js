import { find } from "./dom.js";

const CUT_MS = 5_000;
const TRANSPORTS = new Map([
  ["polling", "HTTP long-polling"],
  ["websocket", "WebSocket"],
  ["webtransport", "WebTransport"],
]);

/** @typedef {"connecting" | "connected" | "waiting" | "closed"} Phase */

/** @type {Readonly<Record<Phase, string>>} */
const TONES = { connecting: "wait", connected: "good", waiting: "wait", closed: "bad" };

/**
 * Says how the connection is, by what it goes, and what becomes of it.
 * @param {import("./connection.js").ChatSocket} chat
 * @param {import("./connection.js").BoardSocket} board
 */
export function showLink(chat, board) {
  const badge = find("link-state", HTMLElement);
  const text = find("link-text", HTMLElement);
  const invitation = text.textContent;
  const reconnect = find("reconnect", HTMLButtonElement);
  const cut = find("cut", HTMLButtonElement);
  const manager = chat.io;

  /**
   * @param {Phase} phase
   * @param {string} label
   * @param {string} explanation
   */
  function show(phase, label, explanation = invitation) {
    badge.dataset.phase = phase;
    badge.dataset.tone = TONES[phase];
    badge.textContent = label;
    text.textContent = explanation;
    reconnect.hidden = phase !== "closed";
    cut.hidden = phase !== "connected";
  }

  function showTransport() {
    const { name } = manager.engine.transport;
    const way = TRANSPORTS.get(name) ?? name;
    const recovered = "Back again: the session goes on, and what was missed in between has come.";
    show("connected", `Connected by ${way}`, chat.recovered ? recovered : invitation);
  }

  chat.on("connect", () => {
    showTransport();
    manager.engine.once("upgrade", showTransport);
  });
  chat.on("disconnect", (reason) => {
    // To come back at once, under another name.
    if (reason === "io client disconnect") return show("connecting", "Connecting");
    if (!chat.active) return show("closed", "Disconnected", "The server has ended the connection.");
    show("waiting", "Connection lost", `It comes back by itself (${reason}). What you write is sent then.`);
  });
  chat.on("connect_error", ({ message }) => {
    if (chat.active) show("waiting", "Not reachable", "Trying again. What you write is kept, and sent then.");
    else show("closed", "Refused", message);
  });

  reconnect.addEventListener("click", () => {
    show("connecting", "Connecting");
    chat.connect();
    board.connect();
  });

  // As if somebody had pulled the cable out for a moment.
  cut.addEventListener("click", () => {
    manager.reconnection(false);
    manager.engine.close();
    setTimeout(() => {
      manager.reconnection(true);
      chat.connect();
      board.connect();
    }, CUT_MS);
  });
}
