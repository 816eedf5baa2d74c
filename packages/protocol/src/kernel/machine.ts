/**
 * A pure state machine. It never throws on what a peer sent, never calls user code, and knows the time only from `now`,
 * milliseconds that only grow. State changes first; the effects, which the driver carries out in order, come last.
 */
export interface Machine<Command, Effect> {
  /** Takes a command and says what is to be done. */
  handle(command: Command, now: number): readonly Effect[];
  /** By when the driver sends a tick; `undefined` when there is nothing to wait for. A tick that comes early does no harm. */
  deadline(): number | undefined;
}
