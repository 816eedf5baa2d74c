import type { Clock } from "../ports/index.ts";

/** The longest delay that `setTimeout` takes: after a longer one it would call back at once. */
const MAX_DELAY = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  // Whole milliseconds: V8 keeps a number with a fraction in an object of its own, one for each deadline.
  now: () => Math.floor(performance.now()),
  schedule(callback, delay) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (left: number): void => {
      // Rounded up: the timers of Node cut off fractions and would come early.
      if (left <= MAX_DELAY) timer = setTimeout(callback, Math.ceil(left));
      else timer = setTimeout(wait, MAX_DELAY, left - MAX_DELAY);
    };
    if (delay !== Infinity) wait(delay);
    return () => {
      clearTimeout(timer);
    };
  },
  afterTurn(callback) {
    setImmediate(callback);
  },
};
