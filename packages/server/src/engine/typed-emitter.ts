import { EventEmitter } from "node:events";

/** `EventEmitter` with the events of `Events`; applications may listen to events of their own. */
export interface TypedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter {
  on<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  on(event: string | symbol, listener: AnyListener): this;
  once<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  once(event: string | symbol, listener: AnyListener): this;
  off<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  off(event: string | symbol, listener: AnyListener): this;
  addListener<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): this;
  addListener(event: string | symbol, listener: AnyListener): this;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the listener of an unknown event takes what it takes
type AnyListener = (...args: any[]) => void;

/** The class `EventEmitter` with the types above: at run time it is nothing else. */
export const TypedEmitterBase = EventEmitter as unknown as Omit<typeof EventEmitter, "prototype"> & {
  new <Events extends Record<keyof Events, unknown[]>>(): TypedEmitter<Events>;
};
