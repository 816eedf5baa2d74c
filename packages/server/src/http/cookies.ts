/** The attributes of the session cookie (RFC 6265 4.1, and what browsers added since). */
export interface CookieSerializeOptions {
  /** `Domain`; without it the cookie is for the one host. */
  readonly domain?: string | undefined;
  /** Makes the session id fit for a cookie. @default encodeURIComponent */
  encode?(value: string): string;
  /** `Expires`. */
  readonly expires?: Date | undefined;
  /** `HttpOnly`: out of reach of scripts. @default true */
  readonly httpOnly?: boolean | undefined;
  /** `Max-Age` in seconds, rounded down. */
  readonly maxAge?: number | undefined;
  /** `Partitioned` (CHIPS). */
  readonly partitioned?: boolean | undefined;
  /** `Path`; `false` leaves it out. @default "/" */
  readonly path?: string | false | undefined;
  /** `Priority`. */
  readonly priority?: "low" | "medium" | "high" | undefined;
  /** `SameSite`; `true` is `Strict`, `false` leaves it out. @default "lax" */
  readonly sameSite?: boolean | "lax" | "strict" | "none" | undefined;
  /** `Secure`: over TLS only. */
  readonly secure?: boolean | undefined;
}

/** The session cookie, as users give it. */
export interface CookieOptions extends CookieSerializeOptions {
  /** @default "io" */
  readonly name?: string | undefined;
}

/** A cookie whose every part but the value has been checked and written. */
export interface ResolvedCookie {
  readonly name: string;
  /** All that follows the value, with its leading `; `. */
  readonly attributes: string;
  readonly encode: (value: string) => string;
}

/** What holds where the options are silent. */
const cookieDefaults = Object.freeze({
  name: "io",
  path: "/",
  httpOnly: true,
  sameSite: "lax",
} as const);

/** RFC 6265 4.1.1: a cookie-name is a token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 6265 4.1.1: path-value, any character but control characters and `;`; ASCII only, for the sake of old readers. */
const PATH = /^[\u0020-\u003a\u003c-\u007e]+$/;
/** A host name, perhaps behind the dot that RFC 6265 5.2.3 ignores. */
const DOMAIN = /^\.?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
/** Wider than cookie-octet, as everybody is: visible ASCII but `;`. */
const VALUE = /^[\u0021-\u003a\u003c-\u007e]*$/;

const PRIORITIES: ReadonlyMap<string, string> = new Map([
  ["low", "Low"],
  ["medium", "Medium"],
  ["high", "High"],
]);

const SAME_SITES: ReadonlyMap<string, string> = new Map([
  ["lax", "Lax"],
  ["strict", "Strict"],
  ["none", "None"],
]);

/**
 * Checks the option once, when the server is made, so that no request can meet a cookie that breaks its header apart
 * (CVE-2024-47764). As with engine.io, an attribute that is given as `undefined` is left out, except name and path.
 *
 * @returns `undefined` when no cookie is wanted
 * @throws TypeError when a part cannot stand in a cookie
 */
export function resolveCookieOptions(
  option: CookieOptions | boolean | undefined,
): ResolvedCookie | undefined {
  if (!option) return undefined;
  const options: CookieOptions = { ...cookieDefaults, ...(option === true ? {} : option) };
  const name = options.name ?? cookieDefaults.name;
  if (!TOKEN.test(name)) throw wrong("name", name, "use letters, digits and !#$%&'*+-.^_`|~");
  return {
    name,
    attributes: writeAttributes(options),
    encode: options.encode === undefined ? encodeURIComponent : (value) => String(options.encode?.(value)),
  };
}

/**
 * The value of a `Set-Cookie` header.
 *
 * @throws TypeError when the application's `encode` gives what cannot stand in a cookie
 */
export function serializeCookie(cookie: ResolvedCookie, value: string): string {
  const encoded = cookie.encode(value);
  if (!VALUE.test(encoded)) {
    throw wrong("encode", encoded, "return visible ASCII characters without `;`, as encodeURIComponent does");
  }
  return `${cookie.name}=${encoded}${cookie.attributes}`;
}

/** In the order of engine.io, so that a response is the same byte for byte. */
function writeAttributes(options: CookieOptions): string {
  return (
    writeMaxAge(options.maxAge) +
    writeText("Domain", "domain", options.domain) +
    writeText("Path", "path", options.path ?? cookieDefaults.path) +
    writeExpires(options.expires) +
    (options.httpOnly ? "; HttpOnly" : "") +
    (options.secure ? "; Secure" : "") +
    (options.partitioned ? "; Partitioned" : "") +
    writeKeyword("Priority", PRIORITIES, options.priority) +
    writeKeyword("SameSite", SAME_SITES, options.sameSite === true ? "strict" : options.sameSite)
  );
}

function writeText(attribute: string, name: "domain" | "path", value: string | false | undefined): string {
  if (!value) return "";
  if (!(name === "path" ? PATH : DOMAIN).test(value)) {
    throw wrong(
      name,
      value,
      name === "path" ? "use visible ASCII characters without `;`" : "give a host name",
    );
  }
  return `; ${attribute}=${value}`;
}

function writeMaxAge(maxAge: number | undefined): string {
  if (maxAge === undefined || maxAge === null) return "";
  const seconds = Math.floor(maxAge);
  if (!Number.isFinite(seconds)) throw wrong("maxAge", maxAge, "give a number of seconds");
  return `; Max-Age=${seconds}`;
}

function writeExpires(expires: Date | undefined): string {
  if (expires === undefined || expires === null) return "";
  if (!(expires instanceof Date) || Number.isNaN(expires.getTime())) {
    throw wrong("expires", expires, "give a valid Date");
  }
  return `; Expires=${expires.toUTCString()}`;
}

function writeKeyword(
  attribute: "Priority" | "SameSite",
  keywords: ReadonlyMap<string, string>,
  value: string | boolean | undefined,
): string {
  if (!value) return "";
  const keyword = keywords.get(String(value).toLowerCase());
  if (keyword !== undefined) return `; ${attribute}=${keyword}`;
  const name = attribute === "Priority" ? "priority" : "sameSite";
  throw wrong(name, value, `use one of ${[...keywords.keys()].join(", ")}`);
}

function wrong(option: string, value: unknown, advice: string): TypeError {
  const shown = JSON.stringify(String(value).slice(0, 64));
  return new TypeError(`The session cookie's option "${option}" cannot be ${shown}: ${advice}`);
}
