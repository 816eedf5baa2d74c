import type { ProtocolErrorCode } from "@sockeye/protocol/kernel";

/** The query of a request, each name with its last value. What a client sends becomes own properties only, `__proto__` too. */
export type Query = Readonly<Record<string, string>>;

/** Headers of a response. Names are sent as spelled. */
export type ResponseHeaders = Record<string, string | number | readonly string[]>;

/** What a request's body is read into. Exactly one of the two is called, and nothing after it. */
export interface BodyReceiver {
  /** The whole body. */
  onBody(body: Uint8Array): void;
  /** There is no whole body: too large, too slow, or the client has left. */
  onFailure(
    code: Extract<ProtocolErrorCode, "EIO_TOO_LARGE" | "EIO_BODY_TIMEOUT" | "EIO_POST_ABORTED">,
  ): void;
}

/** One HTTP request and the way to answer it, whatever host it came through. Nothing of it throws. */
export interface HttpExchange {
  /** What applications get to see: Node's IncomingMessage, or what stands for it on another host. */
  readonly request: EngineRequest;
  readonly method: string;
  readonly query: Query;
  /** The address of the other end of the connection, where it is known. */
  readonly remoteAddress: string | undefined;
  /** Has it been answered, or has the client left? */
  readonly isOver: boolean;
  /** A request header, by its name in lower case. */
  header(name: string): string | undefined;
  /** Called once if the client leaves before the answer. */
  onAbort: (() => void) | undefined;
  /** Answers. Without effect when the exchange is over. */
  respond(status: number, headers: ResponseHeaders, body: string | Uint8Array): void;
  /** Reads the body, of at most `limit` bytes; larger ones fail as soon as that is known. To be called once at most. */
  readBody(limit: number, receiver: BodyReceiver): void;
  /** Ends the connection without an answer, or in the middle of a body. */
  destroy(): void;
}

/** A request as applications see it. On Node it is an `IncomingMessage` with these properties added. */
export interface EngineRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The parsed query, as users of engine.io know it. */
  _query: Record<string, string>;
}
