import { OutputBudget, type Debtor } from "../runtime/output-budget.ts";

/**
 * What all connections together hold of packets whose attachments have not all come. Beyond the limit the one that holds the
 * most is cut off, until the rest fits.
 */
export class AttachmentBudget {
  readonly #held = new Map<Debtor, number>();
  readonly #budget: OutputBudget;

  constructor(limit: number) {
    this.#budget = new OutputBudget(limit, () => this.#held.keys());
  }

  /** It holds so many bytes now; 0 when it has let go of them. */
  note(holder: Debtor, bytes: number): void {
    const before = this.#held.get(holder) ?? 0;
    if (bytes === before) return;
    if (bytes === 0) this.#held.delete(holder);
    else this.#held.set(holder, bytes);
    this.#budget.book(bytes - before);
  }
}
