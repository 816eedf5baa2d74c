import { Buffer } from "node:buffer";
import type { WirePeer } from "./wire-peer.ts";

const CHUNK = 65_536;

/**
 * Sends `unit` so often, in large writes and no faster than the system takes them. Stops when the connection is over.
 * Returns how often it was sent.
 */
export async function flood(peer: WirePeer, unit: Buffer, times: number): Promise<number> {
  const perChunk = Math.max(1, Math.floor(CHUNK / unit.length));
  const chunk = Buffer.concat(Array.from({ length: Math.min(perChunk, times) }, () => unit));
  let sent = 0;
  while (sent < times && !peer.socket.destroyed && peer.socket.writable) {
    const units = Math.min(perChunk, times - sent);
    await peer.sendAll(chunk.subarray(0, units * unit.length));
    sent += units;
  }
  return sent;
}
