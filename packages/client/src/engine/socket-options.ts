// oxlint-disable typescript/no-explicit-any -- as in the published types: what queries and options of transports hold is up to the application
import type { Transport } from "../transports/transport.ts";

/** The name of a transport; custom ones may have any. */
export type TransportName = "polling" | "websocket" | "webtransport" | (string & {});

/** A class of transports. */
export type TransportCtor = { new (options: any): Transport };

/** Options of a session. Those for TLS and sockets count in Node only. */
export interface SocketOptions {
  /** The host, if no URI says it. */
  host?: string;
  /** The host without a port. Set from the URI. @default that of the page, or `localhost` */
  hostname?: string;
  /** Is the connection encrypted? Set from the URI. @default as the page was loaded */
  secure?: boolean;
  /** Set from the URI. @default that of the page, or 443 or 80 */
  port?: string | number;
  /** What is appended to the address; the query of the URI counts more. A text or an object. */
  query?: { [key: string]: any };
  /** The agent of `node:http`. Typed loosely, so that browsers need no types of Node. @default false */
  agent?: string | boolean;
  /** May the session move from long-polling to something better? @default true */
  upgrade?: boolean;
  /** Sends binary data as base64. @default false */
  forceBase64?: boolean;
  /** The name of the query parameter that keeps caches away. @default "t" */
  timestampParam?: string;
  /** Adds that parameter to each request. @default with polling only */
  timestampRequests?: boolean;
  /** What to connect with, in this order: names or classes. @default ["polling", "websocket", "webtransport"] */
  transports?: TransportName[] | TransportCtor[];
  /** Classes in the place of `transports`; not both. */
  transportImplementations?: TransportCtor[];
  /** Tries the next transport if one cannot connect. @default false */
  tryAllTransports?: boolean;
  /** Begins with a WebSocket if the last one worked. @default false */
  rememberUpgrade?: boolean;
  /** Milliseconds that a request of long-polling may take, 0 for no limit. @default 0 */
  requestTimeout?: number;
  /** Most bytes that the answer to a request of long-polling may have (Node only). @default 104_857_600 */
  maxResponseBytes?: number;
  /** Options for one transport, by its name. They replace those for all. @default \{\} */
  transportOptions?: object;
  /** Private key, certificate and CA certificates in PFX or PKCS12. */
  pfx?: string;
  /** Private key. */
  key?: string;
  /** Passphrase of the private key or of `pfx`. */
  passphrase?: string;
  /** Certificate. */
  cert?: string;
  /** Certificates of authorities to trust. */
  ca?: string | string[];
  /** The ciphers to use, in OpenSSL's notation. */
  ciphers?: string;
  /** Refuses servers whose certificate cannot be verified. @default true */
  rejectUnauthorized?: boolean;
  /** Headers of each request. A WebSocket in a browser cannot have any. */
  extraHeaders?: { [header: string]: string };
  /** Sends cookies to other origins; in Node: remembers cookies. @default false */
  withCredentials?: boolean;
  /** Closes, silently, when the page goes away. @default false */
  closeOnBeforeunload?: boolean;
  /** Uses the timers of the platform even if those of the global object have been replaced. @default false */
  useNativeTimers?: boolean;
  /** Does not keep a process of Node alive. @default false */
  autoUnref?: boolean;
  /** Parameters of the compression of WebSocket, or false. @default \{ threshold: 1024 \} */
  perMessageDeflate?: { threshold: number };
  /** The path of the server. @default "/engine.io" */
  path?: string;
  /** Ends the path with a slash. @default true */
  addTrailingSlash?: boolean;
  /** Subprotocols of WebSocket. */
  protocols?: string | string[];
}

/** Options of one message. */
export interface WriteOptions {
  /** May it be compressed? @default true */
  compress?: boolean;
}
