import { Composer } from "./composer.js";
import { find, webSocketUrl } from "./dom.js";
import { MessagesView } from "./messages-view.js";
import { keepName, recallName } from "./names.js";
import { PeopleView } from "./people-view.js";
import { ReconnectingSocket } from "./reconnecting-socket.js";
import { createStatus } from "./status.js";

/**
 * @typedef {import("../messages.ts").ClientMessage} ClientMessage
 * @typedef {import("../messages.ts").ServerMessage} ServerMessage
 */

class ChatPane {
  #messages = new MessagesView();
  #people = new PeopleView();
  #composer = new Composer((text) => this.#say(text));
  #nameField = find("name", HTMLInputElement);
  #tab = find("tab-chat", HTMLButtonElement);
  #link = new ReconnectingSocket(webSocketUrl("/chat"), {
    onState: (state) => this.#onState(state),
    onMessage: (data) => this.#onMessage(data),
  });
  #showState = createStatus(find("chat-status", HTMLElement), () => this.#link.connect());
  /** The name we ask for; the server may add a number to it. */
  #wanted = recallName();
  #name = this.#wanted;
  #id = "";
  /** Every id we had: what we said before a reconnection is ours too. @type {Set<string>} */
  #ids = new Set();
  /** What we said and have not seen come back, by our own mark. @type {Map<string, string>} */
  #unseen = new Map();
  #count = 0;
  #unread = 0;
  #title = document.title;

  constructor() {
    this.#showName(this.#wanted);
    find("name-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      find("text", HTMLTextAreaElement).focus();
    });
    this.#nameField.addEventListener("change", () => this.#rename(this.#nameField.value));
    this.#nameField.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.#showName(this.#name);
      this.#nameField.blur();
    });
    document.addEventListener("visibilitychange", () => this.#read());
    this.#link.connect();
  }

  /** The pane is on show. */
  show() {
    this.#read();
    this.#messages.scrollToEnd();
  }

  /** @param {import("./reconnecting-socket.js").LinkState} state */
  #onState(state) {
    this.#showState(state);
    if (state.phase === "open") {
      this.#send({ type: "join", name: this.#wanted });
      return;
    }
    this.#composer.setOpen(false);
    // What was on its way when the connection broke may have been lost: give it back rather than lose it in silence.
    const lost = [...this.#unseen.values()].join("\n");
    this.#unseen.clear();
    if (lost !== "") this.#composer.restore(lost);
  }

  /** @param {string | ArrayBuffer} data */
  #onMessage(data) {
    if (typeof data !== "string") return;
    /** @type {ServerMessage} */
    const message = JSON.parse(data);
    switch (message.type) {
      case "welcome":
        return this.#onWelcome(message);
      case "joined":
        this.#people.put(message.person);
        return this.#messages.showNotice(`${message.person.name} joined`);
      case "left":
        this.#people.remove(message.person);
        return this.#messages.showNotice(`${message.person.name} left`);
      case "renamed":
        this.#people.put(message.person);
        if (message.person.id === this.#id) this.#showName(message.person.name);
        return this.#messages.showNotice(`${message.was} is now ${message.person.name}`);
      case "said":
        return this.#onSaid(message);
      case "refused":
        return this.#onRefused(message);
    }
  }

  /** @param {Extract<ServerMessage, { type: "welcome" }>} message */
  #onWelcome({ you, people, history, limits }) {
    this.#id = you.id;
    this.#ids.add(you.id);
    this.#showName(you.name);
    this.#nameField.maxLength = limits.maxNameLength;
    this.#composer.setMaxLength(limits.maxTextLength);
    this.#composer.setOpen(true);
    this.#people.reset(people, you.id);
    this.#messages.showHistory(history, (said) => this.#ids.has(said.from.id));
  }

  /** @param {Extract<ServerMessage, { type: "said" }>} said */
  #onSaid(said) {
    if (said.ref !== undefined) this.#unseen.delete(said.ref);
    this.#messages.showSaid(said, said.from.id === this.#id);
    if (said.from.id !== this.#id && this.#isAway()) {
      this.#unread += 1;
      this.#showUnread();
    }
  }

  /** @param {Extract<ServerMessage, { type: "refused" }>} refused */
  #onRefused({ code, message, ref }) {
    const text = ref === undefined ? undefined : this.#unseen.get(ref);
    if (ref !== undefined) this.#unseen.delete(ref);
    if (text !== undefined) this.#composer.restore(text);
    if (code === "bad_name") this.#showName(this.#name);
    this.#composer.warn(message);
  }

  /** @param {string} text */
  #say(text) {
    this.#count += 1;
    const ref = String(this.#count);
    this.#unseen.set(ref, text);
    this.#send({ type: "say", text, ref });
  }

  /** @param {string} name */
  #rename(name) {
    if (name.trim() === "" || name === this.#name) return this.#showName(this.#name);
    this.#wanted = name;
    keepName(name);
    if (this.#link.isOpen) this.#send({ type: "rename", name });
    else this.#name = name;
  }

  /** @param {ClientMessage} message */
  #send(message) {
    this.#link.send(JSON.stringify(message));
  }

  /** @param {string} name */
  #showName(name) {
    this.#name = name;
    this.#nameField.value = name;
  }

  #isAway() {
    return document.hidden || this.#tab.getAttribute("aria-selected") !== "true";
  }

  #read() {
    if (this.#isAway()) return;
    this.#unread = 0;
    this.#showUnread();
  }

  #showUnread() {
    document.title = this.#unread === 0 ? this.#title : `(${this.#unread}) ${this.#title}`;
    if (this.#unread === 0) delete this.#tab.dataset.unread;
    else this.#tab.dataset.unread = String(this.#unread);
  }
}

export function startChatPane() {
  return new ChatPane();
}
