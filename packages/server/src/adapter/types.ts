// oxlint-disable-next-line typescript/no-explicit-any -- what the published contract, which others subclass, leaves open
export type Unchecked = any;

/** A public id, sent at the beginning of a session; also the name of a room with this one member. */
export type SocketId = string;

/** A private id, sent at the beginning of a session, with which its client may come back. */
export type PrivateSessionId = string;

export type Room = string;

export interface BroadcastFlags {
  volatile?: boolean;
  compress?: boolean;
  local?: boolean;
  broadcast?: boolean;
  binary?: boolean;
  timeout?: number;
}

/** Whom a packet is for, and how it is to be sent. No room means everybody. */
export interface BroadcastOptions {
  rooms: Set<Room>;
  except?: Set<Room>;
  flags?: BroadcastFlags;
}

/** What is kept of a socket whose client may come back. */
export interface SessionToPersist {
  sid: SocketId;
  pid: PrivateSessionId;
  rooms: Room[];
  data: unknown;
}

/** A session that came back, and the arguments of the events that it has missed. */
export type Session = SessionToPersist & { missedPackets: unknown[][] };
