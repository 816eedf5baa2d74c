/** Where in the bytes a packet is. */
export interface PacketRange {
  readonly start: number;
  readonly end: number;
}

const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;

/** A length has no more digits than these, or it is none. */
const MAX_DIGITS = 10;

/**
 * The packets of a payload of revision 3 of Engine.IO, `6:4hello2:40`; nothing, if it is none. What looks like one to the
 * end is one: a payload of today begins with the digit of a packet and hardly ever goes on with a colon.
 */
export function readOldPayload(
  bytes: Uint8Array,
  from: number,
  limit: number,
): readonly PacketRange[] | undefined {
  const packets: PacketRange[] = [];
  let at = from;
  while (at < bytes.length && packets.length < limit) {
    const colon = endOfDigits(bytes, at);
    if (colon === at || colon - at > MAX_DIGITS || bytes[colon] !== COLON) return undefined;
    const start = colon + 1;
    const end = skipCharacters(bytes, start, readNumber(bytes, at, colon));
    if (end === undefined) return undefined;
    packets.push({ start, end });
    at = end;
  }
  return packets.length === 0 ? undefined : packets;
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end]! >= ZERO && bytes[end]! <= NINE) end++;
  return end;
}

function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + (bytes[at]! - ZERO);
  return number;
}

/** The offset so many UTF-16 units further on, which is what revision 3 counts; nothing, where there are less. */
function skipCharacters(bytes: Uint8Array, start: number, units: number): number | undefined {
  let at = start;
  let left = units;
  while (left > 0 && at < bytes.length) {
    const size = sizeOfCharacter(bytes[at]!);
    left -= size === 4 ? 2 : 1;
    at += size;
  }
  return left === 0 && at <= bytes.length ? at : undefined;
}

function sizeOfCharacter(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
