import { isBinary } from "../bytes/bytes.ts";
import { mayHaveBytes } from "./binary.ts";
import { DISCONNECT, type Packet } from "./packet.ts";

/** Encodes packets as `socket.io-parser` does. */
export class Encoder {
  /** What is to be sent for a packet, in this order: its text, then its attachments. */
  encode({ type, nsp, data, id }: Packet): unknown[] {
    const attachments: unknown[] = [];
    function replace(this: Record<string, unknown>, key: string, value: unknown): unknown {
      // What it was before JSON asked its `toJSON()`, which a Buffer has, or what that gave.
      const binary = [this[key], value].find(isBinary);
      return binary ? { _placeholder: true, num: attachments.push(binary) - 1 } : value;
    }
    // Only events and acknowledgements have attachments. A replacer is slow, and most have none.
    const replacer = type > DISCONNECT && mayHaveBytes(data) ? replace : undefined;
    const rest =
      (nsp && nsp !== "/" ? `${nsp},` : "") + (id ?? "") + (data ? JSON.stringify(data, replacer) : "");
    const start = attachments.length ? `${type + 3}${attachments.length}-` : type;
    return [start + rest, ...attachments];
  }
}
