/**
 * The one catalogue of what a peer can do wrong (and of the limits it can run into): a stable code, the close code
 * that the connection fails with, and the text. What a *caller* does wrong is not in here; that throws at the call.
 */
interface CatalogueEntry {
  readonly closeCode: number;
  readonly message: string;
  /** `RangeError` where users of `ws` find one, so that `instanceof` keeps working after moving over. */
  readonly type: ErrorConstructor;
}

const frame = (closeCode: number, detail: string): CatalogueEntry => ({
  closeCode,
  message: `Invalid WebSocket frame: ${detail}`,
  type: RangeError,
});

const limit = (closeCode: number, message: string): CatalogueEntry => ({
  closeCode,
  message,
  type: RangeError,
});

/** Every error that a connection can report, by code. `docs/errors.md` lists the same codes; a test compares them. */
export const errorCatalogue = {
  WS_ERR_EXPECTED_FIN: frame(1002, "FIN must be set"),
  WS_ERR_EXPECTED_MASK: frame(1002, "MASK must be set"),
  WS_ERR_UNEXPECTED_MASK: frame(1002, "MASK must be clear"),
  WS_ERR_UNEXPECTED_RSV_1: frame(1002, "RSV1 must be clear"),
  WS_ERR_UNEXPECTED_RSV_2_3: frame(1002, "RSV2 and RSV3 must be clear"),
  WS_ERR_INVALID_OPCODE: frame(1002, "invalid opcode"),
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: frame(1002, "invalid payload length"),
  WS_ERR_NON_MINIMAL_LENGTH: frame(1002, "the payload length must use the shortest form"),
  WS_ERR_INVALID_PAYLOAD_LENGTH: frame(1002, "the most significant bit of the payload length must be clear"),
  WS_ERR_INVALID_CLOSE_CODE: frame(1002, "invalid status code"),
  WS_ERR_INVALID_UTF8: {
    closeCode: 1007,
    message: "Invalid WebSocket frame: invalid UTF-8 sequence",
    type: Error,
  },
  WS_ERR_INVALID_COMPRESSED_DATA: {
    closeCode: 1007,
    message: "Invalid WebSocket frame: invalid compressed data",
    type: Error,
  },
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: limit(
    1009,
    "Unsupported WebSocket frame: payload length > 2^53 - 1",
  ),
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: limit(1009, "Max payload size exceeded"),
  WS_ERR_INFLATE_RATIO: limit(1009, "Max inflate ratio exceeded"),
  WS_ERR_TOO_MANY_BUFFERED_PARTS: limit(1008, "Too many message fragments"),
  WS_ERR_TOO_MANY_CONTROL_FRAMES: limit(1008, "Too many control frames"),
  WS_ERR_SLOW_CONSUMER: limit(1013, "Max buffered bytes exceeded: the peer reads too slowly"),
} as const satisfies Record<string, CatalogueEntry>;

/** A stable error code of this package. */
export type WebSocketErrorCode = keyof typeof errorCatalogue;

/** What a connection reports when the peer broke a rule or a limit. */
export interface WebSocketError extends Error {
  readonly code: WebSocketErrorCode;
  /** The close code that the connection is failed with. */
  readonly closeCode: number;
}

/**
 * Creates the error of a catalogue entry.
 *
 * @param code - the catalogue code
 * @param detail - what the peer sent, appended to the text: a number that we parsed, never text of the peer
 */
export function createWebSocketError(code: WebSocketErrorCode, detail?: number | string): WebSocketError {
  const { closeCode, message, type: ErrorType } = errorCatalogue[code];
  const error = new ErrorType(detail === undefined ? message : `${message} ${detail}`);
  return Object.assign(error, { code, closeCode });
}
