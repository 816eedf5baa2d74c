const MAX_FAILURES = 10;
const WINDOW = 60_000;
const MAX_ADDRESSES = 1_000;

interface Attempts {
  failures: number;
  readonly since: number;
}

/** How often each address may be wrong: ten times a minute. An attempt counts as failed until it is known to be none. */
export class AttemptLimit {
  readonly #attempts = new Map<string, Attempts>();

  /** How many attempts have failed before this one; `undefined` when there were too many. */
  begin(address: string, now: number): number | undefined {
    const attempts = this.#attemptsOf(address, now);
    if (attempts.failures >= MAX_FAILURES) return undefined;
    return attempts.failures++;
  }

  /** The last attempt was right. */
  forgive(address: string): void {
    const attempts = this.#attempts.get(address);
    // A new minute may have begun meanwhile.
    if (attempts !== undefined && attempts.failures > 0) attempts.failures -= 1;
  }

  #attemptsOf(address: string, now: number): Attempts {
    const known = this.#attempts.get(address);
    if (known !== undefined && now - known.since < WINDOW) return known;
    this.#attempts.delete(address);
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined && this.#attempts.size >= MAX_ADDRESSES) this.#attempts.delete(oldest);
    const attempts: Attempts = { failures: 0, since: now };
    this.#attempts.set(address, attempts);
    return attempts;
  }
}
