import { PollingTransport } from "../transports/polling/index.ts";
import { WebSocketTransport } from "../transports/websocket/websocket-transport.ts";
import { WebTransportTransport } from "../transports/webtransport/index.ts";

/** The transports by their names. They are made by the engine. */
export const transports = Object.freeze({
  polling: PollingTransport,
  websocket: WebSocketTransport,
  webtransport: WebTransportTransport,
});
