import type { EmitOptions } from "./emit-options.ts";

/** An argument as it was emitted or came: JSON, or bytes in it at any depth. */
export type Argument = unknown;

/** One line of the log of a connection. */
export interface LogEntry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind:
    | "emitted"
    | "received"
    | "acknowledged"
    | "answered"
    | "timeout"
    | "connected"
    | "disconnected"
    | "error"
    | "transport"
    | "reconnecting"
    | "fault";
  /** The event's name; for what is not about an event, a sentence. */
  readonly title: string;
  readonly args: readonly Argument[];
  /** Of an event that wants an answer. */
  readonly ack?: AckState;
  /** Milliseconds from emit to answer. */
  readonly roundTrip?: number;
  /** Of what was emitted: how. */
  readonly options?: EmitOptions;
  /** Of what was emitted, unless it has left: is it kept until there is a connection, or will it never leave? */
  readonly delivery?: "waiting" | "dropped";
}

/** "late": an answer did not come in time, or cannot be given any more. */
export type AckState = "none" | "awaited" | "wanted" | "done" | "late";
