import type { Clock } from "../clock.ts";

interface Deadline {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that moves when a test says so. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #deadlines = new Set<Deadline>();

  /** How many deadlines are set. */
  get pending(): number {
    return this.#deadlines.size;
  }

  now(): number {
    return this.#now;
  }

  schedule(callback: () => void, delay: number): () => void {
    const deadline = { at: this.#now + delay, callback };
    this.#deadlines.add(deadline);
    return () => {
      this.#deadlines.delete(deadline);
    };
  }

  /** Moves on and calls back what falls due, in order. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = [...this.#deadlines].filter(({ at }) => at <= this.#now).toSorted((a, b) => a.at - b.at);
    for (const deadline of due) {
      if (this.#deadlines.delete(deadline)) deadline.callback();
    }
  }
}
