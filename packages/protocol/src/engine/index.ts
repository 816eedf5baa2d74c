/**
 * Engine.IO, revisions 3 and 4: packets, codecs, and the state machines of a session on both sides.
 *
 * @module
 */
export { ClientSession } from "./client-session.ts";
export type {
  ClientSessionCommand,
  ClientSessionEffect,
  ClientSessionOptions,
  UpgradeProblem,
} from "./client-session-types.ts";
export type { CloseReason } from "./close-reason.ts";
export { createDialectV3 } from "./dialect-v3.ts";
export { createDialectV4 } from "./dialect-v4.ts";
export type { Decoded, Dialect, PayloadReader } from "./dialect.ts";
export { createDialects, type Dialects } from "./dialects.ts";
export { encodeHandshake, MAX_SID_LENGTH, parseHandshake, type Handshake } from "./handshake.ts";
export { encodeText, isTextMessage } from "./packet-codec.ts";
export {
  packetTypes,
  type EnginePacket,
  type PacketData,
  type PacketOptions,
  type PacketType,
} from "./packet.ts";
export { ServerSession } from "./server-session.ts";
export type {
  ServerSessionCommand,
  ServerSessionEffect,
  ServerSessionOptions,
} from "./server-session-types.ts";
export {
  encodeStreamHeader,
  encodeStreamPacket,
  StreamReader,
  type StreamHandler,
  type StreamReaderOptions,
} from "./stream-framing.ts";
export { isTransportName, transportNames, type TransportName } from "./transport-name.ts";
