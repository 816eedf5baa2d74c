import { encodePacket, type Replacer, type SocketPacket } from "../socket/index.ts";

/** Encodes packets as `socket.io-parser` does. */
export class Encoder {
  readonly #replacer: Replacer | undefined;

  /** @param replacer - as the second argument of `JSON.stringify` */
  constructor(replacer?: Replacer) {
    this.#replacer = replacer;
  }

  /**
   * What is to be sent for a packet, in this order: its text, then its attachments.
   *
   * @example
   * ```ts
   * new Encoder().encode({ type: PacketType.EVENT, nsp: "/", data: ["chat", "hi"] }); // ['2["chat","hi"]']
   * ```
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
  encode(packet: SocketPacket): any[] {
    return [...encodePacket(packet, this.#replacer)];
  }
}
