import type { Packet } from "../codec/packet.ts";

/** What base64 makes of a byte, roughly. */
const base64Overhead = 1.33;

/** Bytes of UTF-8 or of base64. By a Blob, since some versions of React Native lack TextEncoder. */
const sizeOf = (data: string | ArrayBuffer | Blob): number =>
  typeof data === "string"
    ? new Blob([data]).size
    : ((data as ArrayBuffer).byteLength ?? (data as Blob).size) * base64Overhead;

/** The first packets that together fit into one request of long-polling. One packet always goes, whatever its size. */
export const packetsWithin = (packets: readonly Packet[], maxPayload: number): Packet[] => {
  let size = -1; // each packet has its type, and all but the first have a separator
  return packets.filter(({ data }, index) => {
    if (size <= maxPayload) size += 2 + (data ? sizeOf(data as string) : 0);
    return !index || size <= maxPayload;
  });
};
