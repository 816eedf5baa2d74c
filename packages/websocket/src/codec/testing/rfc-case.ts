import type { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { chunksOf, decode, hex, type DecodeOptions } from "./recorder.ts";

/** A row of a table: what it shows, unmasked frames in hex, and the lines that the recorder writes. */
export type RfcCase = readonly [title: string, frames: readonly string[], expected: readonly string[]];

const KEY = [0x37, 0xfa, 0x21, 0x3d];

/** Masks a frame as a client would, as far as there is something to mask. */
export function masked(frame: Uint8Array): Buffer {
  const short = frame[1] === undefined ? 0 : frame[1] & 127;
  const headerSize = 2 + (short === 127 ? 8 : short === 126 ? 2 : 0);
  const header = Array.from(frame.subarray(0, headerSize));
  if (header[1] !== undefined) header[1] |= 128;
  if (header.length < headerSize) return bytes(header);
  return bytes([
    ...header,
    ...KEY,
    ...Array.from(frame.subarray(headerSize), (byte, i) => byte ^ KEY[i % 4]!),
  ]);
}

function bytes(numbers: readonly number[]): Buffer {
  return hex(numbers.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** Runs each row in both roles, in one chunk, frame by frame, byte by byte and three bytes at a time. */
export function testRfcCases(cases: readonly RfcCase[], options: DecodeOptions = {}): void {
  test.each(cases)("%s", (_title, frames, expected) => {
    const unmasked = frames.map(hex);
    for (const role of ["client", "server"] as const) {
      const sent = role === "client" ? unmasked : unmasked.map(masked);
      const whole = hex(sent.map((frame) => frame.toString("hex")).join(""));
      const all = { ...options, role };
      expect(decode([whole], all), `${role}, one chunk`).toEqual(expected);
      expect(decode(sent, all), `${role}, frame by frame`).toEqual(expected);
      expect(decode(chunksOf(whole, [1]), all), `${role}, byte by byte`).toEqual(expected);
      expect(decode(chunksOf(whole, [3]), all), `${role}, three bytes at a time`).toEqual(expected);
    }
  });
}
