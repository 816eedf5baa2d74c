import type { Clock, Deadline, Deadlines } from "../ports/index.ts";
import { throwOutside } from "./throw-outside.ts";

/**
 * How many fall due in one turn at most, so that ten thousand heartbeats at once leave room for what comes in, and so that
 * one that sets itself to the present again and again cannot keep the turn from ending.
 */
const MAX_DUE_PER_TURN = 1_000;

/**
 * All deadlines of a server in one binary heap with one timer. Most deadlines are moved long before they fall due, so
 * moving is what is fast: a deadline knows its place in the heap, and the timer is set anew only when it has to ring
 * earlier. When it rings for a deadline that has been moved meanwhile, it is set for the earliest one there is.
 *
 * Bounded by the number of sessions: each brings a fixed number of deadlines. The order of those that are due at the
 * same time is not defined.
 */
export class DeadlineQueue implements Deadlines {
  readonly #clock: Clock;
  /** No deadline is later than those at 2i + 1 and 2i + 2. */
  readonly #heap: Deadline[] = [];
  /** When the timer rings; -Infinity while calling back, which sets it once at its end. */
  #ringsAt = Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many deadlines are set. */
  get size(): number {
    return this.#heap.length;
  }

  now(): number {
    return this.#clock.now();
  }

  set(deadline: Deadline, dueAt: number): void {
    if (Number.isNaN(dueAt))
      throw new TypeError("set: dueAt is NaN; pass a time of now(), or Infinity for never");
    if (dueAt === Infinity) {
      this.remove(deadline);
      return;
    }
    if (deadline.queueIndex === -1) {
      deadline.queueIndex = this.#heap.push(deadline) - 1;
      deadline.dueAt = dueAt;
      this.#up(deadline);
    } else {
      this.#checkMine(deadline);
      deadline.dueAt = dueAt;
      this.#up(deadline);
      this.#down(deadline);
    }
    this.#ringInTime();
  }

  remove(deadline: Deadline): void {
    if (deadline.queueIndex === -1) return;
    this.#checkMine(deadline);
    this.#takeOut(deadline);
    if (this.#heap.length === 0) this.#stopTimer();
  }

  #checkMine(deadline: Deadline): void {
    if (this.#heap[deadline.queueIndex] === deadline) return;
    throw new Error(
      "The deadline is in another queue, or its queueIndex was changed; leave queueIndex to its queue",
    );
  }

  #ringInTime(): void {
    const first = this.#heap[0];
    if (first === undefined || first.dueAt >= this.#ringsAt) return;
    this.#cancelTimer?.();
    this.#ringsAt = first.dueAt;
    this.#cancelTimer = this.#clock.schedule(this.#ring, Math.max(0, first.dueAt - this.#clock.now()));
  }

  #stopTimer(): void {
    if (this.#cancelTimer === undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#ringsAt = Infinity;
  }

  readonly #ring = (): void => {
    this.#cancelTimer = undefined;
    this.#ringsAt = -Infinity;
    const now = this.#clock.now();
    for (let left = MAX_DUE_PER_TURN; left > 0; left--) {
      const first = this.#heap[0];
      if (first === undefined || first.dueAt > now) break;
      this.#takeOut(first);
      try {
        first.onDue(now);
      } catch (error) {
        throwOutside(error);
      }
    }
    this.#ringsAt = Infinity;
    this.#ringInTime();
  };

  #takeOut(deadline: Deadline): void {
    const place = deadline.queueIndex;
    const last = this.#heap.pop()!;
    deadline.queueIndex = -1;
    if (last === deadline) return;
    this.#put(last, place);
    this.#up(last);
    this.#down(last);
  }

  #put(deadline: Deadline, place: number): void {
    this.#heap[place] = deadline;
    deadline.queueIndex = place;
  }

  #up(deadline: Deadline): void {
    let place = deadline.queueIndex;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      const other = this.#heap[above]!;
      if (other.dueAt <= deadline.dueAt) break;
      this.#put(other, place);
      place = above;
    }
    this.#put(deadline, place);
  }

  #down(deadline: Deadline): void {
    let place = deadline.queueIndex;
    for (;;) {
      const left = 2 * place + 1;
      const right = this.#heap[left + 1];
      let below = this.#heap[left];
      if (below === undefined) break;
      if (right !== undefined && right.dueAt < below.dueAt) below = right;
      if (below.dueAt >= deadline.dueAt) break;
      const next = below.queueIndex;
      this.#put(below, place);
      place = next;
    }
    this.#put(deadline, place);
  }
}
