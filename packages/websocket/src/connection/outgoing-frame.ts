import type { Buffer } from "node:buffer";
import type { SendCallback } from "./outbound-queue.ts";
import type { PreparedMessage } from "./prepared-message.ts";

/** What may wait in the lane: text and bytes, a Blob that must be read first, a message shared with others. */
export type OutgoingPayload = string | Buffer | Blob | PreparedMessage;

/** One frame on its way out. */
export interface OutgoingFrame {
  readonly firstByte: number;
  readonly payload: OutgoingPayload;
  readonly done: SendCallback | undefined;
  /** Is it our answer to a ping? A newer one may take its place while the peer does not read. */
  readonly isPong?: boolean;
}
