import type { ServerTransport } from "../../ports/index.ts";

/**
 * Hands a frame to the owner of its transport, by what it is.
 *
 * @returns may there be more? Not behind what cannot be decoded.
 */
export function deliverFrame(transport: ServerTransport, frame: string | Uint8Array): boolean {
  const decoded = transport.dialect.decodeFrame(frame);
  if ("code" in decoded) transport.owner.onGarbage(decoded, transport);
  else if (decoded.type === "message") transport.owner.onMessage(decoded.data, transport);
  else transport.owner.onPacket(decoded, transport);
  return !("code" in decoded);
}
