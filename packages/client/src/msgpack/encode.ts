/*
 * MessagePack as notepack.io writes it, which is what parsers of Socket.IO use: `undefined` is extension 0 of one byte, a date is
 * extension 0 of eight (its milliseconds), methods are left out, `toJSON()` is asked. Unlike there, a view is its bytes and not
 * an object with numbers for keys, and numbers beyond 2 ** 53 keep their value.
 */

/** Encodes a value. Throws an error for what MessagePack cannot write. */
export function encode(value: unknown): ArrayBuffer {
  const out: Output = { bytes: new Uint8Array(256), length: 0 };
  write(out, value);
  return out.bytes.slice(0, out.length).buffer;
}

interface Output {
  /** Grown to twice the size when full. */
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
}

/** Makes room, and says where. */
function reserve(out: Output, size: number): number {
  const start = out.length;
  out.length += size;
  if (out.length > out.bytes.length) {
    const grown = new Uint8Array(2 * out.length);
    grown.set(out.bytes);
    out.bytes = grown;
  }
  return start;
}

/** A byte, then a whole number in that many bytes; those of a negative one are those of what it is modulo a power of two. */
function writeHead(out: Output, head: number, [size, value]: readonly [size: number, value: number]): void {
  let at = reserve(out, size + 1);
  out.bytes[at] = head;
  for (let rest = size; rest > 0; rest--) out.bytes[++at] = Math.floor(value / 256 ** (rest - 1));
}

function writeBytes(out: Output, bytes: Uint8Array): void {
  const at = reserve(out, bytes.length);
  out.bytes.set(bytes, at);
}

/** What a length is written with: the smallest of one, two and four bytes; `heads` says which, the first from one byte on. */
function writeLength(out: Output, length: number, heads: readonly [byte: number, short: number]): void {
  const [byte, short] = heads;
  if (byte > 0 && length < 0x100) writeHead(out, byte, [1, length]);
  else if (length < 0x1_0000) writeHead(out, short, [2, length]);
  else writeHead(out, short + 1, [4, length]);
}

function writeNumber(out: Output, value: number): void {
  if (!Number.isSafeInteger(value)) {
    const at = reserve(out, 9);
    out.bytes[at] = 0xcb;
    new DataView(out.bytes.buffer).setFloat64(at + 1, value);
  } else if (value >= -0x20 && value < 0x80) writeHead(out, value & 0xff, [0, 0]);
  else {
    // Of one byte, two, four or eight; the next head is of the next size.
    const limit = value < 0 ? -2 * value - 1 : value;
    const power = limit < 0x100 ? 0 : limit < 0x1_0000 ? 1 : limit < 2 ** 32 ? 2 : 3;
    writeHead(out, (value < 0 ? 0xd0 : 0xcc) + power, [2 ** power, value]);
  }
}

function writeText(out: Output, text: string): void {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 32) writeHead(out, 0xa0 + bytes.length, [0, 0]);
  else writeLength(out, bytes.length, [0xd9, 0xda]);
  writeBytes(out, bytes);
}

function write(out: Output, value: unknown): void {
  if (value === null) writeHead(out, 0xc0, [0, 0]);
  else if (value === undefined) writeHead(out, 0xd4, [2, 0]);
  else if (typeof value === "boolean") writeHead(out, value ? 0xc3 : 0xc2, [0, 0]);
  else if (typeof value === "number") writeNumber(out, value);
  else if (typeof value === "string") writeText(out, value);
  else if (typeof value === "object") writeObject(out, value);
  else throw new Error("Could not encode");
}

function writeObject(out: Output, value: object): void {
  if (Array.isArray(value)) {
    if (value.length < 16) writeHead(out, 0x90 + value.length, [0, 0]);
    else writeLength(out, value.length, [0, 0xdc]);
    // One that is missing is undefined.
    for (const item of value) write(out, item);
    return;
  }
  if (value instanceof Date) {
    writeHead(out, 0xd7, [1, 0]);
    const milliseconds = value.getTime() || 0;
    writeHead(out, Math.floor(milliseconds / 2 ** 56), [7, milliseconds]);
    return;
  }
  const isView = ArrayBuffer.isView(value);
  if (isView || value instanceof ArrayBuffer) {
    const bytes = isView
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value);
    writeLength(out, bytes.length, [0xc4, 0xc5]);
    writeBytes(out, bytes);
    return;
  }
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return write(out, toJSON.call(value));
  const entries = Object.entries(value).filter(([, item]) => typeof item !== "function");
  if (entries.length < 16) writeHead(out, 0x80 + entries.length, [0, 0]);
  else writeLength(out, entries.length, [0, 0xde]);
  for (const entry of entries) for (const part of entry) write(out, part);
}
