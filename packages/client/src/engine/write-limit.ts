import type { Packet } from "../codec/packet.ts";

/** What base64 makes of a byte, roughly. */
const base64Overhead = 1.33;

/** The first packets that together fit into one request of long-polling. One packet always goes, whatever its size. */
export const packetsWithin = (packets: readonly Packet[], maxPayload: number): Packet[] => {
  let size = -1; // each packet has its type, and all but the first have a separator
  return packets.filter(({ data }: { data?: string | (Partial<ArrayBuffer> & Partial<Blob>) }, index) => {
    if (size <= maxPayload)
      size +=
        2 +
        (typeof data === "string"
          ? new Blob([data]).size // of UTF-8; some versions of React Native lack TextEncoder
          : (data?.byteLength ?? data?.size ?? 0) * base64Overhead);
    return !index || size <= maxPayload;
  });
};
