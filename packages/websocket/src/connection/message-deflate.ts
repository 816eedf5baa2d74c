import type { Buffer } from "node:buffer";
import { Compressor } from "../deflate/compressor.ts";
import { Decompressor, type InflateSink } from "../deflate/decompressor.ts";
import type { DeflateAgreement, ResolvedDeflateOptions } from "../handshake/deflate-negotiation.ts";
import type { PreparedMessage } from "./prepared-message.ts";

type Compressed = (error: Error | undefined, compressed: Buffer) => void;

/** What the two ends agreed on, and how we go about it. */
export interface NegotiatedDeflate {
  readonly agreement: DeflateAgreement;
  readonly options: ResolvedDeflateOptions;
}

/** One connection's permessage-deflate (RFC 7692): each direction's zlib stream exists once it is needed. */
export class MessageDeflate {
  readonly #negotiated: NegotiatedDeflate;
  readonly #isServer: boolean;
  readonly #maxPayload: number;
  #compressor: Compressor | undefined;
  #decompressor: Decompressor | undefined;

  constructor(
    negotiated: NegotiatedDeflate,
    environment: { readonly isServer: boolean; readonly maxPayload: number },
  ) {
    this.#negotiated = negotiated;
    this.#isServer = environment.isServer;
    this.#maxPayload = environment.maxPayload;
  }

  /** Is a message of this size worth compressing? With context takeover every message is: it feeds the context. */
  wants(size: number): boolean {
    return this.#keepsContext || size >= this.#negotiated.options.threshold;
  }

  compress(payload: Buffer, fin: boolean, done: Compressed): void {
    this.#ensureCompressor().compress(payload, { fin }, done);
  }

  /** Hands out the shared compressed form, which refers to no context; so the next message must not either. */
  compressPrepared(message: PreparedMessage, done: Compressed): void {
    const { agreement, options } = this.#negotiated;
    this.#compressor?.forgetContext();
    message.compressed(options, agreement.serverMaxWindowBits).then(
      (compressed) => {
        done(undefined, compressed);
      },
      (error: unknown) => {
        done(error as Error, message.frame);
      },
    );
  }

  inflate(part: Buffer, endOfMessage: boolean, sink: InflateSink): void {
    this.#decompressor ??= new Decompressor({
      agreement: this.#negotiated.agreement,
      resolved: this.#negotiated.options,
      role: this.#isServer ? "server" : "client",
      maxPayload: this.#maxPayload,
    });
    this.#decompressor.inflate(part, { endOfMessage }, sink);
  }

  close(): void {
    this.#compressor?.close();
    this.#decompressor?.close();
  }

  get #keepsContext(): boolean {
    const { agreement } = this.#negotiated;
    return !(this.#isServer ? agreement.serverNoContextTakeover : agreement.clientNoContextTakeover);
  }

  #ensureCompressor(): Compressor {
    this.#compressor ??= new Compressor({
      agreement: this.#negotiated.agreement,
      resolved: this.#negotiated.options,
      role: this.#isServer ? "server" : "client",
    });
    return this.#compressor;
  }
}
