import { packetRules, type PacketRules } from "./packet-rules.ts";

/** What one packet of a peer may cost, and may be. */
export interface SocketLimits extends PacketRules {
  /** Characters of the text of a CONNECT packet. @default Infinity */
  readonly maxConnectBytes: number;
  /** Characters of the name of a namespace. @default 1024 */
  readonly maxNamespaceLength: number;
  /**
   * Characters of a query after the name of a namespace, counted apart: clients of revision 4 (Socket.IO 2) send one. 0
   * counts it as part of the name. @default 0
   */
  readonly maxNamespaceQueryLength: number;
  /** Binary attachments of a packet. @default 10 */
  readonly maxAttachments: number;
  /** Arrays and objects within each other. @default 1024 */
  readonly maxJsonDepth: number;
  /** Characters of the name of an event. @default 16384 */
  readonly maxEventNameLength: number;
  /** Bytes of the attachments of a packet while they have not all come. @default Infinity */
  readonly maxPendingAttachmentBytes: number;
}

/** The defaults of {@link SocketLimits}. */
export const socketLimits: SocketLimits = Object.freeze({
  ...packetRules,
  maxConnectBytes: Infinity,
  maxNamespaceLength: 1024,
  maxNamespaceQueryLength: 0,
  maxAttachments: 10,
  maxJsonDepth: 1024,
  maxEventNameLength: 16_384,
  maxPendingAttachmentBytes: Infinity,
});
