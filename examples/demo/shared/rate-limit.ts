/** A token bucket: `burst` messages at once, `perSecond` on average. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** What one message costs: with this unit, `perSecond` times milliseconds is a whole number and nothing is rounded away. */
const COST = 1000;

export class TokenBucket {
  readonly #limit: RateLimit;
  #credit: number;
  #filledAt: number;

  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#credit = limit.burst * COST;
    this.#filledAt = now;
  }

  /** Takes one token and answers 0, or takes none and answers after how many milliseconds there will be one. */
  take(now: number): number {
    const { burst, perSecond } = this.#limit;
    // A clock that was set back must not take tokens away.
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#credit = Math.min(burst * COST, this.#credit + elapsed * perSecond);
    this.#filledAt = now;
    if (this.#credit >= COST) {
      this.#credit -= COST;
      return 0;
    }
    return Math.ceil((COST - this.#credit) / perSecond);
  }
}
