/** What the server says when a session opens. */
export interface HandshakeData {
  sid: string;
  /** The transports that the session may move to. */
  upgrades: string[];
  /** Milliseconds. */
  pingInterval: number;
  /** Milliseconds. */
  pingTimeout: number;
  /** The most bytes that the server takes in one request, if it says so. */
  maxPayload: number;
}

/** Beyond this (12 days) the sum of two would overflow what timers take, and fire at once: a tight loop. */
const longestDelay = 1e9;

const isDelay = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= longestDelay;

/** Reads the data of an open packet. @returns undefined if the server's word is not good enough for a session */
export const parseHandshake = (data: string): HandshakeData | undefined => {
  try {
    const handshake = JSON.parse(data) as HandshakeData;
    if (
      typeof handshake.sid === "string" &&
      // Half of a surrogate pair cannot be part of an address: that throws, here rather than with each request.
      encodeURIComponent(handshake.sid) &&
      Array.isArray(handshake.upgrades) &&
      isDelay(handshake.pingInterval) &&
      isDelay(handshake.pingTimeout) &&
      // A server without a limit leaves it out, or says null, which is what JSON makes of infinity.
      (handshake.maxPayload ?? 0) >= 0
    )
      return handshake;
  } catch {
    // No JSON, null, or no text that can be sent back.
  }
  return undefined;
};
