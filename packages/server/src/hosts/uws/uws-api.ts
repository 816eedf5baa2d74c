/**
 * What the engine uses of the package `uWebSockets.js`, as its documentation describes it. The package is no dependency
 * of ours, so this is its shape and not an import: an `App()` or `SSLApp()` of it fits as it is.
 */

/** A request. It lives on the stack of the server: nothing of it may be used after the handler has returned. */
export interface UwsHttpRequest {
  /** In lower case. */
  getMethod(): string;
  /** The path, without the query. */
  getUrl(): string;
  /** The query, not decoded, without its question mark; empty or `undefined` when there is none. */
  getQuery(): string | undefined;
  /** By its name in lower case; empty when it is missing. */
  getHeader(name: string): string;
  /** All headers, with their names in lower case. One that was sent twice comes twice. */
  forEach(visit: (name: string, value: string) => void): void;
}

/**
 * A response. It may be used until it has ended, has been upgraded, or `onAborted` has called back. A handler that does
 * not answer at once must have called `onAborted` before it returns. What is not written in the handler itself is to be
 * written within `cork`.
 */
export interface UwsHttpResponse {
  /** Calls back once when the client leaves, or `close` is called, before the end. */
  onAborted(callback: () => void): unknown;
  /** The body, piece by piece. The memory of a piece is taken away when the callback returns. */
  onData(callback: (chunk: ArrayBuffer, isLast: boolean) => void): unknown;
  /** Comes before all headers, `101 Switching Protocols` too. */
  writeStatus(status: string): unknown;
  writeHeader(name: string, value: string): unknown;
  /** Ends the response. It adds the `Content-Length`, and closes the connection behind it when told to. */
  end(body?: string | Uint8Array, closeConnection?: boolean): unknown;
  /** Ends the connection without an answer. */
  close(): unknown;
  /** Gathers what is written within the callback, which is called at once. */
  cork(callback: () => void): unknown;
  /** Answers with a 101. The properties of `userData` are those of what `getUserData` gives. */
  upgrade(userData: object, key: string, protocol: string, extensions: string, context: unknown): void;
  /** As text, in ASCII. */
  getRemoteAddressAsText(): ArrayBuffer;
}

/** An established WebSocket. It may be used until the handler `close` has been called. */
export interface UwsWebSocket {
  /**
   * Sends a message.
   *
   * @returns 1 when the system has taken it, 0 when it waits, 2 when it was dropped for want of room
   */
  send(message: string | Uint8Array, isBinary: boolean, compress: boolean): number;
  /** How many bytes wait. When there are some, the handler `drain` will be called. */
  getBufferedAmount(): number;
  /** An object with the properties that `upgrade` was given; not necessarily the same object. */
  getUserData(): unknown;
  /** Gathers what is sent within the callback, which is called at once. */
  cork(callback: () => void): unknown;
  /** Sends a close frame and ends. The handler `close` is called before this returns. */
  end(code?: number, reason?: string): void;
  /** Ends without a close frame. The handler `close` is called before this returns. */
  close(): void;
}

/** How the WebSockets of a path behave. */
export interface UwsBehavior {
  readonly compression?: number;
  readonly idleTimeout?: number;
  readonly maxBackpressure?: number;
  /** A larger message ends the connection at once. */
  readonly maxPayloadLength?: number;
  upgrade(response: UwsHttpResponse, request: UwsHttpRequest, context: unknown): void;
  open(socket: UwsWebSocket): void;
  /** The memory of a message is taken away when this returns. A text comes as UTF-8, which has been checked. */
  message(socket: UwsWebSocket, message: ArrayBuffer, isBinary: boolean): void;
  drain(socket: UwsWebSocket): void;
  /** The end, whatever the cause. The socket may not be used any more. */
  close(socket: UwsWebSocket): void;
}

/** An app, with or without TLS. */
export interface UwsApp {
  /** Requests of any method whose path is exactly this. */
  any(path: string, handler: (response: UwsHttpResponse, request: UwsHttpRequest) => void): unknown;
  /** WebSocket handshakes at this path; other requests for it go on to the other handlers. */
  ws(path: string, behavior: UwsBehavior): unknown;
}
