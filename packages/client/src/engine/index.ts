/**
 * Sessions without namespaces: for those who use `engine.io-client`.
 *
 * @example
 * ```ts
 * import { Socket } from "@sockeye/client/engine";
 *
 * const socket = new Socket("ws://localhost:3000");
 * socket.on("open", () => socket.send("hello"));
 * ```
 *
 * @module
 */
import { Socket } from "./socket.ts";

export { Socket } from "./socket.ts";
export type { SocketReservedEvents } from "./socket-events.ts";
export type { HandshakeData } from "./handshake.ts";
export type { SocketOptions, TransportCtor, TransportName, WriteOptions } from "./socket-options.ts";
export { Transport, TransportError, type TransportReservedEvents } from "../transports/transport.ts";
export { installTimerFunctions } from "../transports/timers.ts";
export { parse } from "./parse-uri.ts";
export type { Cookie } from "../platform/node/cookie-jar.ts";
export { Fetch, nextTick, NodeWebSocket, NodeXHR, transports, WebSocket, WebTransport, XHR } from "#platform";

/** The revision of the protocol. */
export const protocol = Socket.protocol;
