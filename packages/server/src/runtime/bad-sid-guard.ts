/** How much guessing is put up with. */
export interface BadSidGuardOptions {
  /** How many unknown session ids one address may bring in a second; `Infinity` for no limit. */
  readonly maxUnknownSidsPerSecond: number;
  /** How many addresses are counted one by one in a second; all further ones count as one. @default 10_000 */
  readonly maxAddresses?: number | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What holds where the options are silent. */
const badSidGuardDefaults = Object.freeze({ maxAddresses: 10_000 } as const);

const WINDOW = 1000;

/**
 * Counts requests with unknown session ids by the address they come from. Each of them is answered, because after a
 * restart of the server all honest clients behind one proxy bring old ids; above the limit the connection is closed as
 * well, which makes guessing slow.
 *
 * Counting starts over every second, so the table forgets by itself and one Map is all there is.
 */
export class BadSidGuard {
  readonly #limit: number;
  readonly #maxAddresses: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #others = 0;
  #windowEnd = -Infinity;

  constructor(options: BadSidGuardOptions) {
    this.#limit = options.maxUnknownSidsPerSecond;
    this.#maxAddresses = options.maxAddresses ?? badSidGuardDefaults.maxAddresses;
    this.#now = options.now;
  }

  /** How many addresses it remembers. */
  get size(): number {
    return this.#counts.size;
  }

  /** Takes note of an unknown session id. Is the connection to be closed after the answer? */
  report(address: string | undefined): boolean {
    const now = this.#now();
    if (now >= this.#windowEnd) {
      this.#counts.clear();
      this.#others = 0;
      this.#windowEnd = now + WINDOW;
    }
    return this.#count(address ?? "") > this.#limit;
  }

  #count(address: string): number {
    const count = this.#counts.get(address);
    if (count === undefined && this.#counts.size >= this.#maxAddresses) return ++this.#others;
    const counted = (count ?? 0) + 1;
    this.#counts.set(address, counted);
    return counted;
  }
}
