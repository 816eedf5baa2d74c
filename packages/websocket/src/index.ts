/**
 * The face that users of `ws` know: to move over, change the import.
 *
 * @example
 * ```ts
 * import { WebSocketServer } from "@sockeye/websocket";
 *
 * const server = new WebSocketServer({ port: 8080 });
 * server.on("connection", (socket) => {
 *   socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
 * });
 * ```
 *
 * @module
 */
import { createWebSocketStream, WebSocket, WebSocketServer } from "./compat/index.ts";

export { createWebSocketStream, WebSocket, WebSocketServer, WebSocketServer as Server };
// `require` gives the class itself, with the rest as its properties.
export { WebSocket as "module.exports" };
export default WebSocket;

export type AddressInfo = WebSocket.AddressInfo;
export type CertMeta = WebSocket.CertMeta;
export type ClientOptions = WebSocket.ClientOptions;
export type CloseEvent = WebSocket.CloseEvent;
export type Data = WebSocket.Data;
export type ErrorEvent = WebSocket.ErrorEvent;
export type Event = WebSocket.Event;
export type EventListenerOptions = WebSocket.EventListenerOptions;
export type FinishRequestCallback = WebSocket.FinishRequestCallback;
export type MessageEvent = WebSocket.MessageEvent;
export type PerMessageDeflateOptions = WebSocket.PerMessageDeflateOptions;
export type RawData = WebSocket.RawData;
export type WebSocketEventMap = WebSocket.WebSocketEventMap;
export type {
  ServerOptions,
  VerifyClientCallbackAsync,
  VerifyClientCallbackSync,
} from "./compat/server-options.ts";
