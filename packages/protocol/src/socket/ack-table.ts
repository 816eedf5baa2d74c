/** What is called when an acknowledgement comes. */
// oxlint-disable-next-line typescript/no-explicit-any -- the peer decides what it acknowledges with
export type AckCallback = (...args: any[]) => void;

/** The bounds of an {@link AckTable}. */
export interface AckTableOptions {
  /** Acknowledgements that are awaited at once. @default 10000 */
  readonly maxPendingAcks?: number | undefined;
  /** Is told which callback will not be called any more, for there were too many. */
  readonly onDropped?: ((callback: AckCallback, id: number) => void) | undefined;
}

/** The default of {@link AckTableOptions.maxPendingAcks}. */
export const MAX_PENDING_ACKS = 10_000;

/**
 * The acknowledgements that a socket awaits, by number: a `Map`, for other packages use it as one.
 *
 * A peer that never acknowledges must not make it grow for ever. One with a deadline ends by itself; when there are
 * too many, the oldest that is not pinned is dropped.
 */
export class AckTable extends Map<number, AckCallback> {
  readonly #maxPendingAcks: number;
  readonly #onDropped: AckTableOptions["onDropped"];
  /** Those that may be dropped, oldest first. Most sockets never await any. */
  #patient: Set<number> | undefined;

  constructor({ maxPendingAcks = MAX_PENDING_ACKS, onDropped }: AckTableOptions = {}) {
    super();
    this.#maxPendingAcks = maxPendingAcks;
    this.#onDropped = onDropped;
  }

  /** Awaits an acknowledgement for as long as it takes. */
  override set(id: number, callback: AckCallback): this {
    super.set(id, callback);
    this.#patient ??= new Set();
    this.#patient.add(id);
    this.#dropSurplus();
    return this;
  }

  /** Can one more be awaited that is not to be dropped, be it that another is dropped for it? */
  get hasRoom(): boolean {
    return this.size < this.#maxPendingAcks || (this.#patient !== undefined && this.#patient.size > 0);
  }

  /** Awaits one that is never dropped: the caller deletes it at a deadline, or has made sure that there is room. */
  setPinned(id: number, callback: AckCallback): this {
    super.set(id, callback);
    this.#patient?.delete(id);
    this.#dropSurplus();
    return this;
  }

  /** Gets a callback and deletes it: an acknowledgement counts once. */
  take(id: number): AckCallback | undefined {
    const callback = this.get(id);
    if (callback !== undefined) this.delete(id);
    return callback;
  }

  override delete(id: number): boolean {
    this.#patient?.delete(id);
    return super.delete(id);
  }

  override clear(): void {
    this.#patient = undefined;
    super.clear();
  }

  #dropSurplus(): void {
    if (this.size <= this.#maxPendingAcks || this.#patient === undefined) return;
    for (const oldest of this.#patient) {
      const callback = this.take(oldest) as AckCallback;
      this.#onDropped?.(callback, oldest);
      return;
    }
  }
}
