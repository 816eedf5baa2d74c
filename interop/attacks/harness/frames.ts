import { Buffer } from "node:buffer";

/** A frame as it is on the wire, right or wrong. */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  /** @default true */
  readonly fin?: boolean;
  /** RSV1 is 0x40, RSV2 0x20, RSV3 0x10. @default 0 */
  readonly rsv?: number;
  /** @default a masking key, as clients must */
  readonly mask?: Buffer | false;
}

export interface WireFrame {
  readonly firstByte: number;
  readonly opcode: number;
  readonly isMasked: boolean;
  readonly payload: Buffer;
}

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

const KEY = Buffer.from("a5f00f5a", "hex");

/** An encoder of the tests' own, so that it shares no mistake with the package. */
export function frame({ opcode, payload = "", fin = true, rsv = 0, mask = KEY }: FrameParts): Buffer {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const first = (fin ? 0x80 : 0) | rsv | opcode;
  const maskBit = mask === false ? 0 : 0x80;
  let length: Buffer;
  if (bytes.length <= 125) {
    length = Buffer.of(maskBit | bytes.length);
  } else if (bytes.length <= 0xffff) {
    length = Buffer.of(maskBit | 126, bytes.length >> 8, bytes.length & 0xff);
  } else {
    length = Buffer.alloc(9);
    length[0] = maskBit | 127;
    length.writeBigUInt64BE(BigInt(bytes.length), 1);
  }
  if (mask === false) return Buffer.concat([Buffer.of(first), length, bytes]);
  return Buffer.concat([Buffer.of(first), length, mask, xor(bytes, mask)]);
}

/** A close frame's payload. */
export function closePayload(code: number, reason: Buffer | string = ""): Buffer {
  return Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason as string)]);
}

/** The first frame of `bytes` and where it ends, or nothing when it is not whole. */
export function parseFrame(bytes: Buffer): { readonly frame: WireFrame; readonly end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes[1]!;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < start) return undefined;
  let length = short;
  if (lengthBytes === 2) length = bytes.readUInt16BE(2);
  if (lengthBytes === 8) length = Number(bytes.readBigUInt64BE(2));
  const end = start + length;
  if (bytes.length < end) return undefined;
  const raw = bytes.subarray(start, end);
  const payload = isMasked ? xor(raw, bytes.subarray(start - 4, start)) : Buffer.from(raw);
  const firstByte = bytes[0]!;
  return { frame: { firstByte, opcode: firstByte & 0x0f, isMasked, payload }, end };
}

function xor(bytes: Buffer, key: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = bytes[i]! ^ key[i & 3]!;
  return result;
}
