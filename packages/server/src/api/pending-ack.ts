import type { AckCallback, AckTable } from "@sockeye/protocol/socket";
import type { Deadline, Deadlines } from "../ports/index.ts";
import type { HandlerErrors } from "./handler-errors.ts";

/** What an acknowledgement with a time limit begins with. */
export interface PendingAckParts {
  readonly id: number;
  readonly acks: AckTable;
  readonly deadlines: Deadlines;
  readonly callback: AckCallback;
  /** What the callback throws is reported to it. */
  readonly handlerErrors: HandlerErrors;
}

/** An acknowledgement that is waited for until a certain time. */
export class PendingAck implements Deadline {
  queueIndex = -1;
  dueAt = 0;
  readonly #parts: PendingAckParts;

  constructor(parts: PendingAckParts, timeout: number) {
    this.#parts = parts;
    const { deadlines, acks, id } = parts;
    acks.setPinned(id, (...args: unknown[]) => this.#settle(args));
    deadlines.set(this, deadlines.now() + timeout);
  }

  onDue(): void {
    const { acks, id, callback, handlerErrors } = this.#parts;
    acks.delete(id);
    handlerErrors.call(() => callback(new Error("operation has timed out")), {
      kind: "acknowledgement",
      event: String(id),
    });
  }

  /** @returns what the callback does, for whoever watches for its mistakes */
  #settle(args: readonly unknown[]): unknown {
    const { deadlines, callback } = this.#parts;
    deadlines.remove(this);
    return callback(null, ...args);
  }
}
