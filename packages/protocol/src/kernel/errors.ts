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
  SIO_UNKNOWN_PACKET_TYPE: "unknown packet type",
  SIO_ILLEGAL_ATTACHMENTS: "Illegal attachments",
  SIO_TOO_MANY_ATTACHMENTS: "too many attachments",
  SIO_INVALID_PAYLOAD: "invalid payload",
  SIO_INVALID_ACK_ID: "invalid ack id",
  SIO_ILLEGAL_PLACEHOLDER: "illegal attachments",
  SIO_UNEXPECTED_TEXT: "got plaintext data when reconstructing a packet",
  SIO_UNEXPECTED_BINARY: "got binary data when not reconstructing a packet",
  SIO_NAMESPACE_TOO_LONG: "namespace too long",
  SIO_EVENT_NAME_TOO_LONG: "event name too long",
  SIO_PAYLOAD_TOO_DEEP: "payload too deep",
  SIO_ATTACHMENTS_TOO_LARGE: "attachments too large",
  SIO_ATTACHMENT_TIMEOUT: "attachments did not arrive in time",
  SIO_CONNECT_TIMEOUT: "no namespace was joined in time",
  SIO_TOO_MANY_UNCONNECTED: "too many connections without a namespace",
  SIO_TOO_MANY_CONNECTS: "too many requests for a namespace",
  SIO_TOO_MANY_UNKNOWN_ACKS: "too many acknowledgements that nobody waits for",
  SIO_UNEXPECTED_PACKET: "unexpected packet",
  SIO_RECOVERY_LOST: "events that were missed are not there any more",
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

/** Creates the error of a catalogue entry. Its text may say more than the catalogue's, which it begins with. */
export function createProtocolError(
  code: ProtocolErrorCode,
  description?: unknown,
  message: string = errorCatalogue[code],
): ProtocolError {
  return Object.assign(new Error(message), {
    code,
    type: "TransportError" as const,
    description,
  });
}
