import { throwOutside } from "./throw-outside.ts";

/** How much all request bodies that are being read may hold together. */
export interface InflightBudgetOptions {
  /**
   * Bytes of all bodies together. A single body may be larger; it is then read when no other one is.
   *
   * @default 67108864 (64 MiB)
   */
  readonly maxInflightBytes?: number | undefined;
  /**
   * How many bodies may wait for their turn; further ones are refused.
   *
   * @default 10000
   */
  readonly maxInflightWaiting?: number | undefined;
}

/** What `InflightBudgetOptions` are when left out. */
export const inflightBudgetDefaults = Object.freeze({
  maxInflightBytes: 64 * 1024 * 1024,
  maxInflightWaiting: 10_000,
});

/** A body's part of the budget, or its place in the queue for one. */
export interface Reservation {
  /** Gives it back, or stops waiting for it. Calling it again does nothing. */
  release(): void;
}

interface Entry extends Reservation {
  readonly bytes: number;
  readonly granted: (reservation: Reservation) => void;
}

/**
 * The memory that request bodies share. Each reserves what it may grow to before it is read; when there is not enough
 * left it waits, first come, first served, so that a large body is not overtaken for ever by small ones.
 */
export class InflightBudget {
  readonly #maxBytes: number;
  readonly #maxWaiting: number;
  /** In the order of arrival; a set, because a client may leave while it waits. */
  readonly #waiting = new Set<Entry>();
  readonly #holding = new Set<Entry>();
  #usedBytes = 0;
  #isGranting = false;

  constructor(options: InflightBudgetOptions = {}) {
    this.#maxBytes = limit(options, "maxInflightBytes");
    this.#maxWaiting = limit(options, "maxInflightWaiting");
  }

  /** Bytes that are reserved now. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Asks for so many bytes.
   *
   * @param granted - called when they may be used; before this returns, if there is room now and this is not itself called
   *   from such a call
   * @returns `undefined` when too many wait already: refuse the request; `granted` is not called then
   */
  reserve(bytes: number, granted: (reservation: Reservation) => void): Reservation | undefined {
    if (!(bytes >= 0))
      throw new RangeError("reserve: bytes is negative or not a number; pass the limit of the body");
    const isNext = this.#waiting.size === 0;
    if (!(isNext && this.#hasRoom(bytes)) && this.#waiting.size >= this.#maxWaiting) return undefined;
    const entry: Entry = { bytes, granted, release: () => this.#release(entry) };
    this.#waiting.add(entry);
    this.#grant();
    return entry;
  }

  #hasRoom(bytes: number): boolean {
    return this.#holding.size === 0 || this.#usedBytes + bytes <= this.#maxBytes;
  }

  #release(entry: Entry): void {
    if (this.#holding.delete(entry)) this.#usedBytes -= entry.bytes;
    else if (!this.#waiting.delete(entry)) return;
    this.#grant();
  }

  /** A release within `granted` only makes room: this loop is the one that hands it out, so the stack does not grow. */
  #grant(): void {
    if (this.#isGranting) return;
    this.#isGranting = true;
    for (const entry of this.#waiting) {
      if (!this.#hasRoom(entry.bytes)) break;
      this.#waiting.delete(entry);
      this.#holding.add(entry);
      this.#usedBytes += entry.bytes;
      try {
        entry.granted(entry);
      } catch (error) {
        throwOutside(error);
      }
    }
    this.#isGranting = false;
  }
}

function limit(options: InflightBudgetOptions, name: keyof InflightBudgetOptions): number {
  const value = options[name] ?? inflightBudgetDefaults[name];
  if (value >= 0) return value;
  throw new RangeError(
    `${name} is negative or not a number; pass a number from 0 on, or Infinity for no limit`,
  );
}
