import type { BroadcastFlags, BroadcastOptions, Unchecked } from "./types.ts";

/** The unique id of a server. */
export type ServerId = string;

/** The unique id of a message, for the connection state recovery. */
export type Offset = string;

/** What a message between servers is about. The numbers are on the wire. */
export const MessageType = Object.freeze({
  INITIAL_HEARTBEAT: 1,
  HEARTBEAT: 2,
  BROADCAST: 3,
  SOCKETS_JOIN: 4,
  SOCKETS_LEAVE: 5,
  DISCONNECT_SOCKETS: 6,
  FETCH_SOCKETS: 7,
  FETCH_SOCKETS_RESPONSE: 8,
  SERVER_SIDE_EMIT: 9,
  SERVER_SIDE_EMIT_RESPONSE: 10,
  BROADCAST_CLIENT_COUNT: 11,
  BROADCAST_ACK: 12,
  ADAPTER_CLOSE: 13,
  // The published package has an enum, which has the names by their numbers, too.
  1: "INITIAL_HEARTBEAT",
  2: "HEARTBEAT",
  3: "BROADCAST",
  4: "SOCKETS_JOIN",
  5: "SOCKETS_LEAVE",
  6: "DISCONNECT_SOCKETS",
  7: "FETCH_SOCKETS",
  8: "FETCH_SOCKETS_RESPONSE",
  9: "SERVER_SIDE_EMIT",
  10: "SERVER_SIDE_EMIT_RESPONSE",
  11: "BROADCAST_CLIENT_COUNT",
  12: "BROADCAST_ACK",
  13: "ADAPTER_CLOSE",
} as const);

export type MessageType = Extract<(typeof MessageType)[keyof typeof MessageType], number>;

/** Types only: to users of the enum, `MessageType.BROADCAST` is also a type. */
export declare namespace MessageType {
  export type INITIAL_HEARTBEAT = 1;
  export type HEARTBEAT = 2;
  export type BROADCAST = 3;
  export type SOCKETS_JOIN = 4;
  export type SOCKETS_LEAVE = 5;
  export type DISCONNECT_SOCKETS = 6;
  export type FETCH_SOCKETS = 7;
  export type FETCH_SOCKETS_RESPONSE = 8;
  export type SERVER_SIDE_EMIT = 9;
  export type SERVER_SIDE_EMIT_RESPONSE = 10;
  export type BROADCAST_CLIENT_COUNT = 11;
  export type BROADCAST_ACK = 12;
  export type ADAPTER_CLOSE = 13;
}

/** `BroadcastOptions` without sets, as they travel. */
export interface EncodedOptions {
  rooms: string[];
  except: string[];
  flags: BroadcastFlags;
}

export interface ClusterAdapterOptions {
  /**
   * The time between two heartbeats, in milliseconds.
   * @default 5_000
   */
  heartbeatInterval?: number;
  /**
   * How long a server may be silent before it counts as gone, in milliseconds.
   * @default 10_000
   */
  heartbeatTimeout?: number;
}

interface Envelope {
  uid: ServerId;
  nsp: string;
}

/** What is said to all servers, without the sender and the namespace. */
export type ClusterMessageBody =
  | { type: MessageType.INITIAL_HEARTBEAT | MessageType.HEARTBEAT | MessageType.ADAPTER_CLOSE }
  | { type: MessageType.BROADCAST; data: { opts: EncodedOptions; packet: unknown; requestId?: string } }
  | {
      type: MessageType.SOCKETS_JOIN | MessageType.SOCKETS_LEAVE;
      data: { opts: EncodedOptions; rooms: string[] };
    }
  | { type: MessageType.DISCONNECT_SOCKETS; data: { opts: EncodedOptions; close?: boolean } }
  | { type: MessageType.FETCH_SOCKETS; data: { opts: EncodedOptions; requestId: string } }
  | { type: MessageType.SERVER_SIDE_EMIT; data: { requestId?: string; packet: Unchecked[] } };

/** What one server answers another, without the sender and the namespace. */
export type ClusterResponseBody =
  | { type: MessageType.FETCH_SOCKETS_RESPONSE; data: { requestId: string; sockets: unknown[] } }
  | { type: MessageType.SERVER_SIDE_EMIT_RESPONSE; data: { requestId: string; packet: unknown } }
  | { type: MessageType.BROADCAST_CLIENT_COUNT; data: { requestId: string; clientCount: number } }
  | { type: MessageType.BROADCAST_ACK; data: { requestId: string; packet: unknown } };

export type ClusterMessage = Envelope & ClusterMessageBody;
export type ClusterResponse = Envelope & ClusterResponseBody;

/** Does the message have what its type needs? A bus may carry the messages of another version, or of anybody. */
export function isIntact(message: ClusterMessage | ClusterResponse): boolean {
  if (!isObject(message)) return false;
  switch (message.type) {
    case MessageType.INITIAL_HEARTBEAT:
    case MessageType.HEARTBEAT:
    case MessageType.ADAPTER_CLOSE:
      return true;
    case MessageType.BROADCAST:
      return isObject(message.data) && areOptions(message.data.opts) && isObject(message.data.packet);
    case MessageType.SOCKETS_JOIN:
    case MessageType.SOCKETS_LEAVE:
      return isObject(message.data) && areOptions(message.data.opts) && Array.isArray(message.data.rooms);
    case MessageType.DISCONNECT_SOCKETS:
    case MessageType.FETCH_SOCKETS:
      return isObject(message.data) && areOptions(message.data.opts);
    case MessageType.SERVER_SIDE_EMIT:
      return isObject(message.data) && Array.isArray(message.data.packet);
    case MessageType.FETCH_SOCKETS_RESPONSE:
      return isObject(message.data) && Array.isArray(message.data.sockets);
    case MessageType.SERVER_SIDE_EMIT_RESPONSE:
    case MessageType.BROADCAST_CLIENT_COUNT:
    case MessageType.BROADCAST_ACK:
      return isObject(message.data);
    default:
      return false;
  }
}

/** Does it answer a request, and so belong to one server only? */
export function isResponse({ type }: ClusterMessage | ClusterResponse): boolean {
  return (
    type === MessageType.FETCH_SOCKETS_RESPONSE ||
    type === MessageType.SERVER_SIDE_EMIT_RESPONSE ||
    type === MessageType.BROADCAST_CLIENT_COUNT ||
    type === MessageType.BROADCAST_ACK
  );
}

function areOptions(opts: Partial<EncodedOptions> | null | undefined): boolean {
  return (
    typeof opts === "object" && opts !== null && isListOrNothing(opts.rooms) && isListOrNothing(opts.except)
  );
}

function isListOrNothing(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

export function encodeOptions(opts: BroadcastOptions): EncodedOptions {
  return { rooms: [...opts.rooms], except: [...(opts.except ?? [])], flags: opts.flags as BroadcastFlags };
}

export function decodeOptions(opts: Partial<EncodedOptions>): BroadcastOptions {
  return { rooms: new Set(opts.rooms), except: new Set(opts.except), flags: opts.flags ?? {} };
}
