import { Buffer } from "node:buffer";
import { encodeFrame, encodeTextFrame, FIN, OPCODE } from "../codec/index.ts";
import { Compressor } from "../deflate/compressor.ts";
import type { DeflateAgreement } from "../handshake/deflate-negotiation.ts";
import type { ResolvedDeflateOptions } from "../handshake/deflate-options.ts";
import { toBuffer, type BinaryData } from "./binary-data.ts";

/**
 * A message that is encoded once and sent to many connections. Make it with {@link prepareText} or
 * {@link prepareBinary}.
 */
export class PreparedMessage {
  readonly opcode: number;
  /** The payload, for connections that must encode for themselves: clients mask, deflated connections compress. */
  readonly payload: string | Buffer;
  /** The complete unmasked, uncompressed frame that all servers' connections share. */
  readonly frame: Buffer;
  readonly byteLength: number;

  #compressed: Map<ResolvedDeflateOptions, Map<number, Promise<Buffer>>> | undefined;

  /** @internal */
  constructor(opcode: number, payload: string | Buffer) {
    this.opcode = opcode;
    this.payload = payload;
    this.byteLength = typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
    const firstByte = FIN | opcode;
    this.frame =
      typeof payload === "string" ? encodeTextFrame(firstByte, payload) : encodeFrame(firstByte, payload);
  }

  /**
   * The payload compressed on its own, so that it fits any connection with these options whose window is not smaller.
   * It is compressed once, however many connections ask.
   *
   * @internal
   */
  compressed(options: ResolvedDeflateOptions, windowBits: number): Promise<Buffer> {
    this.#compressed ??= new Map();
    const byWindow = this.#compressed.get(options) ?? new Map<number, Promise<Buffer>>();
    this.#compressed.set(options, byWindow);
    const compressed = byWindow.get(windowBits) ?? this.#compress(options, windowBits);
    byWindow.set(windowBits, compressed);
    return compressed;
  }

  #compress(options: ResolvedDeflateOptions, windowBits: number): Promise<Buffer> {
    const compressor = new Compressor({
      agreement: withoutContext(windowBits),
      resolved: options,
      role: "server",
    });
    const payload = typeof this.payload === "string" ? Buffer.from(this.payload) : this.payload;
    return new Promise((resolve, reject) => {
      compressor.compress(payload, { fin: true }, (error, compressed) => {
        if (error === undefined) resolve(compressed);
        else reject(error);
      });
    });
  }
}

function withoutContext(windowBits: number): DeflateAgreement {
  return {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: windowBits,
    clientMaxWindowBits: windowBits,
    header: "",
  };
}

/**
 * Encodes a text message once, to be sent to many connections with `sendPrepared`.
 *
 * @example
 * ```ts
 * const message = prepareText("hello everybody");
 * for (const connection of server.connections) connection.sendPrepared(message);
 * ```
 */
export function prepareText(text: string): PreparedMessage {
  if (typeof text !== "string")
    throw new TypeError("prepareText takes a string; use prepareBinary for bytes");
  return new PreparedMessage(OPCODE.text, text);
}

/** Encodes a binary message once, to be sent to many connections with `sendPrepared`. The bytes are copied. */
export function prepareBinary(data: BinaryData): PreparedMessage {
  return new PreparedMessage(OPCODE.binary, Buffer.from(toBuffer(data)));
}
