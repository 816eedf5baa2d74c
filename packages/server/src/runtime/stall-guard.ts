import type { Deadline, Deadlines } from "../ports/index.ts";

/** Cuts off a session that has something to send and makes no progress for too long. */
export class StallGuard implements Deadline {
  queueIndex = -1;
  dueAt = 0;
  readonly #session: { cutOff(): void };
  readonly #deadlines: Deadlines;
  readonly #timeout: number;
  #waitsSince: number | undefined;

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
    if (this.#waitsSince !== undefined) return;
    this.#waitsSince = this.#deadlines.now();
    if (this.queueIndex === -1) this.#deadlines.set(this, this.#waitsSince + this.#timeout);
  }

  /**
   * The deadline stays where it is: over polling something waits for a moment with every other message, and moving it each
   * time would cost more than to find out once that nothing waits.
   */
  disarm(): void {
    this.#waitsSince = undefined;
  }

  /** The session is over. */
  end(): void {
    this.disarm();
    this.#deadlines.remove(this);
  }

  onDue(now: number): void {
    if (this.#waitsSince === undefined) return;
    const dueAt = this.#waitsSince + this.#timeout;
    if (now >= dueAt) this.#session.cutOff();
    else this.#deadlines.set(this, dueAt);
  }
}
