/** Kinds of packets of Engine.IO. `error` is what cannot be decoded. */
export type PacketType = "open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop" | "error";

/** A text or binary data, as users of engine.io-client know it. */
// oxlint-disable-next-line typescript/no-explicit-any -- as published: custom transports may carry anything
export type RawData = any;

/** One packet. */
export interface Packet {
  type: PacketType;
  data?: RawData;
  options?: { compress?: boolean };
}
