import { toText } from "./text.ts";

/** A member of an object or an element of an array, as offsets into the JSON. What divides it from others is left out. */
export interface JsonPart {
  readonly start: number;
  readonly end: number;
  /** Of a member. */
  readonly key?: string;
  /** Where the value begins: of a member, behind the colon. */
  readonly valueStart: number;
}

/** JSON, read as far as it is shown. */
export type JsonText =
  | {
      readonly kind: "object";
      readonly value: Readonly<Record<string, unknown>>;
      readonly parts: readonly JsonPart[];
    }
  | { readonly kind: "array"; readonly value: readonly unknown[]; readonly parts: readonly JsonPart[] }
  | { readonly kind: "plain"; readonly value: unknown }
  | { readonly kind: "long" }
  | { readonly kind: "broken" };

/** Longer JSON is shown, but not looked into. Servers take no more than a million bytes, by default. */
const MAX_JSON = 1_000_000;

/** Further members and elements stay together. */
const MAX_PARTS = 64;

export function readJson(bytes: Uint8Array): JsonText {
  if (bytes.length > MAX_JSON) return { kind: "long" };
  let value: unknown;
  try {
    value = JSON.parse(toText(bytes));
  } catch {
    return { kind: "broken" };
  }
  if (Array.isArray(value)) return { kind: "array", value, parts: splitJson(bytes) };
  if (typeof value !== "object" || value === null) return { kind: "plain", value };
  return { kind: "object", value: value as Record<string, unknown>, parts: splitJson(bytes) };
}

/** The text at the very beginning of an array, of however long a JSON. */
export function readFirstText(
  bytes: Uint8Array,
): { readonly text: string; readonly end: number } | undefined {
  if (bytes[0] !== OPENING_BRACKET || bytes[1] !== QUOTE) return undefined;
  const end = endOfText(bytes, 1);
  const text = parseText(bytes.subarray(1, end));
  return text === undefined ? undefined : { text, end };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const SPACE = 0x20;

/** Divides valid JSON of an object or array. Bytes will do: all that divides is ASCII, and is nothing else in UTF-8. */
function splitJson(bytes: Uint8Array): readonly JsonPart[] {
  const parts: JsonPart[] = [];
  let depth = 0;
  let start = 0;
  let colon = -1;
  const finish = (end: number): void => {
    if (!isBlank(bytes, start, end)) parts.push(createPart(bytes, { start, end, colon }));
    start = end + 1;
    colon = -1;
  };
  for (let at = 0; at < bytes.length && parts.length < MAX_PARTS; at++) {
    switch (bytes[at]!) {
      case QUOTE:
        at = endOfText(bytes, at) - 1;
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        if (depth++ === 0) start = at + 1;
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        if (--depth === 0) finish(at);
        break;
      case COMMA:
        if (depth === 1) finish(at);
        break;
      case COLON:
        if (depth === 1 && colon === -1) colon = at;
        break;
      default:
    }
  }
  return parts;
}

interface RawPart {
  readonly start: number;
  readonly end: number;
  readonly colon: number;
}

function createPart(bytes: Uint8Array, { start, end, colon }: RawPart): JsonPart {
  if (colon === -1) return { start, end, valueStart: start };
  const key = parseText(bytes.subarray(start, colon)) ?? "";
  return { start, end, key, valueStart: colon + 1 };
}

function parseText(bytes: Uint8Array): string | undefined {
  try {
    const text: unknown = JSON.parse(toText(bytes));
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The offset behind the quote that ends what the quote at `start` begins. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start + 1); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let backslashes = 0;
    while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return bytes.length;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > SPACE) return false;
  return true;
}
