import { endOfToken, MAX_LIST_ELEMENTS, skipSpace } from "./tokens.ts";

const COMMA = 0x2c;

/**
 * Reads a `Sec-WebSocket-Protocol` list, in the order of preference.
 *
 * RFC 6455 4.1 (10): the elements are non-empty tokens and all different; they are compared as they are, case included.
 *
 * @returns `undefined` when an element is empty, repeated or no token, when there is none, or far too many.
 */
export function parseSubprotocols(header: string): readonly string[] | undefined {
  const protocols = new Set<string>();
  let index = 0;
  for (;;) {
    const start = skipSpace(header, index);
    const end = endOfToken(header, start);
    const protocol = header.slice(start, end);
    if (protocol === "" || protocols.has(protocol) || protocols.size === MAX_LIST_ELEMENTS) return undefined;
    protocols.add(protocol);

    index = skipSpace(header, end);
    if (index === header.length) return [...protocols];
    if (header.charCodeAt(index) !== COMMA) return undefined;
    index++;
  }
}
