/**
 * Socket.IO, revision 5, and what differs in revision 4: packets, their text and attachments, and what is awaited.
 *
 * @module
 */
export { AckTable, MAX_PENDING_ACKS, type AckCallback, type AckTableOptions } from "./ack-table.ts";
export { isAttachment, type Attachment, type BlobLike } from "./attachments.ts";
export { hasAttachment } from "./attachment-search.ts";
export {
  MAX_LEGACY_QUERY_LENGTH,
  splitLegacyNamespace,
  toLegacyError,
  type LegacyNamespace,
} from "./legacy.ts";
export { PacketAssembler } from "./packet-assembler.ts";
export { decodeText, type Reviver } from "./packet-decoder.ts";
export { encodePacket, type EncodedPacket, type Replacer } from "./packet-encoder.ts";
export { findPayloadProblem } from "./packet-payload.ts";
export { PacketType, protocol, reservedEventNames, type SocketPacket } from "./packet.ts";
export type { PacketRules } from "./packet-rules.ts";
export { socketLimits, type SocketLimits } from "./socket-limits.ts";
