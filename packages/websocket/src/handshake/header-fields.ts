import { isToken } from "./tokens.ts";

/** Received headers by lower-case name; Node's `IncomingHttpHeaders` are such. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of a header to be sent; Node's `OutgoingHttpHeader` is one. An array is one line per element. */
export type HeaderValue = string | number | readonly string[];

const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;
const LAST_LATIN1 = 0xff;

/**
 * One header of a parsed message as one text. Node joins repeated fields itself; an array (from a host that does not)
 * is joined the same way, RFC 7230 3.2.2.
 */
export function readHeader(headers: ReceivedHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/**
 * Throws for a header that the caller supplied and that would break the message apart (RFC 7230 3.2): a name that is no
 * token, or a value with CR, LF, NUL, another control character or a character beyond Latin-1.
 */
export function assertHeader(name: string, value: HeaderValue): void {
  if (!isToken(name)) {
    throw new TypeError(
      `Header name ${JSON.stringify(name.slice(0, 64))} is not an HTTP token: use only letters, digits and !#$%&'*+-.^_\`|~`,
    );
  }
  for (const item of typeof value === "object" ? value : [String(value)]) {
    if (!isHeaderValue(item)) {
      throw new TypeError(
        `The value of header "${name.slice(0, 64)}" holds a line break, NUL or another character that a header cannot ` +
          "carry: remove it, or encode the value (encodeURIComponent, base64)",
      );
    }
  }
}

/** Whether a text may stand in a header (RFC 7230 3.2: field-value, obs-text included, line folding refused). */
export function isHeaderValue(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > LAST_LATIN1 || code === DELETE || (code < SPACE && code !== TAB)) return false;
  }
  return true;
}
