import { Buffer } from "node:buffer";

import { FIN, frameHeaderSize, OPCODE, textFrameSize, writeTextFrame } from "../codec/index.ts";
import { encodeTextOnce, forgetEncoded } from "./encode-once.ts";

/** Something that gathers output during a turn of the event loop and hands it on at the turn's end. */
export interface Flushable {
  flush(): void;
}

/**
 * All connections with output of this turn, in one list with one scheduled callback: each of them pays one system call
 * a turn, however many messages it sends and from wherever (see docs/architecture.md, "The way out").
 */
let dirty: Flushable[] = [];

/** Flushes at the end of this turn. The caller makes sure that it is in the list once at most. */
export function flushThisTurn(target: Flushable): void {
  if (dirty.push(target) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const targets = dirty;
  dirty = [];
  for (const target of targets) target.flush();
  forgetEncoded();
  forgetJoined();
}

/** The frames joined last and what came of it; see {@link joinFrames}. */
let lastFrames: readonly Outgoing[] = [];
let lastJoined: Buffer | undefined;

/** A frame; or the text of a whole message, whose frame is written when it goes out, straight among the others of its turn. */
export type Outgoing = Buffer | string;

/**
 * Joins frames into one buffer. In a broadcast all receivers have the same frames in their queues, so the result of one
 * serves the next (measured by `bench/run.mjs`, load "broadcast-4").
 */
export function joinFrames(frames: readonly Outgoing[], bytes: number): Buffer {
  const [first] = frames;
  if (frames.length === 1)
    return typeof first === "string" ? encodeTextOnce(FIN | OPCODE.text, first) : first!;
  if (lastJoined !== undefined && isSame(frames, lastFrames)) return lastJoined;
  lastFrames = frames;
  lastJoined = writeFrames(frames, bytes);
  return lastJoined;
}

/** @param bytes - how many it will be, for those who know */
export function writeFrames(frames: readonly Outgoing[], bytes = sizeOf(frames)): Buffer {
  const joined = Buffer.allocUnsafe(bytes);
  // Beyond ASCII a character takes more than one byte: if there are no more bytes than characters, it is all ASCII.
  let least = 0;
  for (const frame of frames) {
    least += typeof frame === "string" ? frameHeaderSize(frame.length, false) + frame.length : frame.length;
  }
  let position = 0;
  for (const frame of frames) {
    if (typeof frame === "string") {
      position = writeTextFrame(joined, position, frame, least === bytes);
    } else {
      joined.set(frame, position);
      position += frame.length;
    }
  }
  return joined;
}

function sizeOf(frames: readonly Outgoing[]): number {
  let size = 0;
  for (const frame of frames) size += typeof frame === "string" ? textFrameSize(frame) : frame.length;
  return size;
}

function forgetJoined(): void {
  lastFrames = [];
  lastJoined = undefined;
}

function isSame(a: readonly Outgoing[], b: readonly Outgoing[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
