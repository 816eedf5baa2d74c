import type { RequestOptions } from "node:https";
import net from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Address } from "./address.ts";
import type { RequestHeaders } from "./dial-plan.ts";

/** One request of a dial: the first, or one that a redirect asked for. */
export interface RequestParts {
  readonly address: Address;
  readonly headers: RequestHeaders;
  /** `name:password` for basic authentication. */
  readonly auth: string | undefined;
  /** What the caller wants besides: agent, createConnection, TLS. */
  readonly given: RequestOptions;
}

/** What `http.request` and `https.request` are called with. What the address says wins over the caller's options. */
export function createRequestOptions({ address, headers, auth, given }: RequestParts): RequestOptions {
  const { rejectUnauthorized, createConnection, ...rest } = given;
  const options: RequestOptions = {
    ...rest,
    method: "GET",
    protocol: null,
    hostname: null,
    host: address.host,
    port: address.port,
    defaultPort: address.isSecure ? 443 : 80,
    path: address.path,
    socketPath: address.socketPath,
    auth,
    headers,
    // Our own timer covers the whole handshake, this one would only notice a silent socket.
    timeout: undefined,
    createConnection: createConnection ?? (address.isSecure ? connectSecurely : connectPlainly),
  };
  // Absent means that certificates are verified; `null` must not be taken for "no" by anybody further down.
  if (typeof rejectUnauthorized === "boolean") options.rejectUnauthorized = rejectUnauthorized;
  return options;
}

// `path` is the request's for HTTP and the socket's for `net`.

function connectPlainly(options: RequestOptions): Duplex {
  return net.connect({ ...options, path: options.socketPath } as net.NetConnectOpts);
}

function connectSecurely(options: RequestOptions): Duplex {
  const { servername, host } = options;
  return tls.connect({
    ...options,
    path: options.socketPath ?? undefined,
    // RFC 6066, section 3: no addresses in SNI.
    servername: servername ?? (typeof host === "string" && net.isIP(host) === 0 ? host : ""),
  } as tls.ConnectionOptions);
}
