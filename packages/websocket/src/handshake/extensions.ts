import { endOfToken, isTokenCode, MAX_LIST_ELEMENTS, skipSpace } from "./tokens.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** One element of a `Sec-WebSocket-Extensions` header: an offer, or an answer. */
export interface ExtensionOffer {
  readonly name: string;
  /** By name, in order of appearance; `true` is a parameter without a value. Repeated parameters are all kept. */
  readonly parameters: ReadonlyMap<string, readonly (string | true)[]>;
}

interface Cursor {
  readonly text: string;
  index: number;
  /** How many elements, parameters and escapes may still come. */
  left: number;
}

/**
 * Reads a `Sec-WebSocket-Extensions` header.
 *
 * ```
 * RFC 6455 9.1    extension-list  = 1#extension
 *                 extension       = extension-token *( ";" extension-param )
 *                 extension-param = token [ "=" ( token | quoted-string ) ]
 * RFC 2616 2.1    1#element: at least one element; empty elements between the commas do not count
 *                 implied *LWS: white space may stand between any two adjacent words and separators
 * ```
 *
 * @returns `undefined` when the header does not follow the grammar (RFC 6455 9.1 then fails the handshake), or when it
 *   goes on and on
 */
export function parseExtensions(header: string): readonly ExtensionOffer[] | undefined {
  const cursor: Cursor = { text: header, index: 0, left: MAX_LIST_ELEMENTS };
  const offers: ExtensionOffer[] = [];
  for (;;) {
    const code = nextCode(cursor);
    if (Number.isNaN(code)) return offers.length === 0 ? undefined : offers;
    if (cursor.left-- === 0) return undefined;
    if (code !== COMMA) {
      const offer = readExtension(cursor);
      if (offer === undefined) return undefined;
      offers.push(offer);
    }
    cursor.index++;
  }
}

/** Writes one extension with its parameters; every name and value must be a token. */
export function formatExtension(offer: ExtensionOffer): string {
  let text = offer.name;
  for (const [name, values] of offer.parameters) {
    for (const value of values) text += value === true ? `; ${name}` : `; ${name}=${value}`;
  }
  return text;
}

/** Reads up to the next comma or the end; that character is left for the caller. */
function readExtension(cursor: Cursor): ExtensionOffer | undefined {
  const name = readToken(cursor);
  if (name === "") return undefined;
  const parameters = new Map<string, (string | true)[]>();
  for (;;) {
    const code = nextCode(cursor);
    if (Number.isNaN(code) || code === COMMA) return { name, parameters };
    if (code !== SEMICOLON || cursor.left-- === 0) return undefined;
    cursor.index++;
    if (!readParameter(cursor, parameters)) return undefined;
  }
}

function readParameter(cursor: Cursor, parameters: Map<string, (string | true)[]>): boolean {
  const name = readToken(cursor);
  if (name === "") return false;
  let value: string | true = true;
  if (nextCode(cursor) === EQUALS) {
    cursor.index++;
    value = nextCode(cursor) === QUOTE ? readQuoted(cursor) : readToken(cursor);
    if (value === "") return false;
  }
  const values = parameters.get(name);
  if (values === undefined) parameters.set(name, [value]);
  else values.push(value);
  return true;
}

/**
 * Reads a quoted string. RFC 6455 9.1: "the value after quoted-string unescaping MUST conform to the 'token' ABNF", so
 * the first other character ends it: nothing is ever read twice.
 *
 * @returns the unescaped text; empty when it is empty, not closed, no token, or one escape after the other
 */
function readQuoted(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.index + 1;
  for (let index = start; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code === QUOTE) {
      cursor.index = index + 1;
      // No token holds a backslash, not even an escaped one: all that are left to be seen here are escapes.
      return text.slice(start, index).replaceAll("\\", "");
    }
    if (code === BACKSLASH) {
      if (cursor.left-- === 0) return "";
      code = text.charCodeAt(++index);
    }
    if (!isTokenCode(code)) return "";
  }
  return "";
}

function readToken(cursor: Cursor): string {
  const start = skipSpace(cursor.text, cursor.index);
  cursor.index = endOfToken(cursor.text, start);
  return cursor.text.slice(start, cursor.index);
}

/** The code of the next character that is not white space; NaN at the end. */
function nextCode(cursor: Cursor): number {
  cursor.index = skipSpace(cursor.text, cursor.index);
  return cursor.text.charCodeAt(cursor.index);
}
