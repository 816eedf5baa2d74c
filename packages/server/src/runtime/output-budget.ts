/** A session as the budget sees it. */
export interface Debtor {
  /** What this session counts for: the bytes that it has booked and that still wait. */
  readonly bookedBytes: number;
  /** Ends the session: it holds more than can be allowed. */
  cutOff(): void;
}

/**
 * What all sessions of a server together may keep for clients that do not read. Beyond it, the session that has booked the
 * most is cut off, until the rest fits.
 *
 * What lies in the transports is not booked: to follow it would cost something with every message, and each transport
 * bounds it by itself. So it does not count towards the choice, either: to cut off a session that has booked nothing would
 * bring the sum no nearer to the limit, and the more sessions would have to go.
 */
export class OutputBudget {
  readonly #limit: number;
  readonly #debtors: () => Iterable<Debtor>;
  #bytes = 0;
  #isShedding = false;

  /** @param debtors - all sessions; looked through only when the limit is passed */
  constructor(limit: number, debtors: () => Iterable<Debtor>) {
    this.#limit = limit;
    this.#debtors = debtors;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Books bytes that wait, or, with a negative number, that wait no more. */
  book(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limit && !this.#isShedding) this.#shed();
  }

  #shed(): void {
    this.#isShedding = true;
    while (this.#bytes > this.#limit) {
      const largest = largestOf(this.#debtors());
      if (largest === undefined) break;
      largest.cutOff();
    }
    this.#isShedding = false;
  }
}

function largestOf(debtors: Iterable<Debtor>): Debtor | undefined {
  let largest: Debtor | undefined;
  for (const debtor of debtors) {
    if (debtor.bookedBytes > (largest?.bookedBytes ?? 0)) largest = debtor;
  }
  return largest;
}
