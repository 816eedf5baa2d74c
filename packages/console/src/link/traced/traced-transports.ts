import { WebSocket as WebSocketTransport, XHR as PollingTransport } from "@sockeye/client";
import type { TransportCtor } from "@sockeye/client/engine";
import type { TransportName } from "../setup.ts";
import type { TracedNetwork } from "./network.ts";
import { TracedRequest } from "./traced-request.ts";
import { TracedSocket } from "./traced-socket.ts";
import { traceWebTransport } from "./traced-web-transport.ts";

/** The library's own transports, in this order, on a network that is watched and may be out of order. */
export function traceTransports(network: TracedNetwork, names: readonly TransportName[]): TransportCtor[] {
  class TracedPolling extends PollingTransport {
    protected override _createXhr(): TracedRequest {
      return new TracedRequest(network);
    }
  }

  class TracedWebSocket extends WebSocketTransport {
    override createSocket(url: string, protocols: string | string[] | undefined): TracedSocket {
      // Only a session that exists already has an id to open another transport with.
      if (this.query["sid"] !== undefined) network.onProbe(this.name);
      return new TracedSocket(network, url, protocols);
    }
  }

  const classes: Record<TransportName, TransportCtor> = {
    polling: TracedPolling,
    websocket: TracedWebSocket,
    webtransport: traceWebTransport(network),
  };
  return names.map((name) => classes[name]);
}
