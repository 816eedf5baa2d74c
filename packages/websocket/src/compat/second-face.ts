import type { Connection } from "../connection/index.ts";
import { ConnectionEvents } from "./connection-events.ts";
import { internals, WebSocket } from "./websocket.ts";

/** A WebSocket on a connection that somebody else handles. */
export interface SecondFace {
  readonly webSocket: WebSocket;
  /** Whoever handles the connection passes on what it is told, text as bytes, so that the WebSocket has its events. */
  readonly events: ConnectionEvents;
}

/**
 * Gives a connection of the lean face a second face, for programs that let their users reach through to the WebSocket. The
 * handler of the connection stays what it is.
 *
 * @example
 * ```ts
 * const { webSocket, events } = createSecondFace(connection);
 * connection.handler = { onClose: (code, reason) => events.onClose(code, reason) };
 * ```
 */
export function createSecondFace(connection: Connection): SecondFace {
  const { handler } = connection;
  const webSocket = new WebSocket(null);
  const events = new ConnectionEvents(webSocket);
  internals.open(webSocket, connection, events);
  connection.handler = handler;
  return { webSocket, events };
}
