// What happened, in its order, and who waits for it. For pages and for the application alike.

export class Notes {
  /** @type {import("../types.ts").Note[]} */
  all = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** @param {string} name @param {...unknown} details */
  add(name, ...details) {
    this.all.push([name, ...details]);
    for (const look of this.#waiting) look();
  }

  /** @param {string} name */
  of(name) {
    return this.all.filter((note) => note[0] === name);
  }

  /**
   * Resolves with the details of the `count`th note of that name, be it there already or not.
   * @param {string} name
   * @param {number} [count]
   * @returns {Promise<any>}
   */
  until(name, count = 1) {
    return new Promise((resolve) => {
      const look = () => {
        const note = this.of(name)[count - 1];
        if (note === undefined) return;
        this.#waiting.delete(look);
        resolve(note.slice(1));
      };
      this.#waiting.add(look);
      look();
    });
  }
}
