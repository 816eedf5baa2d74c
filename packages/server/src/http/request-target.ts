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

const HASH = 0x23;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const PLUS = 0x2b;
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
    query: hasQuery ? parseQuery(url.slice(mark + 1, end)) : {},
  };
}

/** The query of a request target; empty where there is none, or no target that can be meant. */
export function parseTargetQuery(url: string | undefined): Record<string, string> {
  return (url && readPollQuery(url)) || (parseTarget(url)?.query ?? {});
}

/** How the query of a poll begins, and of the POSTs that go with it. */
const POLL = "?EIO=4&transport=polling&";

/**
 * Reads the one query that makes up nearly all of the traffic over polling, `EIO=4&transport=polling&t=…&sid=…` (`t` may be
 * missing): in a fraction of the time that taking it apart by its separators needs (measured by `npm run bench engine`, load
 * "polling-echo"). Anything else is not for here.
 */
function readPollQuery(url: string): Record<string, string> | undefined {
  const start = url.indexOf("?");
  if (url.length > MAX_TARGET_LENGTH || !url.startsWith(POLL, start)) return undefined;
  const rest = start + POLL.length;
  const stampEnd = findOnlySeparator(url, rest);
  if (stampEnd === undefined) return undefined;
  if (stampEnd === -1) {
    return url.startsWith("sid=", rest)
      ? { EIO: "4", transport: "polling", sid: url.slice(rest + 4) }
      : undefined;
  }
  if (!url.startsWith("t=", rest) || !url.startsWith("sid=", stampEnd + 1)) return undefined;
  return { EIO: "4", transport: "polling", t: url.slice(rest + 2, stampEnd), sid: url.slice(stampEnd + 5) };
}

/** Where the one `&` is, or -1; `undefined` where there are more, or something that has to be decoded or cut off. */
function findOnlySeparator(url: string, start: number): number | undefined {
  let found = -1;
  for (let index = start; index < url.length; index++) {
    const code = url.charCodeAt(index);
    if (code === HASH || code === PERCENT || code === PLUS) return undefined;
    if (code !== AMPERSAND) continue;
    if (found !== -1) return undefined;
    found = index;
  }
  return found;
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
  for (let start = 0; start < text.length;) {
    const ampersand = text.indexOf("&", start);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > start) readPair(text.slice(start, end), query);
    start = end + 1;
  }
  return query;
}

function readPair(pair: string, query: Record<string, string>): void {
  const equals = pair.indexOf("=");
  const name = decode(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? "" : decode(pair.slice(equals + 1));
  if (name === "__proto__") {
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    query[name] = value;
  }
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
