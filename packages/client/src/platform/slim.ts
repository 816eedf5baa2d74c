/**
 * What is different where a bundler was given the condition `sockeye-slim`: the same names as in `browser.ts`, but no transport is
 * there unless the application names its class, so that the others need not be in the bundle.
 */
import type { TransportOptions } from "../transports/transport-options.ts";
import type { Transport } from "../transports/transport.ts";

export {
  defaults,
  Fetch,
  nextTick,
  NodeWebSocket,
  NodeXHR,
  WebSocket,
  WebTransport,
  XHR,
} from "./browser.ts";

/** The transports that may be asked for by name: none. */
export const transports: Readonly<Record<string, new (options: TransportOptions) => Transport>> = {};
