export type { BinaryData } from "./binary-data.ts";
export { throwOutside } from "./call-outside.ts";
export { systemClock, type Clock } from "./clock.ts";
export type { Connection, ConnectionHandler } from "./connection.ts";
export { EstablishedConnection } from "./established-connection.ts";
export { maskFrom } from "./mask-source.ts";
export type { NegotiatedDeflate } from "./message-deflate.ts";
export {
  resolveConnectionOptions,
  type BufferFullPolicy,
  type ConnectionOptions,
  type ResolvedConnectionOptions,
} from "./options.ts";
export type { SendCallback } from "./outbound-queue.ts";
export { prepareBinary, prepareText, type PreparedMessage } from "./prepared-message.ts";
export { READY_STATE, type ReadyState } from "./ready-state.ts";
export type { SendOptions } from "./send-options.ts";
