import { defaults } from "#platform";
import { parse, parseQuery } from "./parse-uri.ts";
import type { SocketOptions } from "./socket-options.ts";

/** Options with what is always known. */
export type ResolvedOptions = SocketOptions & {
  readonly hostname: string;
  readonly port: string | number;
  readonly secure: boolean;
  readonly path: string;
};

/** Where the session goes: the URI says it, else the options, else the page. The given options are not changed. */
export const resolveOptions = (
  uri: string | SocketOptions | null | undefined,
  options: SocketOptions | undefined,
): ResolvedOptions => {
  if (uri && typeof uri === "object") [uri, options] = [undefined, uri];
  const page = (globalThis as { location?: Location }).location;
  let { hostname, port, secure, query } = (options ??= {});
  const parsed = parse(uri || options.host || "");
  hostname = parsed.host || hostname;
  if (uri) {
    port = parsed.port;
    secure = /[ps]s/.test(parsed.protocol);
    query = (parsed.query || query) as typeof query;
  }
  secure ??= page?.protocol === "https:";
  // Not by spreading: V8 would give each session's options a hidden class of their own.
  return Object.assign({}, defaults, options, {
    secure,
    hostname: hostname || page?.hostname || "localhost",
    // Another host than that of the page has another port as well.
    port: port || (!hostname && page?.port) || (secure ? "443" : "80"),
    path: (options.path ?? "/engine.io").replace(/\/?$/, options.addTrailingSlash === false ? "" : "/"),
    query: typeof query === "string" ? parseQuery(query) : { ...query },
  });
};
