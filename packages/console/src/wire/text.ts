import type { Payload } from "./record.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What is shown of a long text; more would hide what is around it. */
const MAX_SHOWN = 200;
/** UTF-8 needs three bytes for each UTF-16 unit, at most. */
const BYTES_PER_UNIT = 3;
const MAX_SHOWN_BYTES = 16;

/** Bytes as they are, text as UTF-8. */
export function toBytes(payload: Payload): Uint8Array {
  return typeof payload === "string" ? encoder.encode(payload) : payload;
}

/** UTF-8 as text; what is none becomes U+FFFD. */
export function toText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A text, cut off where it is long. */
export function shorten(text: string, limit = MAX_SHOWN): string {
  if (text.length <= limit) return text;
  const isAmidPair = isHighSurrogate(text.charCodeAt(limit - 1));
  return `${text.slice(0, isAmidPair ? limit - 1 : limit)}…`;
}

/** The beginning of what the bytes say, without decoding all of it. */
export function startOfText(bytes: Uint8Array, limit = MAX_SHOWN): string {
  // One more than is shown, so that `shorten` sees that there is more.
  return shorten(toText(bytes.subarray(0, (limit + 1) * BYTES_PER_UNIT)), limit);
}

/** "3 bytes: 01 02 ff". Of so many bytes, of which only the first may be at hand. */
export function describeBytes(start: Uint8Array, size = start.length): string {
  if (size === 0) return "0 bytes";
  const shown = Array.from(start.subarray(0, MAX_SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0"));
  return `${count(size, "byte")}: ${shown.join(" ")}${size > MAX_SHOWN_BYTES ? " …" : ""}`;
}

/** "1 packet", "2 packets". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
