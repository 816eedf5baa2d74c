import type { CloseReason } from "@sockeye/protocol/engine";

/** Why a socket was disconnected, in the words that applications have always compared with. */
export type DisconnectReason =
  | CloseReason
  | "server shutting down"
  | "forced server close"
  | "client namespace disconnect"
  | "server namespace disconnect";

/** Reasons after which the client may come back and go on where it was: nobody wanted it to leave. */
const RECOVERABLE: ReadonlySet<DisconnectReason> = new Set<DisconnectReason>([
  "transport error",
  "transport close",
  "forced close",
  "ping timeout",
  "server shutting down",
  "forced server close",
]);

/** May a client that was disconnected for this reason be recovered? */
export function isRecoverable(reason: DisconnectReason): boolean {
  return RECOVERABLE.has(reason);
}
