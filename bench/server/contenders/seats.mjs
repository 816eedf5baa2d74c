/**
 * Numbers the sockets that are there from 0 on, without gaps when those that left are replaced: so each room has as many
 * members after others have come as before.
 *
 * @template T
 */
export class Seats {
  /** @type {(T | undefined)[]} */
  #taken = [];
  /** @type {number[]} */
  #free = [];

  /**
   * @param {T} who
   * @returns {number}
   */
  take(who) {
    const seat = this.#free.pop() ?? this.#taken.length;
    this.#taken[seat] = who;
    return seat;
  }

  /** @param {number} seat */
  leave(seat) {
    this.#taken[seat] = undefined;
    this.#free.push(seat);
  }

  /**
   * @param {number} first
   * @param {number} count
   * @param {(who: T, seat: number) => void} visit
   */
  forEach(first, count, visit) {
    for (let seat = first; seat < first + count; seat += 1) {
      const who = this.#taken[seat];
      if (who !== undefined) {
        visit(who, seat);
      }
    }
  }
}
