// oxlint-disable-next-line typescript/no-explicit-any -- what an event carries is up to its map
type Listener = (...args: any[]) => void;

/** Names of events and what is called for them. */
export type EventMap = { readonly [event: string]: Listener };

/** A listener that is called once knows the one that it stands for, so that this can be removed. */
interface OnceListener extends Listener {
  fn?: Listener;
}

/**
 * A small event emitter that runs everywhere, with the methods that decoders are known to have. Events that nobody listens
 * to are dropped, `error` too. What a listener throws reaches the one who emits.
 */
export class Emitter<Events extends EventMap> {
  /** Lists are replaced, never changed, so that who goes through one is not disturbed. None is empty. */
  readonly #listeners = new Map<string, readonly OnceListener[]>();

  /** Calls a listener for each event of that name. */
  on<Event extends keyof Events & string>(event: Event, listener: Events[Event]): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  /** Calls a listener for the next event of that name. */
  once<Event extends keyof Events & string>(event: Event, listener: Events[Event]): this {
    const once: OnceListener = (...args) => {
      this.off(event, once as Events[Event]);
      listener.apply(this, args);
    };
    once.fn = listener;
    return this.on(event, once as Events[Event]);
  }

  /** Removes a listener, or all of an event, or all. One that was added twice is removed once. */
  off<Event extends keyof Events & string>(event?: Event, listener?: Events[Event]): this {
    if (event === undefined) {
      this.#listeners.clear();
      return this;
    }
    const listeners: OnceListener[] = listener ? this.listeners(event) : [];
    // What is not there would be at an index that no list has.
    listeners.splice(listeners.findIndex((known) => known === listener || known.fn === listener) >>> 0, 1);
    if (listeners.length) this.#listeners.set(event, listeners);
    else this.#listeners.delete(event);
    return this;
  }

  /** The same as {@link Emitter.on}. */
  addEventListener<Event extends keyof Events & string>(event: Event, listener: Events[Event]): this {
    return this.on(event, listener);
  }

  /** The same as {@link Emitter.off}. */
  removeListener<Event extends keyof Events & string>(event?: Event, listener?: Events[Event]): this {
    return this.off(event, listener);
  }

  /** The same as {@link Emitter.off}. */
  removeEventListener<Event extends keyof Events & string>(event?: Event, listener?: Events[Event]): this {
    return this.off(event, listener);
  }

  /** The same as {@link Emitter.off} without a listener. */
  removeAllListeners(event?: keyof Events & string): this {
    return this.off(event);
  }

  /** Calls those that listen now; what they add or remove counts from the next event on. */
  emit<Event extends keyof Events & string>(event: Event, ...args: Parameters<Events[Event]>): this {
    return this._emit(event, ...args);
  }

  /** The same as {@link Emitter.emit}, for events of the class itself: also where a subclass has another `emit`. */
  protected emitReserved<Event extends keyof Events & string>(
    event: Event,
    ...args: Parameters<Events[Event]>
  ): this {
    return this._emit(event, ...args);
  }

  /** @internal The same as {@link Emitter.emitReserved}, by a name that minifiers may shorten. */
  protected _emit<Event extends keyof Events & string>(
    event: Event,
    ...args: Parameters<Events[Event]>
  ): this {
    for (const listener of this.#listeners.get(event) ?? []) listener.apply(this, args);
    return this;
  }

  /** Those that are called for an event. */
  listeners<Event extends keyof Events & string>(event: Event): Events[Event][] {
    return [...(this.#listeners.get(event) ?? [])] as Events[Event][];
  }

  /** Is anything called for an event? */
  hasListeners(event: keyof Events & string): boolean {
    return this.#listeners.has(event);
  }
}
