/** The packet types, in the order of the digits that stand for them on the wire. */
export const packetTypes = ["open", "close", "ping", "pong", "message", "upgrade", "noop"] as const;

/** What a packet is for. */
export type PacketType = (typeof packetTypes)[number];

/** What a packet may carry. An empty text arrives as `undefined`. */
export type PacketData = string | Uint8Array;

/** How one packet is to be sent. */
export interface PacketOptions {
  /** Compress it, where compression was agreed on? @default true */
  readonly compress?: boolean | undefined;
}

/** The unit of the Engine.IO protocol. */
export interface EnginePacket {
  readonly type: PacketType;
  readonly data?: PacketData | undefined;
  readonly options?: PacketOptions | undefined;
  /** The packet as text, where it has been made for many receivers. */
  readonly text?: string | undefined;
}
