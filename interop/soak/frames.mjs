// Client frames by hand (RFC 6455, section 5.2), right and wrong ones: not made by the code under test.

/**
 * @param {number} opcode
 * @param {Buffer} payload
 * @param {{ fin?: boolean, rsv1?: boolean, masked?: boolean }} [options]
 */
export function clientFrame(opcode, payload, { fin = true, rsv1 = false, masked = true } = {}) {
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const maskBit = masked ? 0x80 : 0;
  let head;
  if (payload.length < 126) head = Buffer.from([first, maskBit | payload.length]);
  else if (payload.length < 65_536) {
    head = Buffer.from([first, maskBit | 126, payload.length >>> 8, payload.length & 0xff]);
  } else {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = maskBit | 127;
    head.writeUInt32BE(payload.length, 6);
  }
  if (!masked) return Buffer.concat([head, payload]);
  const mask = [0x1b, 0x2a, 0x39, 0x48];
  const body = Buffer.from(payload);
  for (const [index, byte] of body.entries()) body[index] = byte ^ (mask[index & 3] ?? 0);
  return Buffer.concat([head, Buffer.from(mask), body]);
}

/** @param {number} code @param {string} [reason] */
export function closeFrame(code, reason = "") {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return clientFrame(0x8, Buffer.concat([payload, Buffer.from(reason)]));
}

/** @param {string} data @param {{ fin?: boolean, masked?: boolean }} [options] */
const text = (data, options) => clientFrame(0x1, Buffer.from(data), options);

/** What a client must not send, and the close code that RFC 6455 or 7692 gives it. */
export const invalidFrames = [
  { name: "not masked", bytes: text("hello", { masked: false }), code: 1002 },
  { name: "RSV2", bytes: Buffer.from([0xa1, 0x80, 0, 0, 0, 0]), code: 1002 },
  { name: "RSV3", bytes: Buffer.from([0x91, 0x80, 0, 0, 0, 0]), code: 1002 },
  { name: "reserved opcode 3", bytes: clientFrame(0x3, Buffer.from("x")), code: 1002 },
  { name: "reserved opcode 15", bytes: clientFrame(0xf, Buffer.from("x")), code: 1002 },
  { name: "long ping", bytes: clientFrame(0x9, Buffer.alloc(126)), code: 1002 },
  { name: "fragmented ping", bytes: clientFrame(0x9, Buffer.from("x"), { fin: false }), code: 1002 },
  { name: "continuation of nothing", bytes: clientFrame(0x0, Buffer.from("x")), code: 1002 },
  { name: "text inside a message", bytes: Buffer.concat([text("a", { fin: false }), text("b")]), code: 1002 },
  { name: "invalid UTF-8", bytes: clientFrame(0x1, Buffer.from([0x61, 0xff])), code: 1007 },
  { name: "close with one byte", bytes: clientFrame(0x8, Buffer.from([3])), code: 1002 },
  { name: "close with 1005", bytes: closeFrame(1005), code: 1002 },
  { name: "close with 999", bytes: closeFrame(999), code: 1002 },
  {
    name: "top bit of the length",
    bytes: Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    code: 1002,
  },
  { name: "too long", bytes: Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0]), code: 1009 },
];

/**
 * The code of the close frame in what the server sent, or `undefined`: other frames before it are passed over.
 * @param {Buffer} bytes
 */
export function findCloseCode(bytes) {
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const opcode = bytes.readUInt8(offset) & 0x0f;
    let length = bytes.readUInt8(offset + 1) & 0x7f;
    let start = offset + 2;
    if (length === 126) {
      length = bytes.readUInt16BE(start);
      start += 2;
    } else if (length === 127) {
      length = bytes.readUInt32BE(start + 4);
      start += 8;
    }
    if (opcode === 0x8) return length >= 2 && start + 2 <= bytes.length ? bytes.readUInt16BE(start) : 1005;
    offset = start + length;
  }
  return undefined;
}
