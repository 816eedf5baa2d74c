import { Emitter, type EventsMap } from "../emitter/index.ts";

/** What is called for an event. */
// oxlint-disable-next-line typescript/no-explicit-any -- as in the published types: what events carry is up to the application
export type Listener = (...args: any[]) => void;

/** An emitter that knows listeners for all events, those that come and those that are sent. */
export class CatchAllEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ReservedEvents extends EventsMap,
> extends Emitter<ListenEvents, EmitEvents, ReservedEvents> {
  readonly #listeners: Listener[] = [];
  readonly #outgoingListeners: Listener[] = [];

  /** Calls a listener for each event that comes, with its name first. */
  onAny(listener: Listener): this {
    this.#listeners.push(listener);
    return this;
  }

  /** The same, ahead of the others. */
  prependAny(listener: Listener): this {
    this.#listeners.unshift(listener);
    return this;
  }

  /** Removes such a listener, or all. */
  offAny(listener?: Listener): this {
    remove(this.#listeners, listener);
    return this;
  }

  /** Those listeners. */
  listenersAny(): Listener[] {
    return this.#listeners;
  }

  /** Calls a listener for each event when it is sent, with its name first. */
  onAnyOutgoing(listener: Listener): this {
    this.#outgoingListeners.push(listener);
    return this;
  }

  /** The same, ahead of the others. */
  prependAnyOutgoing(listener: Listener): this {
    this.#outgoingListeners.unshift(listener);
    return this;
  }

  /** Removes such a listener, or all. */
  offAnyOutgoing(listener?: Listener): this {
    remove(this.#outgoingListeners, listener);
    return this;
  }

  /** Those listeners. */
  listenersAnyOutgoing(): Listener[] {
    return this.#outgoingListeners;
  }
}

/** Removes one, or all. What is not there would be at an index that no list has. */
const remove = (listeners: Listener[], listener: Listener | undefined): void => {
  if (listener) listeners.splice(listeners.indexOf(listener) >>> 0, 1);
  else listeners.length = 0;
};
