import type { Buffer } from "node:buffer";
import { encodeTextFrame, textFrameSize } from "../codec/index.ts";

let lastText = "";
let lastFirstByte = 0;
let lastFrame: Buffer | undefined;

/**
 * Encodes an unmasked text frame, unless it is the one that was encoded last: a loop that sends one string to many
 * connections encodes it once, and what the connections send in that turn can be joined once, too (measured by
 * `bench/run.mjs`, load "broadcast-4"). Strings never change, so this cannot be done for bytes.
 */
export function encodeTextOnce(firstByte: number, text: string): Buffer {
  if (lastFrame !== undefined && firstByte === lastFirstByte && text === lastText) return lastFrame;
  lastFrame = encodeTextFrame(firstByte, text);
  lastFirstByte = firstByte;
  lastText = text;
  return lastFrame;
}

let lastSized = "";
let lastSize = textFrameSize("");

/** The size of a text's frame. The receivers of a broadcast have the same text, one after the other. */
export function textFrameSizeOnce(text: string): number {
  if (text !== lastSized) {
    lastSized = text;
    lastSize = textFrameSize(text);
  }
  return lastSize;
}

/** At the end of the turn, so that nothing is kept alive. */
export function forgetEncoded(): void {
  lastText = "";
  lastFrame = undefined;
  lastSized = "";
  lastSize = textFrameSize("");
}
