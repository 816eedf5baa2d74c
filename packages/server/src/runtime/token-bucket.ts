/** How fast, and how much at once. */
export interface TokenBucketOptions {
  /** How many in a second in the long run; `Infinity` for no limit. */
  readonly ratePerSecond: number;
  /** How many at once after a rest; at least one, whatever is given. */
  readonly burst: number;
  /** Milliseconds. A clock that goes backwards gives nothing and takes nothing. */
  readonly now: () => number;
}

/** Lets so many things through in a second, and more after a rest. */
export class TokenBucket {
  readonly #perMillisecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** @throws RangeError for a rate at which nothing would ever pass */
  constructor({ ratePerSecond, burst, now }: TokenBucketOptions) {
    if (!(ratePerSecond > 0)) {
      throw new RangeError(
        `A rate of ${ratePerSecond} lets nothing through: give a positive number, or Infinity`,
      );
    }
    this.#perMillisecond = ratePerSecond / 1000;
    this.#burst = Math.max(1, burst);
    this.#now = now;
    this.#tokens = this.#burst;
    this.#filledAt = now();
  }

  /** May one more pass now? If so, it counts. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #fill(): void {
    const now = this.#now();
    const elapsed = now - this.#filledAt;
    // Also keeps Infinity from being multiplied by nothing, which is no number.
    if (elapsed <= 0) return;
    this.#filledAt = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perMillisecond);
  }
}
