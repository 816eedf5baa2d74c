/** What is linked: an entry of the log and the places of the entries before it that went to the same rooms. */
export interface ChainLink {
  readonly rooms: readonly string[];
  /** For each of `rooms`, or for the chain of those without rooms, the entry before; 0 if there is none. */
  readonly previous: readonly number[];
}

const TO_ALL = [0];

/**
 * Links each entry to the one before it that went to the same room, so that what a session has missed is found at the
 * cost of what it has missed. Of entries that were pushed out it keeps the number of the last one for each room: that
 * is enough to say whether a session has missed one of them.
 */
export class RoomChains {
  /** The last entry for each room that is still in the log. */
  readonly #heads = new Map<string, number>();
  /** The last entry for each room that was pushed out; the longest ago first. */
  readonly #pushedOut = new Map<string, number>();
  readonly #maxPushedOutRooms: number;
  #headToAll = 0;
  #pushedOutToAll = 0;

  constructor(maxPushedOutRooms: number) {
    this.#maxPushedOutRooms = maxPushedOutRooms;
  }

  /** The places to remember with the entry `seq`. */
  link(seq: number, rooms: readonly string[]): readonly number[] {
    if (rooms.length === 0) {
      const previous = this.#headToAll === 0 ? TO_ALL : [this.#headToAll];
      this.#headToAll = seq;
      return previous;
    }
    return rooms.map((room) => {
      const previous = this.#heads.get(room) ?? 0;
      this.#heads.set(room, seq);
      return previous;
    });
  }

  /** The entry `seq`, which is the oldest, has been pushed out of the log. */
  unlink(seq: number, rooms: readonly string[]): void {
    if (rooms.length === 0) {
      if (this.#headToAll === seq) this.#headToAll = 0;
      this.#pushedOutToAll = seq;
      return;
    }
    for (const room of rooms) {
      if (this.#heads.get(room) === seq) this.#heads.delete(room);
      this.#pushedOut.delete(room);
      this.#pushedOut.set(room, seq);
    }
    for (const [room, last] of this.#pushedOut) {
      if (this.#pushedOut.size <= this.#maxPushedOutRooms) return;
      // We cannot remember every room that ever was. From now on this entry counts as missed by all.
      this.#pushedOut.delete(room);
      this.#pushedOutToAll = Math.max(this.#pushedOutToAll, last);
    }
  }

  /** Has an entry for one of these rooms, or for all, been pushed out that came after `place`? */
  hasPushedOut(place: number, rooms: ReadonlySet<string>): boolean {
    if (this.#pushedOutToAll > place) return true;
    for (const room of rooms) if ((this.#pushedOut.get(room) ?? 0) > place) return true;
    return false;
  }

  /** Visits the entries after `place` for these rooms or for all, each once for every room that it went to. */
  walkBack(place: number, rooms: ReadonlySet<string>, visit: (seq: number) => ChainLink | undefined): void {
    let seq = this.#headToAll;
    while (seq > place) seq = visit(seq)?.previous[0] ?? 0;
    for (const room of rooms) {
      seq = this.#heads.get(room) ?? 0;
      while (seq > place) {
        const link: ChainLink | undefined = visit(seq);
        seq = link?.previous[link.rooms.indexOf(room)] ?? 0;
      }
    }
  }
}
