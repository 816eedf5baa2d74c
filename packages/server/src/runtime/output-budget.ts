/** A session as the budget sees it. */
export interface Debtor {
  /** Bytes that wait in this session. */
  readonly pendingBytes: number;
  /** Ends the session: it holds more than can be allowed. */
  cutOff(): void;
}

/**
 * What all sessions of a server together may keep for clients that do not read. Beyond it, the session that holds the
 * most is cut off, until the rest fits.
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
    if (debtor.pendingBytes > (largest?.pendingBytes ?? 0)) largest = debtor;
  }
  return largest;
}
