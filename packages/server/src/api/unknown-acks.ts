/** Counts acknowledgements that nobody waits for, second by second: a few come late, a flood is meant. */
export class UnknownAcks {
  #second = 0;
  #count = 0;

  /** One more has come. @returns how many in this second */
  add(now: number): number {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    return ++this.#count;
  }
}
