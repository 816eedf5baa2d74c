import { parse, parseQuery } from "../engine/parse-uri.ts";
import type { ManagerOptions } from "./manager-options.ts";
import { Manager } from "./manager.ts";
import { Socket } from "./socket.ts";
import type { SocketOptions } from "./socket-options.ts";

type Options = Partial<ManagerOptions & SocketOptions>;

/** How many servers are remembered. With one more all are forgotten: their next namespace gets a connection of its own. */
const maxManagers = 1000;

/** By server, the Manager that further namespaces share. It stays when it has closed, as it can open again. */
const managers = new Map<string, Manager>();

/**
 * Connects to a namespace, which is the path of the URI. Namespaces of one server share one connection; the same one
 * a second time gets its own.
 *
 * @example
 * ```ts
 * const socket = io("https://example.org/chat", { auth: { token } });
 *
 * socket.on("connect", () => socket.emit("hello", "world"));
 * ```
 */
function lookup(opts?: Options): Socket;
function lookup(uri?: string, opts?: Options): Socket;
function lookup(uri?: string | Options | null, opts?: Options): Socket {
  if (uri && typeof uri === "object") [uri, opts] = [undefined, uri];
  opts ??= {};
  opts.path ||= "/socket.io";
  // What is missing is completed from where the page is.
  const page = (globalThis.location as Location | undefined) ?? { protocol: "http:", host: "localhost" };
  uri ??= page.host;
  if (uri[0] === "/") uri = (uri[1] === "/" ? page.protocol : page.host) + uri;
  if (!/^(http|ws)s?:\/\//.test(uri)) uri = `${page.protocol}//${uri}`;
  const parsed = parse(uri);
  const path = parsed.path || "/";
  if (parsed.query) opts.query ??= parseQuery(parsed.query);
  const server = [
    parsed.protocol,
    parsed.host,
    parsed.port || (/[ps]s/.test(parsed.protocol) ? 443 : 80),
    opts.path,
  ].join();
  let manager = managers.get(server);
  const isShared = !(
    opts.forceNew ||
    (opts as Record<string, unknown>)["force new connection"] ||
    opts.multiplex === false ||
    manager?.nsps[path]
  );
  if (!manager || !isShared) {
    manager = new Manager(uri, opts);
    if (isShared) {
      if (managers.size === maxManagers) managers.clear();
      managers.set(server, manager);
    }
  }
  return manager.socket(path, opts);
}

/** {@link lookup}, with the classes as its properties: so programs that use `require` or a script tag know it. */
export const io = Object.assign(lookup, { Manager, Socket, io: lookup, connect: lookup });
