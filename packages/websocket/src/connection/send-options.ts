import type { SendCallback } from "./outbound-queue.ts";

/** How one message is sent. */
export interface SendOptions {
  /** Called once: when the bytes went to the system, or with an error when they never will. */
  readonly done?: SendCallback | undefined;
  /** Compress, where that was negotiated. @default true */
  readonly compress?: boolean | undefined;
  /** Is this the whole message, or its last fragment? @default true */
  readonly fin?: boolean | undefined;
}
