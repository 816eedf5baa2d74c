/*
 * Socket.IO 2, revision 4 of the protocol, over Engine.IO 3. Seen on the wire between `socket.io-client` 2 and `socket.io` 4:
 *
 * - the server joins the client to `/` by itself, with a CONNECT that carries nothing (`0`); so are the answers for other
 *   namespaces (`0/admin,`)
 * - a client joins another namespace with `0/admin?token=1,`: what comes after the question mark is what newer clients
 *   send as `auth`; all other packets name the namespace alone
 * - packet 4 is ERROR: it carries the `data` of the error of a middleware, or else its message, as JSON. The answer for an
 *   unknown namespace has the form of newer ones
 * - events, acknowledgements and attachments are the same
 */

/** Characters of the query that a client of Socket.IO 2 may append to a namespace. */
export const MAX_LEGACY_QUERY_LENGTH = 8192;

/** A namespace as clients of Socket.IO 2 name it when they join it. */
export interface LegacyNamespace {
  readonly name: string;
  /** Its own keys are what the client sent, and it has no other, whatever they are called. */
  readonly query: Record<string, string>;
}

/** Splits `/admin?token=1`. Of a key that comes twice, the last value counts. */
export function splitLegacyNamespace(nsp: string): LegacyNamespace {
  const mark = nsp.indexOf("?");
  const query = Object.create(null) as Record<string, string>;
  if (mark === -1) return { name: nsp, query };
  const hash = nsp.indexOf("#", mark);
  for (const pair of nsp.slice(mark + 1, hash === -1 ? undefined : hash).split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = equals === -1 ? pair : pair.slice(0, equals);
    query[decodeComponent(key)] = equals === -1 ? "" : decodeComponent(pair.slice(equals + 1));
  }
  return { name: nsp.slice(0, mark), query };
}

/** What the ERROR packet for the error of a middleware carries: its data, or else its message. */
export function toLegacyError(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return undefined;
  const { data, message } = error as { readonly data?: unknown; readonly message?: unknown };
  return data || message;
}

/** As in the body of a form, but what is not UTF-8 stays as it is. */
function decodeComponent(text: string): string {
  return text.replaceAll("+", " ").replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}
