interface CatalogueEntry {
  readonly message: string;
  /**
   * What a WebSocket is closed with (RFC 6455, section 7.4): 1002 for what is no protocol, 1008 for what is more than is
   * allowed, 1009 for what is too large, 1013 where it is the server that has no room. Other transports have no codes.
   */
  readonly closeCode?: number;
}

/**
 * The one catalogue of what a peer can do wrong above the WebSocket layer, and of the limits it can run into: a stable
 * code, a text, and for what is wrong with packets of Socket.IO a close code. What a *caller* does wrong is not in here;
 * that throws at the call.
 */
export const errorCatalogue = {
  EIO_PARSE_ERROR: { message: "The packet or payload cannot be decoded" },
  EIO_TOO_LARGE: { message: "The payload is larger than maxHttpBufferSize" },
  EIO_TOO_MANY_PACKETS: { message: "Too many packets in one payload" },
  EIO_HEARTBEAT_DIRECTION: { message: "invalid heartbeat direction" },
  EIO_POLL_OVERLAP: { message: "overlap from client" },
  EIO_POST_OVERLAP: { message: "data request overlap from client" },
  EIO_POLL_ABORTED: { message: "poll connection closed prematurely" },
  EIO_POST_ABORTED: { message: "data request connection closed prematurely" },
  EIO_INVALID_CONTENT: { message: "invalid content" },
  EIO_BODY_TIMEOUT: { message: "The body of a request did not arrive in time" },
  EIO_SLOW_CONSUMER: { message: "slow consumer" },
  SIO_UNKNOWN_PACKET_TYPE: { closeCode: 1002, message: "unknown packet type" },
  SIO_ILLEGAL_ATTACHMENTS: { closeCode: 1002, message: "Illegal attachments" },
  SIO_TOO_MANY_ATTACHMENTS: { closeCode: 1008, message: "too many attachments" },
  SIO_INVALID_PAYLOAD: { closeCode: 1002, message: "invalid payload" },
  SIO_INVALID_ACK_ID: { closeCode: 1002, message: "invalid ack id" },
  SIO_ILLEGAL_PLACEHOLDER: { closeCode: 1002, message: "illegal attachments" },
  SIO_UNEXPECTED_TEXT: { closeCode: 1002, message: "got plaintext data when reconstructing a packet" },
  SIO_UNEXPECTED_BINARY: { closeCode: 1002, message: "got binary data when not reconstructing a packet" },
  SIO_CONNECT_TOO_LARGE: { closeCode: 1009, message: "the request for a namespace is too large" },
  SIO_NAMESPACE_TOO_LONG: { closeCode: 1008, message: "namespace too long" },
  SIO_EVENT_NAME_TOO_LONG: { closeCode: 1008, message: "event name too long" },
  SIO_PAYLOAD_TOO_DEEP: { closeCode: 1008, message: "payload too deep" },
  SIO_ATTACHMENTS_TOO_LARGE: { closeCode: 1009, message: "attachments too large" },
  SIO_ATTACHMENT_TIMEOUT: { closeCode: 1008, message: "attachments did not arrive in time" },
  SIO_CONNECT_TIMEOUT: { closeCode: 1008, message: "no namespace was joined in time" },
  SIO_TOO_MANY_UNCONNECTED: { closeCode: 1013, message: "too many connections without a namespace" },
  SIO_TOO_MANY_CONNECTS: { closeCode: 1008, message: "too many requests for a namespace" },
  SIO_TOO_MANY_UNKNOWN_ACKS: { closeCode: 1008, message: "too many acknowledgements that nobody waits for" },
  SIO_UNEXPECTED_PACKET: { closeCode: 1002, message: "unexpected packet" },
  SIO_RECOVERY_LOST: { closeCode: 1013, message: "events that were missed are not there any more" },
} as const satisfies Record<string, CatalogueEntry>;

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
  message: string = errorCatalogue[code].message,
): ProtocolError {
  return Object.assign(new Error(message), {
    code,
    type: "TransportError" as const,
    description,
  });
}

/** The close code of what cannot be decoded, where nobody has said more: the error may be that of an application's parser. */
const PROTOCOL_ERROR = 1002;

/** What a WebSocket is closed with because of an error in packets of Socket.IO. */
export function closeCodeOf(error: Error): number {
  const entries: Readonly<Record<string, CatalogueEntry | undefined>> = errorCatalogue;
  const code: unknown = "code" in error ? error.code : undefined;
  return (typeof code === "string" ? entries[code]?.closeCode : undefined) ?? PROTOCOL_ERROR;
}
