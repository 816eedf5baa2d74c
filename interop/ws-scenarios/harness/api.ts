import type { Duplex, DuplexOptions } from "node:stream";
import type { ClientRequestArgs } from "node:http";
import type WebSocket from "ws";
import type { WebSocketServer } from "ws";

/** What the typings of `ws` do not list yet, although its documentation does. */
interface CloseTimeout {
  closeTimeout?: number;
}

export type ServerOptions = WebSocket.ServerOptions & CloseTimeout;
export type ClientOptions = Omit<ClientRequestArgs, keyof WebSocket.ClientOptions> &
  WebSocket.ClientOptions &
  CloseTimeout;

/** The part of the package under test that a scenario may use. */
export interface WsApi {
  readonly WebSocket: typeof WebSocket;
  readonly WebSocketServer: typeof WebSocketServer;
  readonly createWebSocketStream: (socket: WebSocket, options?: DuplexOptions) => Duplex;
  /** The default export, whatever it is. */
  readonly defaultExport: unknown;
  /** All names that the package exports. */
  readonly exportNames: readonly string[];
}
