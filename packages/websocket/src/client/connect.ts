import type { Buffer } from "node:buffer";
import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { Connection, ConnectionHandler, ConnectionOptions } from "../connection/index.ts";
import type { DeflateOptions } from "../handshake/deflate-options.ts";
import { parseAddress } from "./address.ts";
import { resolveDialPlan, type DialPlan, type RequestHeaders } from "./dial-plan.ts";
import { Dial } from "./dial.ts";

/** What {@link connect} can be told. */
export interface ConnectOptions extends ConnectionOptions {
  /** Who hears of the connection; can also be set on the connection right behind `await connect(…)`. */
  readonly handler?: ConnectionHandler;
  /** The sub-protocols to choose from, in the order of preference. */
  readonly protocols?: string | readonly string[];
  /** Further headers of the request. */
  readonly headers?: RequestHeaders;
  readonly origin?: string;
  /** `name:password` for basic authentication; may also stand in the URL. */
  readonly auth?: string;
  /**
   * Offer compression.
   * @default false
   */
  readonly perMessageDeflate?: boolean | DeflateOptions;
  /**
   * How long the opening handshake may take, in milliseconds. Infinity switches it off.
   * @default 10_000
   */
  readonly handshakeTimeout?: number;
  /**
   * How many redirects are followed. Credentials and cookies do not go along to another host.
   * @default 0
   */
  readonly maxRedirects?: number;
  /** Supplies the masking keys. RFC 6455, section 5.3 wants them unpredictable, so this is for tests. */
  readonly generateMask?: (mask: Buffer) => void;
  /** Options of TLS for `wss:`, a certificate authority for example. Certificates are verified unless they say no. */
  readonly tls?: TlsOptions;
  readonly agent?: Agent | undefined;
  /** A byte stream to the server that exists already, a tunnel for example. It belongs to the connection from here on. */
  readonly socket?: Duplex;
  /** Gives up: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The defaults of {@link ConnectOptions} that {@link ConnectionOptions} does not know. */
const connectDefaults = Object.freeze({
  perMessageDeflate: false,
  handshakeTimeout: 10_000,
  maxRedirects: 0,
} satisfies ConnectOptions);

/**
 * Opens a connection.
 *
 * @example
 * ```ts
 * const connection = await connect("wss://example.org/chat", { handler: { onText: (text) => console.log(text) } });
 * connection.sendText("hello");
 * ```
 * @returns a promise that is rejected with a SyntaxError, TypeError or RangeError for a bad argument, with the signal's
 *   reason, or with what went wrong on the way
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<Connection> {
  const { signal } = options;
  const address = parseAddress(url);
  const plan = createPlan(options, address.isSecure);
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      dial.abort();
      reject(signal!.reason as Error);
    };
    const dial = new Dial(address, plan, {
      onConnection(connection, head) {
        signal?.removeEventListener("abort", stop);
        if (options.handler !== undefined) connection.handler = options.handler;
        // The code behind `await` runs first, so that it can set a handler before anything is delivered.
        connection.start(head, true);
        resolve(connection);
      },
      onError(error) {
        signal?.removeEventListener("abort", stop);
        reject(error);
      },
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function createPlan(options: ConnectOptions, isSecure: boolean): DialPlan {
  const { protocols = [], origin, auth, headers, generateMask, socket } = options;
  return resolveDialPlan({
    protocols: typeof protocols === "string" ? [protocols] : protocols,
    connection: options,
    origin,
    auth,
    headers,
    generateMask,
    perMessageDeflate: options.perMessageDeflate ?? connectDefaults.perMessageDeflate,
    handshakeTimeout: options.handshakeTimeout ?? connectDefaults.handshakeTimeout,
    // A given socket leads to one place only.
    maxRedirects: socket === undefined ? (options.maxRedirects ?? connectDefaults.maxRedirects) : 0,
    request: createRequest(options, isSecure),
  });
}

function createRequest({ tls, agent, socket }: ConnectOptions, isSecure: boolean): RequestOptions {
  if (socket === undefined) return { ...tls, agent };
  // TLS goes on top of the given stream; without TLS it is used as it is.
  return (isSecure ? { ...tls, socket } : { createConnection: () => socket }) as RequestOptions;
}
