/**
 * How many zlib jobs of this process run at once. Each job takes a thread of libuv's pool and, while it runs, zlib's
 * memory; without a bound, a burst of messages on many connections holds both for all of them at the same time.
 */
export class ZlibGate {
  readonly #limit: number;
  /** In the order of arrival; a set, because a connection may close while it waits. */
  readonly #waiting = new Set<GatePass>();
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `start` as soon as there is room, at once if there is room now. The place is held until
   * {@link GatePass.leave}.
   */
  enter(start: () => void): GatePass {
    const pass = new GatePass(this, start);
    if (this.#running < this.#limit) {
      this.#running++;
      pass.start();
    } else {
      this.#waiting.add(pass);
    }
    return pass;
  }

  /** @internal */
  leave(pass: GatePass): void {
    if (this.#waiting.delete(pass)) return;
    this.#running--;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.#running++;
    next.start();
  }
}

/** One job's place in the queue of a {@link ZlibGate}, then its place behind the gate. */
export class GatePass {
  readonly #gate: ZlibGate;
  #start: (() => void) | undefined;
  #hasLeft = false;

  constructor(gate: ZlibGate, start: () => void) {
    this.#gate = gate;
    this.#start = start;
  }

  /** @internal */
  start(): void {
    const start = this.#start;
    this.#start = undefined;
    start?.();
  }

  /** Gives the place back, or stops waiting for one. Calling it again does nothing. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#start = undefined;
    this.#gate.leave(this);
  }
}

const gates = new Map<number, ZlibGate>();

/** The gate that all users of one limit share. */
export function zlibGate(limit: number): ZlibGate {
  let gate = gates.get(limit);
  if (gate === undefined) {
    gate = new ZlibGate(limit);
    gates.set(limit, gate);
  }
  return gate;
}
