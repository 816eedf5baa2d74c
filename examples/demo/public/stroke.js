/**
 * A stroke as it goes over the wire; `../board/events.ts` describes the bytes.
 *
 * @typedef {import("../board/events.ts").Point} Point
 * @typedef {{ readonly colour: number, readonly width: number, readonly points: readonly Point[] }} Stroke
 */

const HEAD_BYTES = 4;
const POINT_BYTES = 4;

/** As many as the server takes in one stroke. */
export const MAX_POINTS = 1_000;

/** @param {Stroke} stroke */
export function encodeStroke({ colour, width, points }) {
  const bytes = new Uint8Array(HEAD_BYTES + POINT_BYTES * points.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, colour);
  view.setUint8(1, width);
  view.setUint16(2, points.length, true);
  for (const [index, [x, y]] of points.entries()) {
    view.setUint16(HEAD_BYTES + POINT_BYTES * index, x, true);
    view.setUint16(HEAD_BYTES + POINT_BYTES * index + 2, y, true);
  }
  return bytes;
}

/**
 * The strokes of a drawing, one after the other.
 * @param {Uint8Array | ArrayBuffer} drawing
 */
export function decodeStrokes(drawing) {
  const bytes = new Uint8Array(drawing);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** @type {Stroke[]} */
  const strokes = [];
  for (let at = 0; at + HEAD_BYTES <= view.byteLength;) {
    const end = at + HEAD_BYTES + POINT_BYTES * view.getUint16(at + 2, true);
    /** @type {Point[]} */
    const points = [];
    for (let place = at + HEAD_BYTES; place < end; place += POINT_BYTES) {
      points.push([view.getUint16(place, true), view.getUint16(place + 2, true)]);
    }
    strokes.push({ colour: view.getUint8(at), width: view.getUint8(at + 1), points });
    at = end;
  }
  return strokes;
}
