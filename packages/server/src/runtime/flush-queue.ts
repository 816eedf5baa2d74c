import type { Clock } from "../ports/index.ts";
import { throwOutside } from "./throw-outside.ts";

/** Something that gathers output during a turn of the event loop and hands it on at the turn's end. */
export interface Flushable {
  flush(): void;
}

/**
 * All sessions with output of this turn, in one list with one scheduled callback: each of them pays once a turn, however
 * many packets it sends and from wherever. Its size is bounded by the number of sessions, as each is in it once at most.
 */
export class FlushQueue {
  readonly #clock: Clock;
  #targets: Flushable[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Flushes at the end of this turn. The caller makes sure that the target is in the queue once at most. */
  add(target: Flushable): void {
    if (this.#targets.push(target) === 1) this.#clock.afterTurn(this.#flushAll);
  }

  readonly #flushAll = (): void => {
    // What is added from here on belongs to the next turn: nobody can keep this one from ending.
    const targets = this.#targets;
    this.#targets = [];
    for (const target of targets) {
      try {
        target.flush();
      } catch (error) {
        throwOutside(error);
      }
    }
  };
}
