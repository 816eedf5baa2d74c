import { PacketType as types } from "../socket/index.ts";

/** The packet types by name, and their names by number, as users of `socket.io-parser` know them. */
export const PacketType = Object.freeze({
  ...types,
  0: "CONNECT",
  1: "DISCONNECT",
  2: "EVENT",
  3: "ACK",
  4: "CONNECT_ERROR",
  5: "BINARY_EVENT",
  6: "BINARY_ACK",
} as const);

/** What a packet is for. */
export type PacketType = (typeof types)[keyof typeof types];
