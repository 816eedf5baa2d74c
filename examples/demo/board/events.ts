import type { Acknowledge } from "../shared/answer.ts";

/** Across and down, 0 to 65,535 each, whatever size the board has on a screen. */
export type Point = readonly [x: number, y: number];

/**
 * A stroke is bytes, all numbers little-endian: colour (1), width (1), number of points (2), and for each point x (2)
 * and y (2). Strokes one after the other are a drawing.
 */
export type StrokeBytes = Uint8Array;

/** What pages send. */
export interface BoardToServer {
  /** Volatile: where the pointer is now; nothing when it has left the board. */
  pointer: (at: Point | null) => void;
  /** Volatile: what has been added to the stroke under way. */
  sketch: (part: StrokeBytes) => void;
  /** A whole stroke, when the pen is lifted: whatever was lost of its sketch does not matter. */
  stroke: (stroke: StrokeBytes, answer: Acknowledge<true>) => void;
  clear: (answer: Acknowledge<true>) => void;
}

/** What pages hear. */
export interface ServerToBoard {
  /** All strokes so far. */
  drawing: (strokes: Uint8Array) => void;
  pointer: (id: string, name: string, at: Point | null) => void;
  sketch: (id: string, part: StrokeBytes) => void;
  stroke: (id: string, stroke: StrokeBytes) => void;
  cleared: (name: string) => void;
}

/** What the server keeps with a socket. */
export interface Drawer {
  name: string;
}
