/** How slowly a body may come. */
export interface BodyTimes {
  /** How long, in milliseconds, the client may pause. */
  readonly bodyTimeout: number;
  /** How long it may take in all. */
  readonly wholeBodyTimeout: number;
}

/** How much of a body may come, and how slowly. */
export interface BodyProgressOptions {
  readonly times: BodyTimes;
  /** When its reading began. */
  readonly startedAt: number;
  /** The most bytes. */
  readonly limit: number;
}

/** After the first pause that long, a body has to come at this many bytes per millisecond on average: 1 kB/s. */
const LEAST_RATE = 1;

/** The arithmetic of reading a body, the same for all hosts: is it too large, and by when does more have to come? */
export class BodyProgress {
  readonly #options: BodyProgressOptions;
  #bytes = 0;

  constructor(options: BodyProgressOptions) {
    this.#options = options;
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * More has come.
   *
   * @returns is it still within the limit?
   */
  add(bytes: number): boolean {
    this.#bytes += bytes;
    return this.#bytes <= this.#options.limit;
  }

  /** By when something more has to come, given that something has come now. */
  dueAt(now: number): number {
    const { startedAt, times } = this.#options;
    const { bodyTimeout, wholeBodyTimeout } = times;
    const untilTooSlow = startedAt + bodyTimeout + this.#bytes / LEAST_RATE;
    const untilTooLong = startedAt + wholeBodyTimeout;
    return Math.min(now + bodyTimeout, untilTooSlow, untilTooLong);
  }
}
