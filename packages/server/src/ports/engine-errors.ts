/** What a request may not do, by the numbers that clients know. */
export const engineErrorCodes = Object.freeze({
  UNKNOWN_TRANSPORT: 0,
  UNKNOWN_SID: 1,
  BAD_HANDSHAKE_METHOD: 2,
  BAD_REQUEST: 3,
  FORBIDDEN: 4,
  UNSUPPORTED_PROTOCOL_VERSION: 5,
} as const);

/** The texts that go with the numbers. */
export const engineErrorMessages = Object.freeze({
  0: "Transport unknown",
  1: "Session ID unknown",
  2: "Bad handshake method",
  3: "Bad request",
  4: "Forbidden",
  5: "Unsupported protocol version",
} as const);

/** A number of {@link engineErrorCodes}. */
export type EngineErrorCode = keyof typeof engineErrorMessages;

/** Why a request is refused. */
export interface Refusal {
  readonly code: EngineErrorCode;
  /** The text for this case, where it is not the one that goes with the number. */
  readonly message: string;
  /** The HTTP status, where the medium has one to give. */
  readonly status: 400 | 403 | 503;
  /** Only for `connection_error`: what exactly was wrong. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Makes the refusal that goes with a number. */
export function refusal(code: EngineErrorCode, context: Refusal["context"], message?: string): Refusal {
  return {
    code,
    message: message ?? engineErrorMessages[code],
    status: code === engineErrorCodes.FORBIDDEN ? 403 : 400,
    context,
  };
}

/** The server has no room at present: the client is to come back later. */
export function overloaded(limit: string): Refusal {
  return {
    ...refusal(engineErrorCodes.BAD_REQUEST, { name: "OVERLOADED", limit }, "Server overloaded"),
    status: 503,
  };
}
