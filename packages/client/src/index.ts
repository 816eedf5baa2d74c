/**
 * A Socket.IO client for browsers and Node, with the API that users of socket.io-client know: to move over, change the import.
 *
 * @example
 * ```ts
 * import { io } from "@sockeye/client";
 *
 * const socket = io("https://example.org");
 * socket.on("connect", () => socket.emit("hello", "world"));
 * ```
 *
 * @module
 */
import { io } from "./api/io.ts";

export { io, io as connect, io as default, io as "module.exports" };
export type { ManagerOptions, ManagerReservedEvents } from "./api/manager-options.ts";
export { Manager } from "./api/manager.ts";
export type { DisconnectDescription, ExtendedError, SocketReservedEvents } from "./api/socket-events.ts";
export type { SocketOptions } from "./api/socket-options.ts";
export { Socket } from "./api/socket.ts";
export { Fetch, NodeWebSocket, NodeXHR, WebSocket, WebTransport, XHR } from "./engine/index.ts";
export { protocol } from "./parser/index.ts";
