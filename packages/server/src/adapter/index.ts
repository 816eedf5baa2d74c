/**
 * The contract between a namespace and what carries its packets to sockets here and on other servers. It has the names
 * and the types of the npm package `socket.io-adapter`, so that adapters written for that one work with this one.
 *
 * @packageDocumentation
 */
export { Adapter, type AdapterLike } from "./adapter.ts";
export { ClusterAdapter } from "./cluster-adapter.ts";
export { ClusterAdapterWithHeartbeat } from "./cluster-adapter-with-heartbeat.ts";
export { MessageType } from "./cluster-messages.ts";
export type {
  ClusterAdapterOptions,
  ClusterMessage,
  ClusterResponse,
  Offset,
  ServerId,
} from "./cluster-messages.ts";
export { SessionAwareAdapter } from "./session-aware-adapter.ts";
export type { BroadcastFlags, BroadcastOptions, PrivateSessionId, Room, Session, SocketId } from "./types.ts";
