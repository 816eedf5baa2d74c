import type { FaultSwitches } from "../fault-switches.ts";

/** With more than this under way, something has to give: the connection breaks off. */
const MAX_HELD = 10_000;

interface Held {
  readonly deliver: () => void;
  readonly dueAt: number;
}

/**
 * One direction of a connection. What is put in comes out in the same order: at once, after the latency, or, as TCP repeats
 * what was not confirmed, when a deaf network hears again.
 */
export class HeldLine {
  readonly #faults: FaultSwitches;
  readonly #onOverflow: () => void;
  readonly #held: Held[] = [];
  readonly #stopListening: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(faults: FaultSwitches, onOverflow: () => void) {
    this.#faults = faults;
    this.#onOverflow = onOverflow;
    this.#stopListening = faults.isDeaf.subscribe(() => this.#schedule());
  }

  pass(deliver: () => void): void {
    const latency = this.#faults.latency.peek();
    if (this.#held.length === 0 && latency === 0 && !this.#faults.isDeaf.peek()) return deliver();
    if (this.#held.length >= MAX_HELD) return this.#onOverflow();
    this.#held.push({ deliver, dueAt: performance.now() + latency });
    this.#schedule();
  }

  /** What is under way is lost. */
  close(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const next = this.#held[0];
    if (next === undefined || this.#faults.isDeaf.peek()) return;
    this.#timer = setTimeout(() => this.#release(), Math.max(next.dueAt - performance.now(), 0));
  }

  #release(): void {
    try {
      while (this.#held.length > 0 && !this.#faults.isDeaf.peek()) {
        if (this.#held[0]!.dueAt > performance.now()) break;
        this.#held.shift()!.deliver();
      }
    } finally {
      // Also when a listener above has thrown, the others get theirs.
      this.#schedule();
    }
  }
}
