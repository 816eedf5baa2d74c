import { Buffer } from "node:buffer";

import { forgetEncoded } from "./encode-once.ts";

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
let lastFrames: readonly Buffer[] = [];
let lastJoined: Buffer | undefined;

/**
 * Joins frames into one buffer. In a broadcast all receivers have the same frames in their queues, so the result of one
 * serves the next (measured by `bench/run.mjs`, load "broadcast-4").
 */
export function joinFrames(frames: readonly Buffer[], bytes: number): Buffer {
  if (frames.length === 1) return frames[0]!;
  if (lastJoined !== undefined && isSame(frames, lastFrames)) return lastJoined;
  lastFrames = frames;
  lastJoined = Buffer.concat(frames, bytes);
  return lastJoined;
}

function forgetJoined(): void {
  lastFrames = [];
  lastJoined = undefined;
}

function isSame(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
