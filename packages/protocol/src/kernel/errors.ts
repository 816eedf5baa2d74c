/**
 * The one catalogue of what a peer can do wrong above the WebSocket layer, and of the limits it can run into: a stable
 * code and a text. What a *caller* does wrong is not in here; that throws at the call.
 */
export const errorCatalogue = {
  EIO_PARSE_ERROR: "The packet or payload cannot be decoded",
  EIO_TOO_LARGE: "The payload is larger than maxHttpBufferSize",
  EIO_TOO_MANY_PACKETS: "Too many packets in one payload",
  EIO_HEARTBEAT_DIRECTION: "invalid heartbeat direction",
  EIO_POLL_OVERLAP: "overlap from client",
  EIO_POST_OVERLAP: "data request overlap from client",
  EIO_POLL_ABORTED: "poll connection closed prematurely",
  EIO_POST_ABORTED: "data request connection closed prematurely",
  EIO_INVALID_CONTENT: "invalid content",
  EIO_BODY_TIMEOUT: "The body of a request did not arrive in time",
  EIO_SLOW_CONSUMER: "slow consumer",
} as const satisfies Record<string, string>;

/** A stable error code of this package. */
export type ProtocolErrorCode = keyof typeof errorCatalogue;

/** What a session reports as the description of its end. */
export interface ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  /** As users of engine.io know it. */
  readonly type: "TransportError";
  /** A cause that the transport knows: an error, a status. */
  readonly description?: unknown;
}

/** Creates the error of a catalogue entry. */
export function createProtocolError(code: ProtocolErrorCode, description?: unknown): ProtocolError {
  return Object.assign(new Error(errorCatalogue[code]), {
    code,
    type: "TransportError" as const,
    description,
  });
}
