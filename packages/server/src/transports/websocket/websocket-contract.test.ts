import { describeTransport, type TransportHarness } from "@sockeye/testkit";
import { createWebSocketServer } from "@sockeye/websocket/lean";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { createLoopbackBench, MAX_PAYLOAD, type Accept, type Variant } from "./testing/loopback.ts";
import { WebSocketTransport } from "./websocket-transport.ts";
import { WsShapedTransport } from "./ws-shaped-transport.ts";

const acceptWithOurs: Accept = ({ request, socket, head, parts }, onTransport) => {
  const server = createWebSocketServer({
    maxPayload: MAX_PAYLOAD,
    maxBufferedBytes: Infinity,
    // The bench settles by pings.
    maxControlFramesPerSecond: Infinity,
    onConnection: (connection) => connection.terminate(),
  });
  server.handleUpgrade(request, socket, head, (connection) => {
    onTransport(new WebSocketTransport(connection, parts));
  });
};

const acceptWithPublished: Accept = ({ request, socket, head, parts }, onTransport) => {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MAX_PAYLOAD });
  server.handleUpgrade(request, socket, head, (webSocket) => {
    onTransport(new WsShapedTransport(webSocket, parts));
  });
};

const variants: readonly (readonly [string, Variant, Accept])[] = [
  ["websocket v4", { protocol: 4, supportsBinary: true }, acceptWithOurs],
  ["websocket v4 with base64", { protocol: 4, supportsBinary: false }, acceptWithOurs],
  ["websocket v3", { protocol: 3, supportsBinary: true }, acceptWithOurs],
  ["websocket of the published ws, v4", { protocol: 4, supportsBinary: true }, acceptWithPublished],
  ["websocket of the published ws, v3", { protocol: 3, supportsBinary: true }, acceptWithPublished],
];

for (const [name, variant, accept] of variants) {
  const harness: TransportHarness = { create: (owner) => createLoopbackBench(owner, variant, accept) };
  describeTransport(name, harness, { describe, expect, it });
}
