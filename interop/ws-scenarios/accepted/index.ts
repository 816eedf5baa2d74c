import type { AcceptedDifference } from "./accepted-difference.ts";
import { apiDifferences } from "./api.ts";
import { deflateDifferences } from "./deflate.ts";
import { handshakeDifferences } from "./handshake.ts";
import { wireDifferences } from "./wire.ts";

/** What the peer can see; each of these has its section of an RFC. */
export const protocolDifferences: readonly AcceptedDifference[] = [
  ...handshakeDifferences,
  ...deflateDifferences,
  ...wireDifferences,
];

export const acceptedDifferences: readonly AcceptedDifference[] = [...protocolDifferences, ...apiDifferences];
