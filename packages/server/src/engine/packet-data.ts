import { Buffer } from "node:buffer";
import type { PacketData } from "@sockeye/protocol/engine";

/** What an application sends, as a packet carries it: anything but binary data goes as the text that it is made into. */
export function toPacketData(data: unknown): PacketData | undefined {
  if (typeof data === "string" || data instanceof Uint8Array) return data;
  if (data === undefined || data === null) return undefined;
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  // oxlint-disable-next-line typescript/no-base-to-string -- as the original does
  return String(data);
}
