/** How an event is to be emitted. */
export interface EmitOptions {
  readonly wantsAck: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly volatile?: boolean;
}
