import { Buffer } from "node:buffer";
import type { BinaryData } from "../connection/index.ts";

/** Whatever `send`, `ping` and `pong` take: anything that `Buffer.from` takes, numbers, Blobs, and nothing at all. */
export type BufferLike =
  | string
  | number
  | Buffer
  | DataView
  | ArrayBufferView
  | Uint8Array
  | ArrayBuffer
  | SharedArrayBuffer
  | Blob
  // oxlint-disable-next-line typescript/no-explicit-any -- as users of `ws` know it
  | readonly any[]
  | readonly number[]
  | { valueOf(): ArrayBuffer }
  | { valueOf(): SharedArrayBuffer }
  | { valueOf(): Uint8Array }
  | { valueOf(): readonly number[] }
  | { valueOf(): string }
  | { [Symbol.toPrimitive](hint: string): string };

/** What a connection can send. */
export type OutgoingData = string | BinaryData | Blob;

const EMPTY = Buffer.alloc(0);

/**
 * What the argument of `send`, `ping` or `pong` stands for.
 *
 * @throws TypeError when it is nothing that could be sent: Node's own, of `Buffer.from`
 */
export function toOutgoing(data: unknown): OutgoingData {
  if (typeof data === "string") return data;
  if (typeof data === "number") return String(data);
  // Nothing at all is an empty binary message.
  if (!data) return EMPTY;
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer || data instanceof Blob) return data;
  if (data instanceof SharedArrayBuffer) return data;
  return Buffer.from(data as readonly number[]);
}

/** How many bytes it is. */
export function byteLengthOf(data: OutgoingData): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  return data instanceof Blob ? data.size : data.byteLength;
}
