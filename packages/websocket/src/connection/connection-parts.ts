import type { Duplex } from "node:stream";
import type { Connection } from "./connection.ts";
import type { NegotiatedDeflate } from "./message-deflate.ts";
import type { ResolvedConnectionOptions } from "./options.ts";

/** What a connection is made of. */
export interface ConnectionParts {
  /** The byte stream behind the handshake; it belongs to the connection from here on. */
  readonly socket: Duplex;
  readonly options: ResolvedConnectionOptions;
  readonly deflate?: NegotiatedDeflate | undefined;
  /** The sub-protocol that was agreed on, or an empty string. */
  readonly protocol?: string | undefined;
  /** Called once when the connection has ended, before its handler. */
  readonly onEnd?: ((connection: Connection) => void) | undefined;
}
