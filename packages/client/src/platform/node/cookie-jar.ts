/** A cookie that a server has set. */
export interface Cookie {
  name: string;
  value: string;
  expires?: Date;
}

/** Where a transport finds the cookies of its session. */
interface JarOwner {
  readonly socket: { _cookieJar?: unknown };
  readonly withCredentials?: boolean | undefined;
}

/** What of a request the cookies need. */
interface HeaderTarget {
  setRequestHeader(name: string, value: string): void;
}

/** What general-use clients should be able to keep at least (RFC 6265, section 6.1), and here is the most, too. */
const MAX_COOKIES = 50;
const MAX_COOKIE_LENGTH = 4096;

/**
 * Reads a `Set-Cookie` header. Path, domain and the like are left out: a jar belongs to one connection to one server.
 *
 * @returns undefined if it has no name, or is too long to be kept
 */
export function parse(setCookieString: string): Cookie | undefined {
  if (setCookieString.length > MAX_COOKIE_LENGTH) return undefined;
  const [first = "", ...attributes] = setCookieString.split(";");
  const [name, value] = splitPair(first);
  if (name === "" || value === undefined) return undefined;
  const cookie: Cookie = { name, value: value.replace(/^"(.*)"$/, "$1") };
  for (const attribute of attributes) {
    const [key, text = ""] = splitPair(attribute);
    if (/^expires$/i.test(key)) cookie.expires = new Date(text);
    // One second is the unit of RFC 6265, section 5.2.2.
    else if (/^max-age$/i.test(key)) cookie.expires = new Date(Date.now() + parseInt(text, 10) * 1000);
  }
  return cookie;
}

function splitPair(text: string): [name: string, value?: string] {
  const at = text.indexOf("=");
  return at < 0 ? [text.trim()] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Remembers the cookies of a server and sends them along, as a browser would: what sticky sessions need. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes the `Set-Cookie` headers of an answer, if it had any. */
  parseCookies(values: readonly string[] | null | undefined): void {
    for (const value of values ?? []) {
      const cookie = parse(value);
      if (cookie === undefined) continue;
      this.#cookies.set(cookie.name, cookie);
      if (this.#cookies.size > MAX_COOKIES) this.#dropOldest();
    }
  }

  /** The cookies that have not expired. */
  get cookies(): IterableIterator<[string, Cookie]> {
    for (const [name, { expires }] of this.#cookies) {
      // A date that is none counts as past.
      if (expires !== undefined && !(expires.getTime() > Date.now())) this.#cookies.delete(name);
    }
    return this.#cookies.entries();
  }

  /** Adds the cookies to a request of the kind of XMLHttpRequest. */
  addCookies(xhr: HeaderTarget): void {
    const pairs = this.#toPairs();
    if (pairs.length > 0) xhr.setRequestHeader("cookie", pairs.join("; "));
  }

  /** Adds the cookies to the headers of a request of `fetch`. */
  appendCookies(headers: Headers): void {
    for (const pair of this.#toPairs()) headers.append("cookie", pair);
  }

  #toPairs(): string[] {
    return Array.from(this.cookies, ([name, { value }]) => `${name}=${value}`);
  }

  #dropOldest(): void {
    for (const name of this.#cookies.keys()) {
      this.#cookies.delete(name);
      return;
    }
  }
}

/** The cookies of a session. They are kept if it wants that. */
export function jarOf({ socket, withCredentials }: JarOwner): CookieJar | undefined {
  if (withCredentials === true) socket._cookieJar ??= new CookieJar();
  return socket._cookieJar as CookieJar | undefined;
}
