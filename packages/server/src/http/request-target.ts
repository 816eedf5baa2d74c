/** The two halves of a request target that we look at. */
export interface RequestTarget {
  /** As it was sent: not decoded, and empty where an absolute form has none. */
  readonly path: string;
  readonly query: Record<string, string>;
}

/** Where the engine is found, as its users give it. */
export interface PathOptions {
  /** @default "/engine.io" */
  readonly path?: string | undefined;
  /** Does the path end in a slash? @default true */
  readonly addTrailingSlash?: boolean | undefined;
}

/** Longer targets are not looked at. Node's own limit on the whole head of a request is 16 kB by default. */
export const MAX_TARGET_LENGTH = 65_536;

/** RFC 9112 3.2.2, the form for proxies: a scheme and an authority come before the path. */
const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

const SLASH = 0x2f;

/**
 * Takes a request target apart. It cannot throw, whatever was sent, which is why it is not the `URL` class: `//` and bad
 * ports are errors there.
 *
 * @returns `undefined` when there is no target, or one that is too long to be meant well
 */
export function parseTarget(url: string | undefined): RequestTarget | undefined {
  if (url === undefined || url === "" || url.length > MAX_TARGET_LENGTH) return undefined;
  // No browser sends a fragment; one that comes is cut off, RFC 9110 4.2.5.
  const hash = url.indexOf("#");
  const end = hash === -1 ? url.length : hash;
  const mark = url.indexOf("?");
  const hasQuery = mark !== -1 && mark < end;
  const path = url.slice(0, hasQuery ? mark : end);
  return {
    path: path.charCodeAt(0) === SLASH ? path : path.replace(ABSOLUTE_FORM, ""),
    query: parseQuery(hasQuery ? url.slice(mark + 1, end) : ""),
  };
}

/** Is the engine meant? A prefix of the raw target decides, so everything below the path belongs to the engine too. */
export function matchesPath(url: string | undefined, path: string): boolean {
  return url?.startsWith(path) ?? false;
}

/** The prefix that requests are told by: one trailing slash is cut off, and put on again unless that is not wanted. */
export function computePath({ path, addTrailingSlash }: PathOptions = {}): string {
  const chosen = path || "/engine.io";
  const bare = chosen.endsWith("/") ? chosen.slice(0, -1) : chosen;
  return addTrailingSlash === false ? bare : `${bare}/`;
}

/**
 * Reads `application/x-www-form-urlencoded` as the WHATWG URL standard has it (5.1), each name with its last value. It is
 * an ordinary object, because applications call its methods; `__proto__` is a name like any other.
 */
function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  // Hardly any query has something to decode, and looking once is cheaper than looking at each part.
  const read = text.includes("%") || text.includes("+") ? decode : asIs;
  for (let start = 0; start < text.length;) {
    const ampersand = text.indexOf("&", start);
    const end = ampersand === -1 ? text.length : ampersand;
    if (!readUsual(text, start, end, read, query) && end > start)
      readPair(text.slice(start, end), read, query);
    start = end + 1;
  }
  return query;
}

/**
 * The four names that every request of a session has. To a name that it knows beforehand the engine adds a value several
 * times faster than to one that it has to cut out first (measured by `npm run bench engine`, load "polling-echo").
 */
function readUsual(
  text: string,
  start: number,
  end: number,
  read: Read,
  query: Record<string, string>,
): boolean {
  if (text.startsWith("sid=", start)) query["sid"] = read(text.slice(start + 4, end));
  else if (text.startsWith("t=", start)) query["t"] = read(text.slice(start + 2, end));
  else if (text.startsWith("EIO=", start)) query["EIO"] = read(text.slice(start + 4, end));
  else if (text.startsWith("transport=", start)) query["transport"] = read(text.slice(start + 10, end));
  else return false;
  return true;
}

function readPair(pair: string, read: Read, query: Record<string, string>): void {
  const equals = pair.indexOf("=");
  const name = read(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? "" : read(pair.slice(equals + 1));
  if (name === "__proto__") {
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    query[name] = value;
  }
}

type Read = (text: string) => string;

function asIs(text: string): string {
  return text;
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A `%` that stands for itself, or bytes that are not UTF-8: the forgiving decoder of the platform knows what to do.
    return new URLSearchParams(`x=${text}`).get("x") ?? "";
  }
}
