import type { Sample } from "../contract/index.ts";

/** Takes samples, from when it is made. */
export interface SampleSource {
  take(): Sample;
  stop(): void;
}

/** Whoever wants samples. */
export type Watcher = (sample: Sample) => void;

const INTERVAL = 1_000;
/** Five minutes. */
const HISTORY = 300;

/** A sample a second for all who watch. Nothing is measured, and nothing kept, while nobody does. */
export class Watch {
  readonly #start: () => SampleSource;
  readonly #watchers = new Set<Watcher>();
  #samples: SampleSource | undefined;
  #timer: NodeJS.Timeout | undefined;
  #history: Sample[] = [];

  constructor(start: () => SampleSource) {
    this.#start = start;
  }

  /** The samples of the last minutes, if somebody has watched. */
  get history(): readonly Sample[] {
    return this.#history;
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher);
    if (this.#timer !== undefined) return;
    this.#samples = this.#start();
    this.#timer = setInterval(() => this.#tick(), INTERVAL);
    this.#timer.unref();
  }

  remove(watcher: Watcher): void {
    if (!this.#watchers.delete(watcher) || this.#watchers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#samples?.stop();
    this.#samples = undefined;
    this.#history = [];
  }

  #tick(): void {
    const sample = this.#samples!.take();
    this.#history.push(sample);
    if (this.#history.length > HISTORY) this.#history.shift();
    for (const watcher of this.#watchers) watcher(sample);
  }
}
