import type { IncomingMessage, OutgoingHttpHeaders, Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import { socketDefaults, withoutAbsent, type SocketOptions } from "./connection-options.ts";
import type { PerMessageDeflateOptions } from "./deflate-options.ts";
import { WebSocket } from "./websocket.ts";

/** What `verifyClient` learns about a client. */
export interface ClientInfo<Request> {
  /** The `Origin` header, if there is one. */
  origin: string;
  /** Did the request come over TLS? */
  secure: boolean;
  req: Request;
}

/** Decides at once whether a client may connect. */
export type VerifyClientCallbackSync<Request extends IncomingMessage = IncomingMessage> = (
  info: ClientInfo<Request>,
) => boolean;

/** Decides later: `callback` takes the decision and, for a refusal, status, body and headers of the response. */
export type VerifyClientCallbackAsync<Request extends IncomingMessage = IncomingMessage> = (
  info: ClientInfo<Request>,
  callback: (res: boolean, code?: number, message?: string, headers?: OutgoingHttpHeaders) => void,
) => void;

/** Options of a `WebSocketServer`: exactly one of `port`, `server` and `noServer` must be given. */
export interface ServerOptions<
  Socket extends typeof WebSocket = typeof WebSocket,
  Request extends typeof IncomingMessage = typeof IncomingMessage,
> extends SocketOptions {
  host?: string | undefined;
  port?: number | undefined;
  backlog?: number | undefined;
  /** An existing HTTP server, whose upgrade requests are taken. */
  server?: HttpServer<Request> | HttpsServer<Request> | undefined;
  /** Upgrade requests are passed to `handleUpgrade` by hand. */
  noServer?: boolean | undefined;
  verifyClient?:
    | VerifyClientCallbackAsync<InstanceType<Request>>
    | VerifyClientCallbackSync<InstanceType<Request>>
    | undefined;
  /** Chooses a sub-protocol; `false` for none. @default the first one that the client offers */
  handleProtocols?: (protocols: Set<string>, request: InstanceType<Request>) => string | false;
  /** Take only requests for this path. @default every path */
  path?: string | undefined;
  /** Keep the set `clients`? @default true */
  clientTracking?: boolean | undefined;
  /** Offer compression? @default false */
  perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /** The class of the connections. @default WebSocket */
  WebSocket?: Socket | undefined;
  /** Not in `ws`: most connections at once; beyond, HTTP 503. @default Infinity */
  maxConnections?: number | undefined;
  /** Not in `ws`: most clients that may wait for `verifyClient` at once; beyond, HTTP 503. @default Infinity */
  maxPendingHandshakes?: number | undefined;
  /**
   * Not in `ws`: milliseconds that `verifyClient` may take, and on a port of its own a request, too.
   * @default 60_000
   */
  handshakeTimeout?: number | undefined;
}

/** The options that there is no default for: `null`, as in `ws`. */
type Optional = "backlog" | "handleProtocols" | "host" | "path" | "port" | "server" | "verifyClient";

/** {@link ServerOptions} with the defaults filled in. */
export type ResolvedServerOptions = {
  [Name in keyof ServerOptions]-?: NonNullable<ServerOptions[Name]> | (Name extends Optional ? null : never);
};

/** The defaults, as `ws` has them (see the options marked as not in `ws`). */
const serverDefaults: Readonly<ResolvedServerOptions> = Object.freeze({
  ...socketDefaults,
  perMessageDeflate: false,
  handleProtocols: null,
  clientTracking: true,
  verifyClient: null,
  noServer: false,
  backlog: null,
  server: null,
  host: null,
  path: null,
  port: null,
  WebSocket,
  maxConnections: Infinity,
  maxPendingHandshakes: Infinity,
  // As long as a server of Node waits for the headers of a request.
  handshakeTimeout: 60_000,
});

/**
 * Fills in the defaults.
 *
 * @throws TypeError when it is not clear where the requests come from
 */
export function resolveServerOptions(options: object = {}): ResolvedServerOptions {
  const resolved = { ...serverDefaults, ...withoutAbsent(options) };
  const sources = [resolved.port !== null, Boolean(resolved.server), resolved.noServer];
  if (sources.filter(Boolean).length !== 1) {
    throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified');
  }
  return resolved;
}
