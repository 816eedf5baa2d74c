/** Time, passed in, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls back once after `delay` milliseconds, unless the returned function was called before. */
  schedule(callback: () => void, delay: number): () => void;
  /** Calls back when what is ready in this turn of the event loop has been dealt with. */
  afterTurn(callback: () => void): void;
}
