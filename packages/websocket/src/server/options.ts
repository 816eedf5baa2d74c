import type { IncomingMessage } from "node:http";
import type { Connection, ConnectionOptions } from "../connection/index.ts";
import type { DeflateOptions } from "../handshake/deflate-options.ts";
import type { Decision } from "./acceptor.ts";

/** How much a server takes on at once. */
export interface AdmissionOptions {
  /**
   * Most connections at once. More: HTTP 503 with `Retry-After`.
   * @default Infinity
   */
  readonly maxConnections?: number;
  /**
   * Most handshakes that may wait for a decision at once. More: HTTP 503 with `Retry-After`.
   * @default 1_000
   */
  readonly maxPendingHandshakes?: number;
  /**
   * How long, in milliseconds, a decision may take. Longer: HTTP 503 with `Retry-After`. On a server that listens on a
   * port of its own, also how long a request may take to arrive. Longer: HTTP 408.
   * @default 10_000
   */
  readonly handshakeTimeout?: number;
}

/** Options of {@link createWebSocketServer}. */
export interface WebSocketServerOptions extends ConnectionOptions, AdmissionOptions {
  /** Receives every connection. Set its `handler` here: nothing is read before this function has returned. */
  onConnection(connection: Connection, request: IncomingMessage): void;
  /**
   * May this client connect? Return or resolve to `true`, or to a status, body and headers of a refusal. An exception
   * or a rejection refuses with 500 and is passed to `onDecisionError`.
   */
  readonly decide?: (request: IncomingMessage) => Decision | Promise<Decision>;
  /** Chooses one of the sub-protocols that the client offers; `undefined` for none. */
  readonly selectProtocol?: (offered: readonly string[], request: IncomingMessage) => string | undefined;
  /** Sees the header lines of the response to a handshake (`"Name: value"`) before they are sent, and may add some. */
  readonly onHeaders?: (lines: string[], request: IncomingMessage) => void;
  /** Hears of exceptions and rejections of `decide`. @default a process warning */
  readonly onDecisionError?: (error: unknown, request: IncomingMessage) => void;
  /**
   * Only requests for this path are taken; others are refused with 400.
   * @default every path
   */
  readonly path?: string;
  /**
   * Offer permessage-deflate, RFC 7692. It costs memory and time per connection.
   * @default false
   */
  readonly perMessageDeflate?: boolean | DeflateOptions;
}

/** The defaults of {@link AdmissionOptions}. */
const admissionDefaults = Object.freeze({
  maxConnections: Infinity,
  maxPendingHandshakes: 1000,
  handshakeTimeout: 10_000,
} satisfies Required<AdmissionOptions>);

/** Checks the limits and fills in the defaults. */
export function resolveAdmissionOptions(options: AdmissionOptions): Required<AdmissionOptions> {
  const maxConnections = options.maxConnections ?? admissionDefaults.maxConnections;
  const maxPendingHandshakes = options.maxPendingHandshakes ?? admissionDefaults.maxPendingHandshakes;
  const handshakeTimeout = options.handshakeTimeout ?? admissionDefaults.handshakeTimeout;
  for (const [name, value] of Object.entries({ maxConnections, maxPendingHandshakes, handshakeTimeout })) {
    if (typeof value !== "number" || !(value >= 0)) {
      throw new RangeError(
        `The option "${name}" must be a number that is not negative; Infinity switches it off`,
      );
    }
  }
  return { maxConnections, maxPendingHandshakes, handshakeTimeout };
}
