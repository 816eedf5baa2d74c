import {
  isAttachment,
  PacketAssembler,
  socketLimits,
  type Attachment,
  type Reviver,
  type SocketPacket,
} from "../socket/index.ts";
import { Emitter } from "../emitter/index.ts";

/** How a {@link Decoder} is to decode. */
export interface DecoderOptions {
  /** As the second argument of `JSON.parse`. */
  readonly reviver?: Reviver | undefined;
  /** Binary attachments of a packet. @default 10 */
  readonly maxAttachments?: number | undefined;
}

/** The events of a {@link Decoder}. */
export type DecoderEvents = { readonly decoded: (packet: SocketPacket) => void };

/**
 * Decodes packets as `socket.io-parser` does: takes texts and binary values in the order in which they were sent, and emits
 * `decoded` for each packet.
 *
 * @example
 * ```ts
 * const decoder = new Decoder();
 * decoder.on("decoded", ({ data }) => console.log(data)); // ["chat", "hi"]
 * decoder.add('2["chat","hi"]');
 * ```
 */
export class Decoder extends Emitter<DecoderEvents> {
  readonly #assembler: PacketAssembler;

  constructor(options?: DecoderOptions | Reviver) {
    super();
    const { reviver, maxAttachments = socketLimits.maxAttachments }: DecoderOptions =
      typeof options === "function" ? { reviver: options } : (options ?? {});
    this.#assembler = new PacketAssembler({ ...socketLimits, maxAttachments }, reviver);
  }

  /** Takes what came. Throws an error when it is not what the protocol allows: the connection is to be closed then. */
  add(chunk: unknown): void {
    if (!isChunk(chunk)) throw new Error(`Unknown type: ${String(chunk)}`);
    const result = this.#assembler.add(chunk);
    if (result instanceof Error) throw result;
    if (result !== undefined) this._emit("decoded", result);
  }

  /** Forgets a packet whose attachments have not all come. */
  destroy(): void {
    this.#assembler.clear();
  }
}

function isChunk(chunk: unknown): chunk is string | Attachment {
  return typeof chunk === "string" || isAttachment(chunk);
}
