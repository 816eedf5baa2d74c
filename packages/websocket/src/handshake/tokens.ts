/**
 * The lexical level shared by every header of the handshake: RFC 7230 3.2.6 tokens, optional white space and
 * comma-separated lists. All of it is one pass over character codes: no regular expression that could backtrack.
 */

/**
 * How many elements of a list are read, empty ones, parameters and escapes included. Honest lists have a handful; a hostile one of
 * 64 kB has tens of thousands, and would cost milliseconds in objects that nobody looks at.
 */
export const MAX_LIST_ELEMENTS = 256;

/** RFC 7230 3.2.6: `tchar`, as a table over ASCII. */
const TOKEN_CODES = new Uint8Array(128);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  TOKEN_CODES[char.charCodeAt(0)] = 1;
}

const TAB = 0x09;
const SPACE = 0x20;

/** Whether a character code may be part of a token. */
export function isTokenCode(code: number): boolean {
  return TOKEN_CODES[code] === 1;
}

/** Whether the whole text is one non-empty token. */
export function isToken(text: string): boolean {
  return text !== "" && endOfToken(text, 0) === text.length;
}

/** The index behind the token that starts at `start`; `start` itself when none starts there. */
export function endOfToken(text: string, start: number): number {
  let index = start;
  while (index < text.length && isTokenCode(text.charCodeAt(index))) index++;
  return index;
}

/** The first index at or behind `start` that is neither space nor tab (RFC 7230 3.2.3: OWS). */
export function skipSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && isSpaceCode(text.charCodeAt(index))) index++;
  return index;
}

/** Whether a comma-separated header lists `token`, which is given in lower case; case does not matter. */
export function listIncludes(header: string, token: string): boolean {
  let index = 0;
  for (let count = 0; count < MAX_LIST_ELEMENTS && index < header.length; count++) {
    const comma = header.indexOf(",", index);
    const end = comma === -1 ? header.length : comma;
    const start = skipSpace(header, index);
    const tokenEnd = endOfToken(header, start);
    // The length is compared first, so that a long header is never copied piece by piece.
    if (
      tokenEnd - start === token.length &&
      skipSpace(header, tokenEnd) >= end &&
      header.slice(start, tokenEnd).toLowerCase() === token
    ) {
      return true;
    }
    index = end + 1;
  }
  return false;
}

function isSpaceCode(code: number): boolean {
  return code === SPACE || code === TAB;
}
