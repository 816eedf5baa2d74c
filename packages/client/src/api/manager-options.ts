// oxlint-disable typescript/no-explicit-any -- as in the published types: parsers of users have no common type
import type { SocketOptions as EngineOptions } from "../engine/index.ts";
import type { Packet } from "../parser/index.ts";
import type { DisconnectDescription } from "./socket-events.ts";

/** Options of a connection and of its reconnection. */
export interface ManagerOptions extends EngineOptions {
  /** Never shares a connection. @default false */
  forceNew: boolean;
  /** May namespaces share a connection? @default true */
  multiplex: boolean;
  /** The path of the server. @default "/socket.io" */
  path: string;
  /** Reconnects by itself. @default true */
  reconnection: boolean;
  /** Gives up after so many attempts. @default Infinity */
  reconnectionAttempts: number;
  /** Milliseconds before the first attempt; they double with each. @default 1000 */
  reconnectionDelay: number;
  /** The most that the delay may become. @default 5000 */
  reconnectionDelayMax: number;
  /** By which part of it chance changes the delay, up or down, so that clients do not come back all at once. @default 0.5 */
  randomizationFactor: number;
  /**
   * Is `reconnectionDelayMax` applied before chance changes the delay, or after, as in `socket.io-client`? After, long
   * outages end with all clients in step.
   * @default "before"
   */
  randomizationCap: "before" | "after";
  /** Milliseconds that connecting may take, or false for any time. @default 20000 */
  timeout: number;
  /** Connects at once. @default true */
  autoConnect: boolean;
  /** Encodes and decodes packets in its own way: `{ Encoder, Decoder }`, as in `socket.io-parser`. */
  parser: any;
}

/** What a Manager tells. */
export interface ManagerReservedEvents {
  open: () => void;
  error: (err: Error) => void;
  ping: () => void;
  packet: (packet: Packet) => void;
  close: (reason: string, description?: DisconnectDescription) => void;
  reconnect_failed: () => void;
  reconnect_attempt: (attempt: number) => void;
  reconnect_error: (err: Error) => void;
  reconnect: (attempt: number) => void;
}
