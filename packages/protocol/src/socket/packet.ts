/** The revision of the Socket.IO protocol that packets are encoded to. */
export const protocol = 5;

/** The packet types, and the digits that stand for them on the wire. */
export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;

/** What a packet is for. */
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

/** The unit of the Socket.IO protocol. */
export interface SocketPacket {
  type: PacketType;
  /** The namespace, with its leading slash. */
  nsp: string;
  /** What it carries: for an event the name and the arguments. */
  // oxlint-disable-next-line typescript/no-explicit-any -- applications and adapters read it as what they have sent
  data?: any;
  /** The number under which an acknowledgement is awaited or given. */
  id?: number | undefined;
  /** How many binary messages follow, while they have not all come. */
  attachments?: number | undefined;
}

/** Names of events that the API emits by itself: a peer may not send them, and an application may not emit them. */
export const reservedEventNames: ReadonlySet<string> = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);
