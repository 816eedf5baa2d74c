// oxlint-disable typescript/no-explicit-any -- as in the published types: what an application authenticates with is its own affair
/** Options of the connection to a namespace. */
export interface SocketOptions {
  /** Who one is: sent with each connection to the namespace. A function is asked each time, and may answer later. */
  auth?: { [key: string]: any } | ((cb: (data: object) => void) => void);
  /**
   * How often an event without an answer is sent again; each event waits for the answer to the one before. To be used with
   * `ackTimeout`.
   */
  retries?: number;
  /** Milliseconds to wait for an acknowledgement, where `timeout()` does not say it. */
  ackTimeout?: number;
}
