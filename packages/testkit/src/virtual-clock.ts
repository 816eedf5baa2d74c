import type { Clock } from "@sockeye/server/ports";

/** More callbacks than this without time passing is a loop that never ends. */
const MAX_CALLBACKS_PER_MOMENT = 100_000;

interface Timer {
  readonly at: number;
  /** Breaks ties: timers of one moment run in the order in which they were set. */
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that moves when a test says so. What a callback throws reaches the caller of `advance` or `turn`; the other
 * callbacks stay where they are.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock();
 * clock.schedule(() => console.log(clock.now()), 25_000);
 * clock.advance(60_000); // prints 25000
 * ```
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #isAdvancing = false;
  /** By time, then by order. */
  readonly #timers: Timer[] = [];
  readonly #afterTurn: (() => void)[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  /** How many callbacks wait: timers, and what runs when the turn ends. */
  get pending(): number {
    return this.#timers.length + this.#afterTurn.length;
  }

  /** How many timers are set. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  schedule(callback: () => void, delay: number): () => void {
    if (Number.isNaN(delay)) throw new TypeError("schedule: the delay is NaN; pass a number of milliseconds");
    const timer = { at: this.#now + Math.max(0, delay), order: this.#order++, callback };
    if (timer.at === Infinity) return () => {};
    this.#timers.splice(this.#place(timer), 0, timer);
    return () => {
      const place = this.#place(timer);
      if (this.#timers[place] === timer) this.#timers.splice(place, 1);
    };
  }

  afterTurn(callback: () => void): void {
    this.#afterTurn.push(callback);
  }

  /** Ends the turn: calls back what waits for that. What these calls leave for the end of a turn waits for the next one. */
  turn(): void {
    for (let left = this.#afterTurn.length; left > 0; left--) this.#afterTurn.shift()?.();
  }

  /**
   * Ends the turn, moves on by so many milliseconds, and calls back what falls due, in order: each call sees its own
   * time, is a turn of its own, and may set more timers.
   */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0))
      throw new RangeError("advance: time only moves forward; pass a number from 0 on");
    if (this.#isAdvancing)
      throw new Error("advance: called from a callback of this clock; call it from the test");
    this.#isAdvancing = true;
    try {
      this.#advanceTo(this.#now + milliseconds);
    } finally {
      this.#isAdvancing = false;
    }
  }

  #advanceTo(end: number): void {
    let callbacks = 0;
    for (;;) {
      if (++callbacks > MAX_CALLBACKS_PER_MOMENT) {
        throw new Error(
          `advance: ${MAX_CALLBACKS_PER_MOMENT} callbacks at ${this.#now} ms, and no end of it`,
        );
      }
      if (this.#afterTurn.length > 0) {
        this.turn();
        continue;
      }
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      if (next.at > this.#now) callbacks = 0;
      this.#timers.shift();
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }

  /** Where a timer is, or belongs. */
  #place(timer: Timer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle]!;
      if (other.at < timer.at || (other.at === timer.at && other.order < timer.order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
