import { Buffer } from "node:buffer";
import { applyMask } from "./mask.ts";
import { FIN, MAX_CONTROL_PAYLOAD, OPCODE } from "./opcodes.ts";

const MASK_BIT = 0x80;

/** How many bytes the header of a frame takes, in the shortest form (RFC 6455, section 5.2). */
export function frameHeaderSize(payloadLength: number, isMasked: boolean): number {
  const mask = isMasked ? 4 : 0;
  if (payloadLength <= MAX_CONTROL_PAYLOAD) return 2 + mask;
  return (payloadLength <= 0xffff ? 4 : 10) + mask;
}

/**
 * Writes the header of a frame at the beginning of `target`.
 *
 * @param firstByte - FIN, RSV bits and opcode
 * @param mask - the masking key as a 32-bit integer whose lowest byte goes first, or `undefined` for an unmasked frame
 * @returns the size of the header
 */
export function writeFrameHeader(
  target: Buffer,
  firstByte: number,
  payloadLength: number,
  mask: number | undefined,
): number {
  const maskBit = mask === undefined ? 0 : MASK_BIT;
  let size = 2;
  target[0] = firstByte;
  if (payloadLength <= MAX_CONTROL_PAYLOAD) {
    target[1] = maskBit | payloadLength;
  } else if (payloadLength <= 0xffff) {
    target[1] = maskBit | 126;
    target.writeUInt16BE(payloadLength, 2);
    size = 4;
  } else {
    target[1] = maskBit | 127;
    target.writeUInt32BE(Math.floor(payloadLength / 0x1_0000_0000), 2);
    target.writeUInt32BE(payloadLength >>> 0, 6);
    size = 10;
  }
  if (mask === undefined) return size;
  target.writeInt32LE(mask | 0, size);
  return size + 4;
}

/** Encodes a frame with a copy of its payload: one buffer that owes nothing to the argument. */
export function encodeFrame(firstByte: number, payload: Uint8Array, mask?: number): Buffer {
  const length = payload.byteLength;
  const size = frameHeaderSize(length, mask !== undefined);
  const frame = Buffer.allocUnsafe(size + length);
  writeFrameHeader(frame, firstByte, length, mask);
  frame.set(payload, size);
  if (mask !== undefined) applyMask(frame, size, frame.length, mask, 0);
  return frame;
}

/** Encodes a text frame straight from the string, without a buffer in between. */
export function encodeTextFrame(firstByte: number, text: string, mask?: number): Buffer {
  const length = Buffer.byteLength(text);
  const size = frameHeaderSize(length, mask !== undefined);
  const frame = Buffer.allocUnsafe(size + length);
  writeFrameHeader(frame, firstByte, length, mask);
  // As many bytes as characters means ASCII, whose Latin-1 form is the same and written faster.
  frame.write(text, size, length === text.length ? "latin1" : "utf8");
  if (mask !== undefined) applyMask(frame, size, frame.length, mask, 0);
  return frame;
}

/** How many bytes the unmasked frame of a text takes. */
export function textFrameSize(text: string): number {
  const length = Buffer.byteLength(text);
  return frameHeaderSize(length, false) + length;
}

/**
 * Writes the unmasked frame of a whole text message into a larger buffer, for texts of up to 65,535 bytes.
 *
 * @param isAscii - is every character one byte? Whoever has added up the sizes knows
 * @returns where it ends
 */
export function writeTextFrame(target: Buffer, start: number, text: string, isAscii: boolean): number {
  const length = isAscii ? text.length : Buffer.byteLength(text);
  let position = start;
  target[position++] = FIN | OPCODE.text;
  if (length <= MAX_CONTROL_PAYLOAD) {
    target[position++] = length;
  } else {
    target[position++] = 126;
    target[position++] = length >>> 8;
    target[position++] = length & 0xff;
  }
  target.write(text, position, isAscii ? "latin1" : "utf8");
  return position + length;
}

/** Encodes the header alone, for a payload that is handed to the socket without a copy. */
export function encodeFrameHeader(firstByte: number, payloadLength: number): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderSize(payloadLength, false));
  writeFrameHeader(header, firstByte, payloadLength, undefined);
  return header;
}
