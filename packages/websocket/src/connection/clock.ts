/** Time, passed in, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls back once after `delay` milliseconds (never after Infinity), unless the returned function was called before. */
  schedule(callback: () => void, delay: number): () => void;
}

/** The longest delay that a timer of Node takes: it would call back at once after a longer one. */
const MAX_DELAY = 2 ** 31 - 1;

function doNothing(): void {
  // There is no timer to cancel.
}

/** The clock of the machine. */
export const systemClock: Clock = {
  // Whole milliseconds: V8 keeps a number with a fraction in an object of its own.
  now: () => Math.floor(performance.now()),
  schedule(callback, delay) {
    if (delay > MAX_DELAY) return doNothing;
    const timer = setTimeout(callback, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};
