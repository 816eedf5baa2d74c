import type { Point, StrokeBytes } from "./events.ts";

/** All strokes together; the oldest go first. */
const MAX_BYTES = 256 * 1024;
const MAX_POINTS = 1_000;
const COLOURS = 6;
const WIDTHS = 3;

/** The strokes so far, as newcomers get them. */
export class Drawing {
  #strokes: StrokeBytes[] = [];
  #length = 0;

  add(stroke: StrokeBytes): void {
    this.#strokes.push(stroke);
    this.#length += stroke.length;
    while (this.#length > MAX_BYTES) this.#length -= this.#strokes.shift()?.length ?? 0;
  }

  clear(): void {
    this.#strokes = [];
    this.#length = 0;
  }

  toBytes(): Uint8Array {
    return Buffer.concat(this.#strokes);
  }
}

/** The bytes of one stroke, or `undefined`. */
export function parseStroke(given: unknown): StrokeBytes | undefined {
  if (!(given instanceof Uint8Array) || given.length < 8) return undefined;
  const [colour = COLOURS, width = WIDTHS, low = 0, high = 0] = given;
  const points = low + 256 * high;
  const isWhole = points <= MAX_POINTS && given.length === 4 + 4 * points;
  return isWhole && colour < COLOURS && width < WIDTHS ? given : undefined;
}

/** `null` is no place: the pointer has left. */
export function parsePoint(given: unknown): Point | null {
  if (!Array.isArray(given) || given.length !== 2) return null;
  const [x, y] = given as readonly unknown[];
  return isCoordinate(x) && isCoordinate(y) ? [x, y] : null;
}

function isCoordinate(given: unknown): given is number {
  return Number.isInteger(given) && (given as number) >= 0 && (given as number) <= 65_535;
}
