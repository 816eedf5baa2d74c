import type { TransportOwner } from "../ports/index.ts";

/** Until a session takes a transport over, which its maker does in the same turn. */
export const NO_OWNER: TransportOwner = Object.freeze({
  onMessage() {},
  onPacket() {},
  onGarbage() {},
  onReady() {},
  onClosed() {},
});
