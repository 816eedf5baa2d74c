import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE_LENGTH = 8;
/** Length and type before the data of a chunk, a checksum behind it. */
const HEAD_LENGTH = 8;
const CHECKSUM_LENGTH = 4;
/** Screenshots are opaque: 8 bits each of red, green and blue. */
const BYTES_PER_PIXEL = 3;
const RGB = 2;

/**
 * The same picture in fewer bytes. Browsers filter the lines, as is good for photographs; text on even ground is smaller
 * without.
 *
 * @param {Buffer} png a screenshot
 * @returns {Buffer}
 */
export function squeezePng(png) {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === "IHDR");
  if (header?.data[9] !== RGB) throw new Error("this is no screenshot: its colours are not RGB");
  const width = header.data.readUInt32BE(0);
  const filtered = inflateSync(
    Buffer.concat(chunks.flatMap(({ type, data }) => (type === "IDAT" ? [data] : []))),
  );
  const scanlines = takeFiltersOff(filtered, width * BYTES_PER_PIXEL);
  return Buffer.concat([
    png.subarray(0, SIGNATURE_LENGTH),
    formatChunk(header),
    formatChunk({ type: "IDAT", data: deflateSync(scanlines, { level: 9, memLevel: 9 }) }),
    formatChunk({ type: "IEND", data: Buffer.alloc(0) }),
  ]);
}

/**
 * Each line begins with the number of its filter, which says what its bytes are added to.
 *
 * @param {Buffer} filtered
 * @param {number} length of a line
 * @returns {Buffer} the lines, with the filter that adds nothing
 */
function takeFiltersOff(filtered, length) {
  const plain = Buffer.alloc(filtered.length);
  for (let start = 0; start < filtered.length; start += length + 1) {
    const guess = GUESSES[filtered[start] ?? 0] ?? guessNothing;
    for (let column = 0; column < length; column += 1) {
      const at = start + 1 + column;
      const above = at - length - 1;
      const isFirst = column < BYTES_PER_PIXEL;
      const corner = isFirst ? 0 : plain[above - BYTES_PER_PIXEL];
      plain[at] =
        (filtered[at] ?? 0) +
        guess(isFirst ? 0 : (plain[at - BYTES_PER_PIXEL] ?? 0), plain[above] ?? 0, corner ?? 0);
    }
  }
  return plain;
}

const guessNothing = () => 0;

/**
 * PNG specification, 9.2: what a byte is guessed to be by those to the left, above, and above to the left.
 *
 * @type {readonly ((left: number, above: number, corner: number) => number)[]}
 */
const GUESSES = [
  guessNothing,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  (left, above, corner) => {
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) return left;
    return toAbove <= toCorner ? above : corner;
  },
];

/** @typedef {{ readonly type: string, readonly data: Buffer }} Chunk */

/** @param {Buffer} png @returns {readonly Chunk[]} */
function chunksOf(png) {
  const chunks = [];
  let offset = SIGNATURE_LENGTH;
  while (offset < png.length) {
    const start = offset + HEAD_LENGTH;
    const end = start + png.readUInt32BE(offset);
    chunks.push({ type: png.toString("latin1", offset + 4, start), data: png.subarray(start, end) });
    offset = end + CHECKSUM_LENGTH;
  }
  return chunks;
}

/** @param {Chunk} chunk @returns {Buffer} */
function formatChunk({ type, data }) {
  const head = Buffer.alloc(HEAD_LENGTH);
  head.writeUInt32BE(data.length);
  head.write(type, 4, "latin1");
  const checksum = Buffer.alloc(CHECKSUM_LENGTH);
  checksum.writeUInt32BE(crc32(data, crc32(head.subarray(4))));
  return Buffer.concat([head, data, checksum]);
}
