import { type ReadonlySignal, signal } from "@preact/signals";

/** How much a list may hold. */
export interface FeedLimits<T> {
  readonly items: number;
  /** Of what `weigh` says, in all. The newest item stays, whatever it weighs. */
  readonly weight: number;
  weigh(item: T): number;
}

/** Between two publications: about one frame of a screen. */
const PUBLISH_EVERY = 16;

/**
 * The newest of what happened, as a signal. A thousand items a second are published together, at most once per frame, so
 * that the page has something to do beside drawing.
 */
export class BoundedFeed<T> {
  readonly items: ReadonlySignal<readonly T[]>;
  readonly #published = signal<readonly T[]>([]);
  readonly #limits: FeedLimits<T>;
  #current: T[] = [];
  #weights: number[] = [];
  #weight = 0;
  /** The number of the first item. They are counted from 0 on, without a gap. */
  #firstId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: FeedLimits<T>) {
    this.items = this.#published;
    this.#limits = limits;
  }

  /** Appends what is made of the next number. */
  append(make: (id: number) => T): T {
    const item = make(this.#firstId + this.#current.length);
    const weight = this.#limits.weigh(item);
    this.#current.push(item);
    this.#weights.push(weight);
    this.#weight += weight;
    this.#publishSoon();
    return item;
  }

  /** Changes what has that number, if it is still there. */
  update(id: number, change: (item: T) => T): void {
    const index = id - this.#firstId;
    const item = this.#current[index];
    if (item === undefined) return;
    const changed = (this.#current[index] = change(item));
    const weight = this.#limits.weigh(changed);
    this.#weight += weight - this.#weights[index]!;
    this.#weights[index] = weight;
    this.#publishSoon();
  }

  clear(): void {
    this.#firstId += this.#current.length;
    this.#current = [];
    this.#weights = [];
    this.#weight = 0;
    this.flush();
  }

  /** Publishes now what is new. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#trim();
    this.#published.value = this.#current.slice();
  }

  #publishSoon(): void {
    // Not with each item, as taking away from the front costs more than appending.
    if (this.#current.length > 2 * this.#limits.items || this.#weight > 2 * this.#limits.weight) this.#trim();
    this.#timer ??= setTimeout(() => this.flush(), PUBLISH_EVERY);
  }

  #trim(): void {
    const last = this.#current.length - 1;
    let gone = 0;
    while (
      gone < last &&
      (this.#current.length - gone > this.#limits.items || this.#weight > this.#limits.weight)
    )
      this.#weight -= this.#weights[gone++]!;
    if (gone === 0) return;
    this.#firstId += gone;
    this.#current.splice(0, gone);
    this.#weights.splice(0, gone);
  }
}
