import { hasBinary, isBinary } from "./binary.ts";
import { ACK, EVENT, type Packet } from "./packet.ts";

/** As the second argument of `JSON.stringify`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
export type Replacer = (this: any, key: string, value: any) => any;

/** Encodes packets as `socket.io-parser` does. */
export class Encoder {
  readonly #replacer: Replacer | undefined;

  constructor(replacer?: Replacer) {
    this.#replacer = replacer;
  }

  /** What is to be sent for a packet, in this order: its text, then its attachments. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as users of socket.io-parser know it
  encode({ type, nsp, data, id }: Packet): any[] {
    const replacer = this.#replacer;
    const mayHaveBytes = (type === EVENT || type === ACK) && hasBinary(data);
    const attachments: unknown[] = [];
    function replace(this: Record<string, unknown>, key: string, value: unknown): unknown {
      // What it was before JSON asked its `toJSON()`, which a Buffer has.
      const binary = isBinary(value) ? value : this[key];
      if (isBinary(binary)) value = { _placeholder: true, num: attachments.push(binary) - 1 };
      return replacer ? (replacer.call(this, key, value) as unknown) : value;
    }
    const json =
      data === null || data === undefined ? "" : JSON.stringify(data, mayHaveBytes ? replace : replacer);
    const rest = (nsp && nsp !== "/" ? `${nsp},` : "") + (id ?? "") + json;
    const { length } = attachments;
    return [(length ? `${type + 3}${length}-` : type) + rest, ...attachments];
  }
}
