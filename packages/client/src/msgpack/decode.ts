/** What came, and how far it has been read. */
interface Input {
  readonly source: ArrayBuffer | Uint8Array;
  readonly view: DataView;
  position: number;
}

// A byte order mark is part of a text.
const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Decodes a value of MessagePack; see encode.ts. Bytes within it are what it came in: an `ArrayBuffer`, or the same kind of view. What
 * is none throws an error, and costs no more than its length.
 */
export function decode(source: ArrayBuffer | Uint8Array): unknown {
  const view = ArrayBuffer.isView(source)
    ? new DataView(source.buffer, source.byteOffset, source.byteLength)
    : new DataView(source);
  const input: Input = { source, view, position: 0 };
  const value = read(input);
  // Texts and bytes are cut where the end is, so here it shows as well when something is missing.
  const left = view.byteLength - input.position;
  if (left !== 0) throw new Error(`${left} trailing bytes`);
  return value;
}

/** A whole number of that many bytes. */
function readNumber(input: Input, size: number, isSigned = false): number {
  let value = isSigned ? input.view.getInt8(input.position++) : input.view.getUint8(input.position++);
  for (let rest = size; rest > 1; rest--) value = value * 256 + input.view.getUint8(input.position++);
  return value;
}

function readBytes(input: Input, length: number): ArrayBuffer | Uint8Array {
  const { source, position } = input;
  input.position += length;
  return ArrayBuffer.isView(source)
    ? source.subarray(position, input.position)
    : source.slice(position, input.position);
}

const readText = (input: Input, length: number): string => textDecoder.decode(readBytes(input, length));

function readList(input: Input, length: number): unknown[] {
  const list: unknown[] = [];
  // Not made as long as it says it is: that may be a lie.
  while (list.length < length) list.push(read(input));
  return list;
}

/** No key does anything but name an entry, whatever it is. */
function readMap(input: Input, length: number): unknown {
  const entries: [string, unknown][] = [];
  while (entries.length < length) entries.push([String(read(input)), read(input)]);
  return Object.fromEntries(entries);
}

function readExtension(input: Input, length: number, isFixed: boolean): unknown {
  const type = readNumber(input, 1, true);
  if (type === 0 && isFixed && length === 8) return new Date(readNumber(input, 8, true));
  const bytes = readBytes(input, length);
  if (type !== 0 || (isFixed && length > 1)) return [type, bytes];
  return isFixed ? undefined : bytes;
}

function readFloat(input: Input, size: 4 | 8): number {
  const { view, position } = input;
  input.position += size;
  return size === 4 ? view.getFloat32(position) : view.getFloat64(position);
}

function read(input: Input): unknown {
  const head = readNumber(input, 1);
  if (head < 0x80) return head;
  if (head < 0x90) return readMap(input, head - 0x80);
  if (head < 0xa0) return readList(input, head - 0x90);
  if (head < 0xc0) return readText(input, head - 0xa0);
  if (head > 0xdf) return head - 0x100;
  switch (head) {
    case 0xc0:
      return null;
    case 0xc2:
    case 0xc3:
      return head === 0xc3;
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return readBytes(input, readNumber(input, 2 ** (head - 0xc4)));
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return readExtension(input, readNumber(input, 2 ** (head - 0xc7)), false);
    case 0xca:
      return readFloat(input, 4);
    case 0xcb:
      return readFloat(input, 8);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return readNumber(input, 2 ** (head - 0xcc));
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return readNumber(input, 2 ** (head - 0xd0), true);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return readExtension(input, 2 ** (head - 0xd4), true);
    case 0xd9:
    case 0xda:
    case 0xdb:
      return readText(input, readNumber(input, 2 ** (head - 0xd9)));
    case 0xdc:
    case 0xdd:
      return readList(input, readNumber(input, 2 * (head - 0xdb)));
    case 0xde:
    case 0xdf:
      return readMap(input, readNumber(input, 2 * (head - 0xdd)));
    default:
      throw new Error("Could not parse");
  }
}
