// Time that passes when a test says so, for the timers of the client.

const real = { setTimeout, clearTimeout, fetch };

/** What stands for a timer of Node. */
class VirtualTimer {
  isUnref = false;
  /** @param {number} due @param {() => void} callback */
  constructor(due, callback) {
    this.due = due;
    this.callback = callback;
  }
  ref() {
    return this;
  }
  unref() {
    this.isUnref = true;
    return this;
  }
}

/** What connects while it is the global time stays with it. What is due at once only waits for a turn of the event loop. */
export class VirtualTime {
  #now = 0;
  /** @type {Set<VirtualTimer>} */
  #timers = new Set();

  /**
   * Calls with virtual timers in the place of the global ones. Only for that long, and without the `fetch` of Node, which
   * uses them as well.
   * @template T @param {() => T} callback @returns {T}
   */
  rule(callback) {
    const virtual = {
      setTimeout: this.#setTimeout,
      clearTimeout: this.#clearTimeout,
      /** @param {Parameters<typeof fetch>} args */
      fetch: (...args) => {
        Object.assign(globalThis, real);
        try {
          return real.fetch(...args);
        } finally {
          Object.assign(globalThis, virtual);
        }
      },
    };
    Object.assign(globalThis, virtual);
    try {
      return callback();
    } finally {
      Object.assign(globalThis, real);
    }
  }

  /** How long timers still wait that would keep the process alive, the shortest first. */
  waits() {
    return [...this.#timers]
      .filter(({ isUnref }) => !isUnref)
      .map(({ due }) => due - this.#now)
      .sort((one, other) => one - other);
  }

  /** @param {number} milliseconds */
  pass(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort((one, other) => one.due - other.due);
      if (next === undefined || next.due > end) break;
      this.#timers.delete(next);
      this.#now = next.due;
      this.rule(next.callback);
    }
    this.#now = end;
  }

  /** @param {(...args: unknown[]) => void} callback @param {number} [delay] @param {unknown[]} args */
  #setTimeout = (callback, delay = 0, ...args) => {
    if (!(delay > 1)) return real.setTimeout(callback, delay, ...args);
    // As Node has it: more than it can count to is at once.
    const wait = delay > 2 ** 31 - 1 ? 1 : delay;
    const timer = new VirtualTimer(this.#now + wait, () => callback(...args));
    this.#timers.add(timer);
    return timer;
  };

  /** @param {unknown} timer */
  #clearTimeout = (timer) => {
    if (timer instanceof VirtualTimer) this.#timers.delete(timer);
    else real.clearTimeout(/** @type {NodeJS.Timeout} */ (timer));
  };
}
