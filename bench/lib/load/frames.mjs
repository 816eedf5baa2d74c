/** Frames encoded ahead of time: while it measures, the load generator only copies bytes. */

const FIRST_BYTE = { text: 0x81, binary: 0x82, close: 0x88 };
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** @typedef {keyof typeof FIRST_BYTE} Kind */

/**
 * @param {Kind} kind
 * @param {Buffer} payload
 * @returns {Buffer} As a client sends it.
 */
export function encodeMasked(kind, payload) {
  const header = encodeHeader(kind, payload.length);
  header[1] = (header[1] ?? 0) | 0x80;
  return Buffer.concat([header, MASK, payload.map((byte, index) => byte ^ (MASK[index & 3] ?? 0))]);
}

/**
 * @param {Kind} kind
 * @param {Buffer} payload
 * @returns {Buffer} As a server sends it. There is one way only, so what comes back can be counted by its bytes.
 */
export function encodeUnmasked(kind, payload) {
  return Buffer.concat([encodeHeader(kind, payload.length), payload]);
}

/**
 * @param {Kind} kind
 * @param {number} length
 * @returns {Buffer}
 */
function encodeHeader(kind, length) {
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10, FIRST_BYTE[kind]);
  if (length < 126) {
    header[1] = length;
  } else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return header;
}
