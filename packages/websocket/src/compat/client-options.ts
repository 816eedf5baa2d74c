import type { Buffer } from "node:buffer";
import type { Agent, ClientRequest, ClientRequestArgs } from "node:http";
import type { RequestOptions } from "node:https";
import type { createConnection } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { resolveDialPlan, type DialPlan, type RequestHeaders } from "../client/index.ts";
import { toConnectionOptions, type SocketOptions } from "./connection-options.ts";
import { toDeflateOptions, type PerMessageDeflateOptions } from "./deflate-options.ts";

/** What the certificate of a server may look like. */
export type CertMeta = string | string[] | Buffer | Buffer[];

/** Options of a WebSocket client; any other option of `http.request` and `https.request` can be given, too. */
export interface ClientOptionsOf<Target> extends SocketOptions, SecureContextOptions {
  protocol?: string | undefined;
  /** Follow redirects? Credentials and cookies do not go along to another host. @default false */
  followRedirects?: boolean | undefined;
  /** @default 10 */
  maxRedirects?: number | undefined;
  /** Fills in the masking key of each frame. RFC 6455, section 5.3 wants it unpredictable: for tests. */
  generateMask?(mask: Buffer): void;
  /** Milliseconds that a handshake may take, anew after each redirect; none by default. */
  handshakeTimeout?: number | undefined;
  /** @default true */
  perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  localAddress?: string | undefined;
  /** 8 or 13. @default 13 */
  protocolVersion?: number | undefined;
  headers?: { [key: string]: string } | undefined;
  origin?: string | undefined;
  agent?: Agent | undefined;
  host?: string | undefined;
  family?: number | undefined;
  checkServerIdentity?(servername: string, cert: CertMeta): boolean;
  /** @default true */
  rejectUnauthorized?: boolean | undefined;
  createConnection?: typeof createConnection | undefined;
  /** Customizes the request's headers at the last moment; must call `request.end()`. */
  finishRequest?: ((request: ClientRequest, websocket: Target) => void) | undefined;
}

/** Everything that the constructor takes. */
export type GivenClientOptions<Target> = ClientOptionsOf<Target> | ClientRequestArgs;

const OWN_OPTIONS: ReadonlySet<string> = new Set([
  "allowSynchronousEvents",
  "autoPong",
  "closeTimeout",
  "finishRequest",
  "followRedirects",
  "generateMask",
  "handshakeTimeout",
  "headers",
  "maxBufferedBytes",
  "maxBufferedChunks",
  "maxControlFramesPerSecond",
  "maxFragments",
  "maxPayload",
  "maxRedirects",
  "onBufferFull",
  "origin",
  "perMessageDeflate",
  "protocolVersion",
  "skipUTF8Validation",
]);

const DEFAULT_MAX_REDIRECTS = 10;

/**
 * How a client dials.
 *
 * @throws RangeError, TypeError or SyntaxError for what cannot be
 */
export function toDialPlan<Target>(options: ClientOptionsOf<Target>, protocols: readonly string[]): DialPlan {
  const { followRedirects = false, maxRedirects = DEFAULT_MAX_REDIRECTS, perMessageDeflate = true } = options;
  const { auth, headers } = options as ClientRequestArgs;
  return resolveDialPlan({
    protocols,
    connection: toConnectionOptions(options),
    version: toVersion(options.protocolVersion),
    origin: options.origin || undefined,
    auth: auth || undefined,
    headers: (headers ?? undefined) as RequestHeaders | undefined,
    perMessageDeflate: toDeflateOptions(perMessageDeflate),
    handshakeTimeout: options.handshakeTimeout ?? undefined,
    maxRedirects: followRedirects ? maxRedirects : 0,
    generateMask: options.generateMask?.bind(options),
    request: pickRequestOptions(options),
  });
}

function toVersion(version: number | undefined): 8 | 13 {
  if (version === undefined) return 13;
  if (version === 8 || version === 13) return version;
  throw new RangeError(`Unsupported protocol version: ${version} (supported versions: 8, 13)`);
}

/** What is not ours is for `http.request`. */
function pickRequestOptions(options: object): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !OWN_OPTIONS.has(name)));
}
