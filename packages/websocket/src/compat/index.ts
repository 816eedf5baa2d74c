import type { IncomingMessage } from "node:http";
import type * as client from "./client-options.ts";
import type * as deflate from "./deflate-options.ts";
import type * as events from "./events.ts";
import type * as data from "./message-data.ts";
import type * as options from "./server-options.ts";
import { createWebSocketStream } from "./stream.ts";
import { WebSocketServer as ServerClass } from "./websocket-server.ts";
import { WebSocket as SocketClass } from "./websocket.ts";

/** What `require` of the package gives beside the class itself. */
export interface WebSocketStatics {
  readonly WebSocket: WebSocketFace;
  readonly WebSocketServer: typeof ServerClass;
  readonly Server: typeof ServerClass;
  readonly createWebSocketStream: typeof createWebSocketStream;
}

/** The class `WebSocket` with everything else of the package as properties. */
export type WebSocketFace = typeof SocketClass & WebSocketStatics;

const statics = {
  WebSocket: SocketClass,
  WebSocketServer: ServerClass,
  Server: ServerClass,
  createWebSocketStream,
};

/** The class {@link SocketClass}; the server and the stream are its properties, as users of `ws` know it. */
export const WebSocket = Object.assign(SocketClass, statics) as WebSocketFace;

/** A WebSocket. */
export type WebSocket = SocketClass;

/** The types by the names that users of `@types/ws` know. Nothing of it exists at run time. */
export declare namespace WebSocket {
  export type RawData = data.RawData;
  export type Data = data.MessageData;
  export type CertMeta = client.CertMeta;
  export type ClientOptions = client.ClientOptionsOf<SocketClass>;
  export type FinishRequestCallback = NonNullable<ClientOptions["finishRequest"]>;
  export type PerMessageDeflateOptions = deflate.PerMessageDeflateOptions;
  export type Event = Pick<events.Event<SocketClass>, "type" | "target">;
  export type ErrorEvent = Pick<events.ErrorEvent<SocketClass>, "type" | "target" | "error" | "message">;
  export type CloseEvent = Pick<
    events.CloseEvent<SocketClass>,
    "type" | "target" | "code" | "reason" | "wasClean"
  >;
  export type MessageEvent = Pick<events.MessageEvent<SocketClass>, "type" | "target" | "data">;
  export type WebSocketEventMap = events.EventMap<SocketClass>;
  export type EventListenerOptions = events.EventListenerOptions;
  export type VerifyClientCallbackSync<Request extends IncomingMessage = IncomingMessage> =
    options.VerifyClientCallbackSync<Request>;
  export type VerifyClientCallbackAsync<Request extends IncomingMessage = IncomingMessage> =
    options.VerifyClientCallbackAsync<Request>;
  export type ServerOptions<
    Socket extends typeof SocketClass = typeof SocketClass,
    Request extends typeof IncomingMessage = typeof IncomingMessage,
  > = options.ServerOptions<Socket, Request>;
  export interface AddressInfo {
    address: string;
    family: string;
    port: number;
  }
  export type Server<
    Socket extends typeof SocketClass = typeof SocketClass,
    Request extends typeof IncomingMessage = typeof IncomingMessage,
  > = ServerClass<Socket, Request>;
  export type WebSocketServer<
    Socket extends typeof SocketClass = typeof SocketClass,
    Request extends typeof IncomingMessage = typeof IncomingMessage,
  > = Server<Socket, Request>;
  export type WebSocket = SocketClass;
}

export { ServerClass as WebSocketServer, createWebSocketStream };
