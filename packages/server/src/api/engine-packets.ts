import type { EnginePacket, PacketData } from "@sockeye/protocol/engine";
import { toPacketData } from "../engine/packet-data.ts";
import type { WriteOptions } from "./client.ts";

/** Larger texts are not kept: making them into packets anew costs next to nothing, keeping them costs memory. */
const MAX_KEPT = 65_536;

/**
 * Makes what is encoded into packets of the engine. A broadcast gives the same list to every receiver, one after the other:
 * the packets that were made of it last are kept for the next.
 */
export class EnginePackets {
  #encoded: readonly unknown[] | undefined;
  #compress: boolean | undefined;
  #packets: readonly EnginePacket[] = [];

  of(encoded: readonly unknown[], { compress, preEncoded }: WriteOptions): readonly EnginePacket[] {
    if (preEncoded !== true) return toPackets(encoded, compress);
    if (encoded === this.#encoded && compress === this.#compress) return this.#packets;
    const packets = toPackets(encoded, compress);
    const first = encoded[0];
    if (encoded.length > 1 || typeof first !== "string" || first.length > MAX_KEPT) return packets;
    this.#encoded = encoded;
    this.#compress = compress;
    this.#packets = packets;
    return packets;
  }
}

function toPackets(encoded: readonly unknown[], compress: boolean | undefined): readonly EnginePacket[] {
  const options = compress === false ? PLAIN : COMPRESS;
  return encoded.map((data) => ({ type: "message", data: toPacketData(data) as PacketData, options }));
}

const COMPRESS = Object.freeze({ compress: true });
const PLAIN = Object.freeze({ compress: false });
