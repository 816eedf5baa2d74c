export interface ExpiringMapOptions {
  readonly maxEntries: number;
  /** In milliseconds. */
  readonly maxAge: number;
}

interface Aged<Value> {
  readonly value: Value;
  readonly since: number;
}

/**
 * A map that forgets: what is too old, and the oldest when it is full. Entries are kept in the order of their age, so
 * forgetting costs what it removes. Time is passed in and must not run backwards.
 */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, Aged<Value>>();
  readonly #maxEntries: number;
  readonly #maxAge: number;

  constructor(options: ExpiringMapOptions) {
    this.#maxEntries = options.maxEntries;
    this.#maxAge = options.maxAge;
  }

  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: Value, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, since: now });
    this.expire(now);
    if (this.#entries.size <= this.#maxEntries) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Hands the value over: it is not here any more. */
  take(key: string, now: number): Value | undefined {
    this.expire(now);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry?.value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  expire(now: number): void {
    for (const [key, entry] of this.#entries) {
      if (now - entry.since <= this.#maxAge) return;
      this.#entries.delete(key);
    }
  }
}
