interface Timer {
  readonly at: number;
  readonly run: () => void;
  readonly handle: TimerHandle;
}

export interface VirtualTimeParts {
  /** What randomness always is. */
  readonly random: number;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** Hears what timers throw. */
  readonly onError: (error: unknown) => void;
}

/** What Node's timers have, for those who unref them. */
class TimerHandle {
  readonly id: number;
  #isRef = true;

  constructor(id: number) {
    this.id = id;
  }

  ref(): this {
    this.#isRef = true;
    return this;
  }

  unref(): this {
    this.#isRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

/**
 * Time and randomness under the script's control: the global timers, `Date.now` and `Math.random`. What comes over the
 * network takes no time at all.
 */
export class VirtualTime {
  readonly #parts: VirtualTimeParts;
  readonly #timers = new Map<number, Timer>();
  readonly #original = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    now: Date.now,
    random: Math.random,
  };
  readonly #start = Date.now();
  #elapsed = 0;
  #last = 0;

  constructor(parts: VirtualTimeParts) {
    this.#parts = parts;
    globalThis.setTimeout = ((run: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) =>
      this.#add(() => run(...args), delay)) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (handle: unknown) => {
      if (handle instanceof TimerHandle) this.#timers.delete(handle.id);
      else this.#original.clearTimeout(handle as NodeJS.Timeout);
    };
    Date.now = () => this.#start + this.#elapsed;
    Math.random = () => parts.random;
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#elapsed;
  }

  /** When timers are due, and whether they keep the process alive. */
  get pending(): readonly (readonly [at: number, hasRef: boolean])[] {
    return [...this.#timers.values()].map(({ at, handle }) => [at, handle.hasRef()] as const);
  }

  /** Lets so much time pass, and at each moment everything happen that is due. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    for (;;) {
      await this.#parts.settle();
      const [next] = [...this.#timers].toSorted(([, one], [, other]) => one.at - other.at);
      if (next === undefined || next[1].at > end) break;
      const [id, { at, run }] = next;
      this.#timers.delete(id);
      this.#elapsed = at;
      try {
        run();
      } catch (error) {
        this.#parts.onError(error);
      }
    }
    this.#elapsed = end;
    await this.#parts.settle();
  }

  stop(): void {
    globalThis.setTimeout = this.#original.setTimeout;
    globalThis.clearTimeout = this.#original.clearTimeout;
    Date.now = this.#original.now;
    Math.random = this.#original.random;
  }

  #add(run: () => void, delay = 0): TimerHandle {
    this.#last += 1;
    // What is put off for a turn takes no time, and what is too much is a millisecond, as Node has it.
    const least = delay < 2 ** 31 ? Math.trunc(Math.max(delay || 0, 0)) : 1;
    const handle = new TimerHandle(this.#last);
    this.#timers.set(this.#last, { at: this.#elapsed + least, run, handle });
    return handle;
  }
}
