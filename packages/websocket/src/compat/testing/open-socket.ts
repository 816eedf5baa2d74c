import { createHarness, type Harness, type HarnessOptions } from "../../connection/testing/harness.ts";
import { ConnectionEvents, SpacedConnectionEvents } from "../connection-events.ts";
import { internals, WebSocket } from "../websocket.ts";

/** An open WebSocket over a fake socket, and what it emits, in order. */
export interface OpenSocket extends Harness {
  readonly webSocket: WebSocket;
  readonly emitted: unknown[][];
}

const EVENTS = ["open", "message", "ping", "pong", "close"] as const;

/** A WebSocket whose peer is the test. Errors are recorded only when the test listens to them. */
export function openSocket({
  isSpaced = false,
  ...options
}: HarnessOptions & { readonly isSpaced?: boolean } = {}): OpenSocket {
  const harness = createHarness({ textAsBytes: true, ...options });
  const webSocket = new WebSocket(null);
  const Events = isSpaced ? SpacedConnectionEvents : ConnectionEvents;
  internals.open(webSocket, harness.connection, new Events(webSocket));
  const emitted: unknown[][] = [];
  for (const event of EVENTS) {
    webSocket.on(event, (...args: unknown[]) =>
      emitted.push([event, ...args.map(plain), webSocket.readyState]),
    );
  }
  return { ...harness, webSocket, emitted };
}

/** Buffers as text, so that a test can write them down. */
function plain(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString() : value;
}
