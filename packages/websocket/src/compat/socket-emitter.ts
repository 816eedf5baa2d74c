import type { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { throwOutside } from "../connection/index.ts";
import type { RawData } from "./message-data.ts";

/** What the events of a WebSocket bring along. */
export interface SocketEvents {
  open: [];
  message: [data: RawData, isBinary: boolean];
  close: [code: number, reason: Buffer];
  error: [error: Error];
  ping: [data: Buffer];
  pong: [data: Buffer];
  upgrade: [response: IncomingMessage];
  redirect: [url: string, request: ClientRequest];
  "unexpected-response": [request: ClientRequest, response: IncomingMessage];
}

/**
 * `EventEmitter` with the events of `Events`; `this` in a listener is the target. The last overload of each method is
 * that of `EventEmitter` itself: users of `ws` may listen to events of their own.
 */
export interface TypedEmitter<Target, Events extends Record<keyof Events, unknown[]>> extends EventEmitter {
  on<Name extends keyof Events>(event: Name, listener: (this: Target, ...args: Events[Name]) => void): this;
  on(event: string | symbol, listener: AnyListener<Target>): this;
  once<Name extends keyof Events>(event: Name, listener: (this: Target, ...args: Events[Name]) => void): this;
  once(event: string | symbol, listener: AnyListener<Target>): this;
  off<Name extends keyof Events>(event: Name, listener: (this: Target, ...args: Events[Name]) => void): this;
  off(event: string | symbol, listener: AnyListener<Target>): this;
  addListener<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  addListener(event: string | symbol, listener: AnyListener<Target>): this;
  removeListener<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  removeListener(event: string | symbol, listener: AnyListener<Target>): this;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the listener of an unknown event takes what it takes
type AnyListener<Target> = (this: Target, ...args: any[]) => void;

/** The class `EventEmitter` with the types above: at run time it is nothing else. */
export const TypedEmitterBase = EventEmitter as unknown as Omit<typeof EventEmitter, "prototype"> & {
  new <Target, Events extends Record<keyof Events, unknown[]>>(): TypedEmitter<Target, Events>;
};

/**
 * Emits an event from code of ours that has more to do. What a listener throws reaches the process as it would from any
 * emitter, but not through our own frames.
 */
export function emitOutside(emitter: EventEmitter, event: string, ...args: unknown[]): void {
  try {
    emitter.emit(event, ...args);
  } catch (error) {
    throwOutside(error);
  }
}
