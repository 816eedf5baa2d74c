import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ParsedUrlQuery } from "node:querystring";

/** What is known of a client from the request that opened its session, and from its first packet. */
export interface Handshake {
  /** The headers of the first request. */
  headers: IncomingHttpHeaders;
  /** When the socket was created, as a text. */
  time: string;
  /** The address of the client. */
  address: string;
  /** Does the request name another origin? */
  xdomain: boolean;
  /** Is the connection encrypted? */
  secure: boolean;
  /** When the socket was created, in milliseconds since 1970. */
  issued: number;
  /** The target of the first request. */
  url: string;
  /** The query of the first request. */
  query: ParsedUrlQuery;
  /** What the client sent when it connected to the namespace. */
  auth: { [key: string]: any };
}

/** What a handshake is built from. */
export interface HandshakeParts {
  /** `null` over WebTransport. */
  readonly request: (IncomingMessage & { readonly _query?: ParsedUrlQuery }) | null;
  readonly address: string;
  readonly issued: number;
  readonly auth: Record<string, unknown>;
  /** Do the objects that come from the client inherit nothing? */
  readonly nullPrototypes: boolean;
}

/** Builds the handshake as applications see it. */
export function createHandshake({
  request,
  address,
  issued,
  auth,
  nullPrototypes,
}: HandshakeParts): Handshake {
  const query = request?._query ?? {};
  return {
    headers: request?.headers ?? {},
    time: String(new Date(issued)),
    address,
    xdomain: Boolean(request?.headers.origin),
    secure: request === null || isEncrypted(request),
    issued,
    url: request?.url as string,
    // The request's own query is for middlewares of any kind, which may call its methods.
    query: nullPrototypes ? withoutPrototype(query) : query,
    auth: nullPrototypes ? withoutPrototype(auth) : auth,
  };
}

function withoutPrototype<T extends object>(object: T): T {
  return Object.assign(Object.create(null) as T, object);
}

/** On hosts other than Node the connection is no socket of its own. */
function isEncrypted({ socket }: IncomingMessage): boolean {
  return Boolean((socket as { readonly encrypted?: boolean } | undefined)?.encrypted);
}
