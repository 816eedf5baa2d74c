/**
 * A Socket.IO server, with the API that users of socket.io know: to move over, change the import.
 *
 * @example
 * ```ts
 * import { Server } from "@sockeye/server";
 *
 * const io = new Server(3000);
 * io.on("connection", (socket) => {
 *   socket.on("hello", (name, answer) => answer(`hello ${name}`));
 * });
 * ```
 *
 * @module
 */
export { BroadcastOperator, RemoteSocket } from "./api/broadcast-operator.ts";
export { createServer as "module.exports" } from "./api/create-server.ts";
export type { DisconnectReason } from "./api/disconnect-reason.ts";
export type { HandlerErrorContext, HandlerErrorHook, HandlerErrorOptions } from "./api/handler-errors.ts";
export type { Handshake } from "./api/handshake.ts";
export type { SocketLimitOptions } from "./api/limit-options.ts";
export { Namespace, type ExtendedError } from "./api/namespace.ts";
export type { AdapterConstructor, RecoveryOptions, ServerOptions } from "./api/options.ts";
export type { SocketRuleOptions } from "./api/rule-options.ts";
export { Server } from "./api/server.ts";
export { Socket } from "./api/socket.ts";
export type { Event } from "./api/socket-middlewares.ts";
export type { DefaultEventsMap } from "./api/typed-events.ts";
