/** Frames of RFC 6455 section 5.2 for raw peers: written by hand, so that they may be wrong on purpose. */
export interface FrameOptions {
  readonly fin?: boolean;
  /** The three reserved bits as they lie in the first byte: 0x40, 0x20, 0x10. */
  readonly rsv?: number;
  readonly masked?: boolean;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const MASK = Buffer.from([0x11, 0x22, 0x33, 0x44]);

function lengthBytes(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([maskBit | length]);
  if (length < 65536) return Buffer.from([maskBit | 126, length >> 8, length & 255]);
  const bytes = Buffer.alloc(9);
  bytes[0] = maskBit | 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

function xorMask(payload: Uint8Array, mask: Uint8Array): Buffer {
  const result = Buffer.from(payload);
  for (let index = 0; index < result.length; index += 1) result[index]! ^= mask[index & 3]!;
  return result;
}

/** One frame; the payload of a string is its UTF-8. */
export function frame(opcode: number, payload: string | Uint8Array = "", options: FrameOptions = {}): Buffer {
  const { fin = true, rsv = 0, masked = false } = options;
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const first = Buffer.from([(fin ? 0x80 : 0) | rsv | opcode]);
  const length = lengthBytes(bytes.length, masked ? 0x80 : 0);
  return Buffer.concat(masked ? [first, length, MASK, xorMask(bytes, MASK)] : [first, length, bytes]);
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string | Uint8Array = ""): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason as Uint8Array)]);
}

export interface ReceivedFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Buffer;
}

/** The whole frames at the start of the bytes, unmasked. */
export function parseFrames(bytes: Buffer): ReceivedFrame[] {
  const frames: ReceivedFrame[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const first = bytes[offset]!;
    const second = bytes[offset + 1]!;
    let header = offset + 2;
    let length = second & 0x7f;
    if (length === 126) {
      if (header + 2 > bytes.length) break;
      length = bytes.readUInt16BE(header);
      header += 2;
    } else if (length === 127) {
      if (header + 8 > bytes.length) break;
      length = Number(bytes.readBigUInt64BE(header));
      header += 8;
    }
    const masked = second >= 0x80;
    const start = masked ? header + 4 : header;
    if (start + length > bytes.length) break;
    const raw = bytes.subarray(start, start + length);
    const payload = masked ? xorMask(raw, bytes.subarray(header, start)) : Buffer.from(raw);
    frames.push({ fin: first >= 0x80, rsv: first & 0x70, opcode: first & 0x0f, masked, payload });
    offset = start + length;
  }
  return frames;
}

const NAMES = new Map<number, string>(Object.entries(OPCODE).map(([name, opcode]) => [opcode, name]));
const SHOWN = 24;

/** A frame for a trace. */
export function describeFrame(received: ReceivedFrame): string {
  const { fin, rsv, opcode, masked, payload } = received;
  const flags = `${fin ? "" : " more"}${rsv === 0 ? "" : ` rsv=${rsv.toString(16)}`}${masked ? " masked" : ""}`;
  const name = NAMES.get(opcode) ?? `opcode ${opcode}`;
  if (opcode === OPCODE.close && payload.length >= 2) {
    return `close${flags} ${payload.readUInt16BE(0)} ${JSON.stringify(payload.toString("latin1", 2))}`;
  }
  const shown = payload.length > SHOWN ? `${payload.length} bytes` : payload.toString("hex");
  return `${name}${flags} ${shown}`.trim();
}
