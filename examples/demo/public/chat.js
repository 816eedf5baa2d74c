import { Composer } from "./composer.js";
import { Entry } from "./entry.js";
import { recallName } from "./names.js";
import { PlacesView } from "./places-view.js";
import { settle } from "./settle.js";
import { TalkView } from "./talk-view.js";
import { Talk } from "./talk.js";
import { TypingView } from "./typing-view.js";
import { upload } from "./upload.js";
import { VisitorsView } from "./visitors-view.js";

/**
 * @typedef {import("../chat/events.ts").Address} Address
 * @typedef {import("../chat/events.ts").Draft} Draft
 * @typedef {import("../chat/events.ts").Message} Message
 * @typedef {import("./connection.js").ChatSocket} ChatSocket
 */

const MOST_PRIVATE_TALKS = 20;
const MAX_PICTURE = 2 * 1024 * 1024;

/** The chat: what the server says is put where it belongs, and what one writes is sent, once. */
export class Chat {
  #socket;
  /** @type {Map<Address, Talk>} */
  #talks = new Map();
  #places = new PlacesView((address) => this.#show(address));
  #visitors = new VisitorsView((name) => this.#show(`@${name}`));
  #view = new TalkView();
  #typing = new TypingView();
  #composer = new Composer({
    onText: (text) => this.#write(text),
    onPicture: (file) => this.#sendPicture(file),
    onTyping: () => this.#socket.volatile.emit("typing", this.#shown.address),
  });
  /** The room that one is in, also while a private talk is on show. @type {Address} */
  #room = "#lobby";
  #shown = this.#talkOf(this.#room);
  #title = document.title;

  /** @param {ChatSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    this.#show(this.#room);
    // A server that has kept the session has kept the room, too.
    socket.on("connect", () => {
      if (!socket.recovered) void this.#enter();
    });
    socket.on("came", (visitor) => this.#visitors.add(visitor));
    socket.on("went", (id) => this.#visitors.remove(id));
    socket.on("said", (message) => this.#take(message));
    socket.on("arrived", (_id, answer) => answer(true));
    socket.on("delivered", (id, windows) => this.#markDelivered(id, windows));
    socket.on("typing", (name, to) => {
      const address = to.startsWith("@") ? `@${name}` : to;
      if (address === this.#shown.address) this.#typing.add(name);
    });
    document.addEventListener("visibilitychange", () => this.#markRead());
  }

  focus() {
    this.#composer.focus();
  }

  /** @param {Address} address */
  #show(address) {
    const before = this.#shown;
    this.#shown = this.#talkOf(address);
    this.#typing.clear();
    this.#view.show(this.#shown, this.#places.titleOf(this.#shown));
    this.#places.update(before, false);
    this.#places.update(this.#shown, true);
    this.#markRead();
    if (!this.#shown.isRoom || address === this.#room) return;
    this.#room = address;
    if (this.#socket.connected) void this.#enter();
  }

  async #enter() {
    const room = this.#room;
    const answer = await settle(this.#socket.emitWithAck("enter", room));
    // By now one may be in another room.
    if (room !== this.#room) return;
    if ("error" in answer) return this.#composer.warn(answer.error);
    this.#visitors.reset(answer.ok.visitors);
    for (const message of answer.ok.history) this.#put(message);
  }

  /** @param {Message} message */
  #take(message) {
    const talk = this.#put(message);
    this.#typing.remove(message.from);
    const isSeen = talk === this.#shown && !document.hidden;
    if (talk === undefined || isSeen || message.from === recallName()) return;
    talk.unread += 1;
    this.#places.update(talk, talk === this.#shown);
    this.#showUnread();
  }

  /**
   * Shows it, unless it has been shown before.
   * @param {Message} message
   */
  #put(message) {
    const isOwn = message.from === recallName();
    const talk = this.#talkOf(isOwn || message.to.startsWith("#") ? message.to : `@${message.from}`);
    if (talk.find(message.id) !== undefined) return undefined;
    const entry = new Entry(message, message.from, isOwn);
    entry.setTime(message.at);
    entry.setState("received");
    this.#add(talk, entry);
    if (message.isPicture) void this.#fetchPicture(entry);
    return talk;
  }

  /** @param {string} text */
  #write(text) {
    const draft = { id: crypto.randomUUID(), to: this.#shown.address, text, isPicture: false };
    const entry = this.#addOwn(draft);
    entry.onRetry(() => void this.#send(entry));
    void this.#send(entry);
  }

  /** @param {File} file */
  #sendPicture(file) {
    if (file.size > MAX_PICTURE) return this.#composer.warn("A picture has at most 2 MB.");
    const draft = { id: crypto.randomUUID(), to: this.#shown.address, text: file.name, isPicture: true };
    const entry = this.#addOwn(draft);
    entry.showPicture(file);
    entry.onRetry(() => void this.#uploadAndSend(entry, file));
    void this.#uploadAndSend(entry, file);
  }

  /**
   * @param {Entry} entry
   * @param {File} file
   */
  async #uploadAndSend(entry, file) {
    entry.setState("waiting", "On its way");
    entry.showProgress(0);
    const problem = await upload(this.#socket, entry.draft.id, {
      blob: file,
      onProgress: (share) => entry.showProgress(share),
    });
    if (problem === undefined) await this.#send(entry);
    else entry.setState("failed", problem);
  }

  /** @param {Entry} entry */
  async #send(entry) {
    entry.setState("waiting", "Waiting for the server");
    // Kept while there is no connection, and sent again where the answer was lost with it.
    const answer = await settle(this.#socket.emitWithAck("say", entry.draft));
    if ("error" in answer) return entry.setState("failed", answer.error);
    entry.setTime(answer.ok.at);
    // Somebody else may have been faster.
    if (entry.state === "waiting") entry.setState("sent", "The server has it");
  }

  /** @param {Draft} draft */
  #addOwn(draft) {
    const entry = new Entry(draft, recallName(), true);
    this.#add(this.#shown, entry);
    return entry;
  }

  /**
   * @param {Talk} talk
   * @param {Entry} entry
   */
  #add(talk, entry) {
    const next = talk.add(entry);
    if (talk === this.#shown) this.#view.add(entry, next);
  }

  /** @param {Entry} entry */
  async #fetchPicture(entry) {
    const answer = await settle(this.#socket.emitWithAck("picture", entry.draft.id));
    if ("error" in answer) return entry.showNoPicture(answer.error);
    // What comes over the wire is in a buffer of its own.
    const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (answer.ok.bytes);
    entry.showPicture(new Blob([bytes], { type: answer.ok.type }));
  }

  /**
   * @param {string} id
   * @param {number} windows
   */
  #markDelivered(id, windows) {
    const where = windows === 1 ? "one other window" : `${windows} other windows`;
    for (const talk of this.#talks.values()) talk.find(id)?.setState("delivered", `In ${where}`);
  }

  #markRead() {
    if (document.hidden) return;
    this.#shown.unread = 0;
    this.#places.update(this.#shown, true);
    this.#showUnread();
  }

  #showUnread() {
    let unread = 0;
    for (const talk of this.#talks.values()) unread += talk.unread;
    document.title = unread === 0 ? this.#title : `(${unread}) ${this.#title}`;
  }

  /** @param {Address} address */
  #talkOf(address) {
    const known = this.#talks.get(address);
    if (known !== undefined) return known;
    const talk = new Talk(address);
    this.#talks.set(address, talk);
    if (!talk.isRoom) {
      this.#places.add(talk);
      this.#forgetOldest();
    }
    return talk;
  }

  #forgetOldest() {
    const privates = [...this.#talks.values()].filter((talk) => !talk.isRoom && talk !== this.#shown);
    const [oldest] = privates;
    if (oldest === undefined || privates.length <= MOST_PRIVATE_TALKS) return;
    this.#talks.delete(oldest.address);
    this.#places.remove(oldest);
    for (const entry of oldest.entries) entry.dispose();
  }
}
