import type { BinaryType } from "../bytes/bytes.ts";
import type { CookieJar } from "./cookie-jar.ts";

/** What a transport needs to know of the session that it belongs to. */
export interface TransportSession {
  /** How binary messages are to be handed over; read for each message. */
  binaryType?: BinaryType | undefined;
  /** The cookies of the session (Node only). */
  _cookieJar?: CookieJar | undefined;
}

/** What the constructor of a transport is given: the options of the session, completed by it. */
export interface TransportOptions {
  socket: TransportSession;
  query: Record<string, string>;
  hostname: string;
  secure: boolean;
  port: string | number;
  path: string;
  timestampRequests?: boolean | undefined;
  timestampParam?: string | undefined;
  forceBase64?: boolean | undefined;
  withCredentials?: boolean | undefined;
  requestTimeout?: number | undefined;
  extraHeaders?: Record<string, string> | undefined;
  protocols?: string | string[] | undefined;
  useNativeTimers?: boolean | undefined;
  autoUnref?: boolean | undefined;
  /** The longest packet that is accepted from a stream (WebTransport, in Node also from a WebSocket), in bytes. */
  maxPayload?: number | undefined;
  /** Options of single transports by their name; WebTransport takes its own from there. */
  transportOptions?: { [transport: string]: object | undefined } | undefined;
}
