/**
 * The lean face: connections with direct typed callbacks, nothing emitted.
 *
 * @module
 */
export { connect, type ConnectOptions } from "./client/connect.ts";
export {
  type BinaryData,
  type BufferFullPolicy,
  type Connection,
  type ConnectionHandler,
  type ConnectionOptions,
  type PreparedMessage,
  prepareBinary,
  prepareText,
  type ReadyState,
  type SendCallback,
  type SendOptions,
} from "./connection/index.ts";
export type { WebSocketError, WebSocketErrorCode } from "./errors.ts";
export type { DeflateOptions } from "./handshake/deflate-options.ts";
export type { Decision, Refusal } from "./server/acceptor.ts";
export type { AdmissionOptions, WebSocketServerOptions } from "./server/options.ts";
export {
  type CloseOptions,
  createWebSocketServer,
  type LeanWebSocketServer,
} from "./server/websocket-server.ts";
