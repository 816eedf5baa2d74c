import type { Deadline, Deadlines } from "../ports/index.ts";

/** Cuts off a session that has something to send and makes no progress for too long. */
export class StallGuard implements Deadline {
  queueIndex = -1;
  dueAt = Infinity;
  readonly #session: { cutOff(): void };
  readonly #deadlines: Deadlines;
  readonly #timeout: number;

  constructor(
    session: { cutOff(): void },
    { deadlines, writeStallTimeout }: { deadlines: Deadlines; writeStallTimeout: number },
  ) {
    this.#session = session;
    this.#deadlines = deadlines;
    this.#timeout = writeStallTimeout;
  }

  /** Without effect while it is armed: the time runs from the first packet that has to wait. */
  arm(): void {
    if (this.queueIndex === -1) this.#deadlines.set(this, this.#deadlines.now() + this.#timeout);
  }

  disarm(): void {
    this.#deadlines.remove(this);
  }

  onDue(): void {
    this.#session.cutOff();
  }
}
