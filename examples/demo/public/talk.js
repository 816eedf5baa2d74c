const MOST_ENTRIES = 200;

/** What was said in one room, or with one person. */
export class Talk {
  /** @type {import("./entry.js").Entry[]} */
  entries = [];
  unread = 0;

  /** @param {import("../chat/events.ts").Address} address */
  constructor(address) {
    this.address = address;
  }

  get isRoom() {
    return this.address.startsWith("#");
  }

  /** @param {string} id */
  find(id) {
    return this.entries.find(({ draft }) => draft.id === id);
  }

  /**
   * Puts it where it belongs by its time, which is the end but for what was missed.
   * @param {import("./entry.js").Entry} entry
   */
  add(entry) {
    let index = this.entries.length;
    while (index > 0 && (this.entries[index - 1]?.at ?? 0) > entry.at) index -= 1;
    this.entries.splice(index, 0, entry);
    entry.setBefore(this.entries[index - 1]);
    const next = this.entries[index + 1];
    next?.setBefore(entry);
    if (this.entries.length > MOST_ENTRIES) this.entries.shift()?.dispose();
    return next;
  }
}
