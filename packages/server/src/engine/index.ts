/**
 * Engine.IO sessions over long-polling, WebSocket and WebTransport, with the API that users of the package engine.io
 * know: to move over, change the import.
 *
 * @example
 * ```ts
 * import { listen } from "@sockeye/server/engine";
 *
 * const engine = listen(3000);
 * engine.on("connection", (socket) => {
 *   socket.on("message", (data) => socket.send(data));
 * });
 * ```
 *
 * @module
 */
export { attach, listen } from "./listen.ts";
export { BaseServer, type ConnectionError, type EngineEventMap } from "./base-server.ts";
export type { Traffic } from "../runtime/session-counts.ts";
export type { AttachOptions, ServerOptions } from "./options.ts";
export * as parser from "./parser.ts";
export { protocol } from "./parser.ts";
export { Server } from "./server.ts";
export { Socket, type SendCallback, type SendOptions, type SocketEventMap } from "./socket.ts";
export { Transport } from "./transport.ts";
export { transports } from "./transports.ts";
export { uServer, type UwsOptions } from "./uws-server.ts";
