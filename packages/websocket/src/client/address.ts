/** Where a WebSocket URL leads to. */
export interface Address {
  /** The URL in its WebSocket form: `ws:`, `wss:` or `ws+unix:`. */
  readonly url: URL;
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** The path of the request, with its query. */
  readonly path: string;
  /** The path of a Unix domain socket, for `ws+unix:`. */
  readonly socketPath: string | undefined;
  /** `name:password`, unescaped, when the URL has them. */
  readonly auth: string | undefined;
}

const WEBSOCKET_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ["ws:", "ws:"],
  ["wss:", "wss:"],
  ["http:", "ws:"],
  ["https:", "wss:"],
  ["ws+unix:", "ws+unix:"],
]);

/**
 * Reads a WebSocket URL (RFC 6455, section 3). `http:` and `https:` stand for `ws:` and `wss:`;
 * `ws+unix:/path/of/socket:/path/of/request` names a Unix domain socket.
 *
 * @param base - what a relative URL (of a redirect) is relative to
 * @throws SyntaxError when it is none
 */
export function parseAddress(address: string | URL, base?: URL): Address {
  const url = parseUrl(address, base);
  const protocol = WEBSOCKET_PROTOCOLS.get(url.protocol);
  if (protocol === undefined) {
    throw new SyntaxError(
      'The URL\'s protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"',
    );
  }
  // Section 3: "Fragment identifiers are meaningless in the context of WebSocket URIs".
  if (url.hash !== "") throw new SyntaxError("The URL contains a fragment identifier");
  if (url.protocol !== protocol) url.protocol = protocol;
  return protocol === "ws+unix:" ? toUnixAddress(url) : toTcpAddress(url, protocol === "wss:");
}

/**
 * May what was meant for one address be sent to the other (cookies, credentials)? Only to the same host, and never from
 * an encrypted connection to a plain one.
 */
export function isSameOrigin(from: Address, to: Address): boolean {
  if (from.socketPath !== undefined || to.socketPath !== undefined) return from.socketPath === to.socketPath;
  return from.url.host === to.url.host && (to.isSecure || !from.isSecure);
}

function parseUrl(address: string | URL, base: URL | undefined): URL {
  try {
    // A copy: the caller's object stays as it is.
    return new URL(String(address), base);
  } catch {
    throw new SyntaxError(`Invalid URL: ${String(address)}`);
  }
}

function toTcpAddress(url: URL, isSecure: boolean): Address {
  const { hostname } = url;
  return {
    url,
    isSecure,
    host: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    socketPath: undefined,
    auth: readAuth(url),
  };
}

function toUnixAddress(url: URL): Address {
  const target = url.pathname + url.search;
  if (target === "") throw new SyntaxError("The URL's pathname is empty");
  const colon = target.indexOf(":");
  const path = colon === -1 ? "" : target.slice(colon + 1);
  return {
    url,
    isSecure: false,
    host: url.hostname === "" ? "localhost" : url.hostname,
    port: 80,
    path: path === "" ? "/" : path,
    socketPath: colon === -1 ? target : target.slice(0, colon),
    auth: readAuth(url),
  };
}

function readAuth({ username, password }: URL): string | undefined {
  return username === "" && password === "" ? undefined : `${unescape(username)}:${unescape(password)}`;
}

/** What is not escaped correctly was meant as it stands. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
