import type { TransportName } from "../../link/index.ts";

/** What the transports are called where people read it. */
export const TRANSPORT_LABELS: Readonly<Record<TransportName, string>> = {
  polling: "HTTP polling",
  websocket: "WebSocket",
  webtransport: "WebTransport",
};
