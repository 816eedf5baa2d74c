/** The revision of the Socket.IO protocol that packets are encoded to. */
export const protocol = 5;

// One by one, for a minifier puts the digit in the place of a constant, but not in that of a property.
export const CONNECT = 0;
export const DISCONNECT = 1;
export const EVENT = 2;
export const ACK = 3;
export const CONNECT_ERROR = 4;
export const BINARY_EVENT = 5;
export const BINARY_ACK = 6;

/** The packet types, and the digits that stand for them on the wire. */
export const PacketType = {
  CONNECT,
  DISCONNECT,
  EVENT,
  ACK,
  CONNECT_ERROR,
  BINARY_EVENT,
  BINARY_ACK,
} as const;

/** What a packet is for. */
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

/** The unit of the Socket.IO protocol. */
export interface Packet {
  type: PacketType;
  /** The namespace, with its leading slash. */
  nsp: string;
  /** What it carries: for an event the name and the arguments. */
  // oxlint-disable-next-line typescript/no-explicit-any -- applications read it as what they have sent
  data?: any;
  /** The number under which an acknowledgement is awaited or given. */
  id?: number;
  /** How many binary messages follow, while they have not all come. */
  attachments?: number;
}

/** What the API emits by itself: a server may not send it, and an application may not emit it. */
export const reservedEvents: readonly unknown[] = [
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
];
