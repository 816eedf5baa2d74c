/** A queue whose items have consecutive numbers, and are found by them without a search. It grows by doubling. */
export class NumberedRing<Item> {
  #slots: (Item | undefined)[] = Array.from({ length: 16 }, () => undefined);
  /** The number of the oldest item, and the number that the next one gets. */
  #first: number;
  #next: number;

  constructor(firstNumber: number) {
    this.#first = firstNumber;
    this.#next = firstNumber;
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  get size(): number {
    return this.#next - this.#first;
  }

  push(item: Item): void {
    if (this.size === this.#slots.length) this.#grow();
    this.#slots[this.#slot(this.#next)] = item;
    this.#next += 1;
  }

  get(number: number): Item | undefined {
    return number >= this.#first && number < this.#next ? this.#slots[this.#slot(number)] : undefined;
  }

  shift(): Item | undefined {
    const item = this.get(this.#first);
    if (item === undefined) return undefined;
    this.#slots[this.#slot(this.#first)] = undefined;
    this.#first += 1;
    return item;
  }

  /** The length is a power of two, but numbers may have more than 32 bits. */
  #slot(number: number): number {
    return number % this.#slots.length;
  }

  #grow(): void {
    const grown: (Item | undefined)[] = Array.from({ length: this.#slots.length * 2 }, () => undefined);
    for (let number = this.#first; number < this.#next; number++) {
      grown[number % grown.length] = this.#slots[this.#slot(number)];
    }
    this.#slots = grown;
  }
}
