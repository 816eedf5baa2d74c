import { encodeText, type EnginePacket } from "@sockeye/protocol/engine";
import { toPacketData } from "../engine/packet-data.ts";

/** Larger texts are not kept: making them into packets anew costs next to nothing, keeping them costs memory. */
const MAX_KEPT = 65_536;

const COMPRESS = Object.freeze({ compress: true });
const PLAIN = Object.freeze({ compress: false });

/** Makes what is encoded into a packet of the engine. */
export function toEnginePacket(data: unknown, compress: boolean | undefined): EnginePacket {
  const options = compress === false ? PLAIN : COMPRESS;
  return { type: "message", data: toPacketData(data), options };
}

/**
 * The packets of a broadcast. It gives the same list to every receiver, one after the other: the packets that were made of it
 * last are kept for the next.
 */
export class BroadcastPackets {
  #encoded: readonly unknown[] | undefined;
  #compress: boolean | undefined;
  #packets: readonly EnginePacket[] = [];

  of(encoded: readonly unknown[], compress: boolean | undefined): readonly EnginePacket[] {
    if (encoded === this.#encoded && compress === this.#compress) return this.#packets;
    const packets = encoded.map((data) => toEnginePacket(data, compress));
    const [first] = packets;
    if (packets.length > 1 || typeof first?.data !== "string" || first.data.length > MAX_KEPT) return packets;
    this.#encoded = encoded;
    this.#compress = compress;
    this.#packets = [{ ...first, text: encodeText("message", first.data) }];
    return this.#packets;
  }
}
