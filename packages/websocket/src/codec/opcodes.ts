/** Frame opcodes of RFC 6455, section 5.2. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** First byte of a frame: FIN, RSV1 (a compressed message, RFC 7692), RSV2, RSV3 and the opcode. */
export const FIN = 0x80;
export const RSV1 = 0x40;
export const RSV2_3 = 0x30;
export const OPCODE_BITS = 0x0f;
/** Set in every control opcode and in no data opcode. */
export const CONTROL_BIT = 0x08;
/** Control frames carry at most this much (RFC 6455, section 5.5). */
export const MAX_CONTROL_PAYLOAD = 125;
