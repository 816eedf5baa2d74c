/** How the body of a response can be encoded (RFC 9110 8.4.1). */
export type BodyEncoding = "gzip" | "deflate";

/** Compresses the bodies of polling responses. Nothing of it throws. */
export interface BodyCompressor {
  /** Shorter bodies, in bytes, are not compressed: there is no need to ask. */
  readonly threshold: number;
  /**
   * How a body of this many bytes is to be encoded for a client that sent this `Accept-Encoding`. `undefined`: send it as
   * it is, because it is short, the client takes no encoding of ours, or too many bodies are waiting already.
   */
  select(acceptEncoding: string | undefined, size: number): BodyEncoding | undefined;
  /**
   * Compresses a body and calls back once, later; without a result when that failed: the body is then sent as it is.
   */
  compress(
    body: string | Uint8Array,
    encoding: BodyEncoding,
    callback: (compressed: Uint8Array | undefined) => void,
  ): void;
}
