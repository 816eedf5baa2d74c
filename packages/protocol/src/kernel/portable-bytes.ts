import type { ByteCodec } from "./byte-codec.ts";

/**
 * How many UTF-16 units are turned into text at once: below the number of arguments that engines take, and large enough
 * that joining the pieces costs nothing.
 */
const UNITS_AT_ONCE = 4096;

/** The smallest code point that needs a sequence with this many continuation bytes; anything smaller is overlong. */
const smallestPoint = [0, 0x80, 0x800, 0x1_0000] as const;

const REPLACEMENT = 0xfffd;

const isSurrogate = (point: number) => point >= 0xd800 && point <= 0xdfff;

/** The code point at this unit; a lone surrogate becomes U+FFFD, as the WHATWG encoder has it. */
function pointAt(text: string, index: number): number {
  const point = text.codePointAt(index)!;
  return isSurrogate(point) ? REPLACEMENT : point;
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const point = text.charCodeAt(index) < 0x80 ? 0 : pointAt(text, index);
    if (point >= 0x80) length += 1;
    if (point >= 0x800) length += 1;
    // Four bytes for two units: the second unit has been counted once already.
    if (point >= 0x1_0000) index += 1;
  }
  return length;
}

function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    const point = pointAt(text, index);
    if (point < 0x80) {
      bytes[at++] = point;
      continue;
    }
    if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x1_0000) {
        bytes[at++] = 0xe0 | (point >> 12);
      } else {
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
        index += 1;
      }
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (point & 0x3f);
  }
  return bytes;
}

/** How many continuation bytes follow this first byte; -1 when it cannot be a first byte. */
function continuationsAfter(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead < 0xc2) return -1;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf5 ? 3 : -1;
}

/** The code point of the sequence of `1 + continuations` bytes that starts here; -1 when it is not well-formed. */
function decodePoint(bytes: Uint8Array, start: number, continuations: number): number {
  // Without the bits that say how long the sequence is.
  let point = bytes[start]! & (continuations === 0 ? 0x7f : 0x3f >> continuations);
  for (let next = start + 1; next <= start + continuations; next += 1) {
    // Beyond the end there is 0, which is no continuation byte.
    const byte = bytes[next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const isOverlong = point < smallestPoint[continuations]!;
  return isOverlong || isSurrogate(point) || point > 0x10_ffff ? -1 : point;
}

/** The WHATWG decoder in fatal mode, save that a byte order mark is text like any other. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  let units: number[] = [];
  for (let index = 0; index < bytes.length; index += 1) {
    const continuations = continuationsAfter(bytes[index]!);
    const point = continuations < 0 ? -1 : decodePoint(bytes, index, continuations);
    if (point < 0) return undefined;
    if (point < 0x1_0000) {
      units.push(point);
    } else {
      units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
    }
    index += continuations;
    if (units.length >= UNITS_AT_ONCE) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The value of each character of both alphabets (RFC 4648, sections 4 and 5). */
const sextets: ReadonlyMap<number, number> = new Map([
  ...Array.from(alphabet, (character, value): [number, number] => [character.charCodeAt(0), value]),
  ["-".charCodeAt(0), 62],
  ["_".charCodeAt(0), 63],
]);

const PAD = "=".charCodeAt(0);

function encodeBase64(bytes: Uint8Array): string {
  const digit = (bits: number, shift: number) => alphabet.charAt((bits >> shift) & 0x3f);
  let text = "";
  let index = 0;
  for (; index + 2 < bytes.length; index += 3) {
    const bits = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    text += digit(bits, 18) + digit(bits, 12) + digit(bits, 6) + digit(bits, 0);
  }
  const rest = bytes.length - index;
  if (rest === 0) return text;
  // A missing second byte counts as 0.
  const bits = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8);
  return `${text}${digit(bits, 18)}${digit(bits, 12)}${rest === 1 ? "=" : digit(bits, 6)}=`;
}

/** Ends at the first padding; a last character without a partner is dropped. */
function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === PAD) break;
    const sextet = sextets.get(code);
    if (sextet === undefined) continue;
    bits = ((bits << 6) | sextet) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = bits >> held;
  }
  return bytes.slice(0, length);
}

/** A {@link ByteCodec} that needs nothing of its host: for a host without native functions, and for tests. */
export const portableBytes: ByteCodec = Object.freeze({
  encodeUtf8,
  decodeUtf8,
  utf8Length,
  encodeBase64,
  decodeBase64,
});
