/** Longer ones are not waited for. */
const SHORT = 5;

/** Keeps count of the timers that put something off for a turn or so, until `stop`. */
export class ShortTimers {
  readonly #pending = new Set<NodeJS.Timeout>();
  readonly #original = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    globalThis.setTimeout = ((run: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
      const timer = this.#original.setTimeout(() => {
        this.#pending.delete(timer);
        run(...args);
      }, delay);
      if (!(delay > SHORT)) this.#pending.add(timer);
      return timer;
    }) as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      this.#pending.delete(timer as NodeJS.Timeout);
      this.#original.clearTimeout(timer);
    };
  }

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  stop(): void {
    globalThis.setTimeout = this.#original.setTimeout;
    globalThis.clearTimeout = this.#original.clearTimeout;
  }
}
