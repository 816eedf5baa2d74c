import type { Buffer } from "node:buffer";
import type { OutgoingHttpHeader } from "node:http";
import type { RequestOptions } from "node:https";
import {
  maskFrom,
  resolveConnectionOptions,
  type Clock,
  type ConnectionOptions,
  type ResolvedConnectionOptions,
} from "../connection/index.ts";
import {
  resolveDeflateOptions,
  type DeflateOptions,
  type ResolvedDeflateOptions,
} from "../handshake/deflate-options.ts";
import { assertHeader } from "../handshake/header-fields.ts";
import { isToken } from "../handshake/tokens.ts";

/** The headers of a request, by name. */
export type RequestHeaders = Readonly<Record<string, OutgoingHttpHeader | undefined>>;

/** How to open a connection. Both faces of the package make theirs of the caller's options. */
export interface DialOptions {
  readonly protocols: readonly string[];
  readonly connection: ConnectionOptions;
  readonly version?: 8 | 13 | undefined;
  readonly origin?: string | undefined;
  readonly auth?: string | undefined;
  readonly headers?: RequestHeaders | undefined;
  readonly perMessageDeflate?: boolean | DeflateOptions | undefined;
  /** Milliseconds; none when it is absent, 0 or Infinity. */
  readonly handshakeTimeout?: number | undefined;
  /** How many redirects are followed; 0 for none, so that a redirect is an unexpected response. */
  readonly maxRedirects?: number | undefined;
  readonly generateMask?: ((mask: Buffer) => void) | undefined;
  /** Further options of `http.request` and `https.request`: agent, createConnection, those of TLS. */
  readonly request?: RequestOptions | undefined;
  readonly clock?: Clock | undefined;
}

/** {@link DialOptions}, checked and complete. */
export interface DialPlan {
  readonly protocols: readonly string[];
  readonly connection: ResolvedConnectionOptions;
  readonly version: 8 | 13;
  readonly origin: string | undefined;
  readonly auth: string | undefined;
  readonly headers: RequestHeaders;
  readonly deflate: ResolvedDeflateOptions | undefined;
  /** 0 for none. */
  readonly handshakeTimeout: number;
  readonly maxRedirects: number;
  readonly request: RequestOptions;
}

/** The longest delay that a timer of Node takes; a longer one would end at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Checks how the caller wants to dial.
 *
 * @throws SyntaxError for sub-protocols, TypeError or RangeError for anything else that cannot be
 */
export function resolveDialPlan(options: DialOptions): DialPlan {
  const { protocols, perMessageDeflate = false, headers = {}, generateMask } = options;
  if (!protocols.every((protocol) => typeof protocol === "string" && isToken(protocol))) throw badProtocols();
  if (new Set(protocols).size !== protocols.length) throw badProtocols();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) assertHeader(name, value);
  }
  return {
    protocols,
    connection: resolveConnectionOptions(options.connection, {
      isServer: false,
      mask: generateMask && maskFrom(generateMask),
      clock: options.clock,
    }),
    version: options.version ?? 13,
    origin: options.origin,
    auth: options.auth,
    headers,
    deflate: perMessageDeflate === false ? undefined : resolveDeflateOptions(perMessageDeflate),
    handshakeTimeout: checkNumber("handshakeTimeout", options.handshakeTimeout, MAX_TIMEOUT),
    maxRedirects: checkNumber("maxRedirects", options.maxRedirects, Infinity),
    request: options.request ?? {},
  };
}

function badProtocols(): SyntaxError {
  return new SyntaxError("An invalid or duplicated subprotocol was specified");
}

/** Above `greatest` there is no limit any more. */
function checkNumber(name: string, value: number | undefined, greatest: number): number {
  if (value === undefined) return 0;
  if (typeof value !== "number" || !(value >= 0)) {
    throw new RangeError(`The option "${name}" must be a number that is not negative`);
  }
  return value > greatest ? 0 : value;
}
