// oxlint-disable-next-line typescript/no-explicit-any -- what an event carries is up to its map
type Listener = (...args: any[]) => void;

/** Names of events and what is called for them. */
export type EventMap = { readonly [event: string]: Listener };

/** A listener that is called once knows the one that it stands for, so that this can be removed. */
interface OnceListener extends Listener {
  readonly fn?: Listener;
}

/**
 * A small event emitter that runs everywhere, with the methods that decoders are known to have. Events that nobody listens
 * to are dropped, `error` too. What a listener throws reaches the one who emits.
 */
export class Emitter<Events extends EventMap> {
  readonly #listeners = new Map<string, OnceListener[]>();

  /** Calls a listener for each event of that name. */
  on<Event extends keyof Events & string>(event: Event, listener: Events[Event]): this {
    const listeners = this.#listeners.get(event);
    if (listeners === undefined) this.#listeners.set(event, [listener]);
    else listeners.push(listener);
    return this;
  }

  /** Calls a listener for the next event of that name. */
  once<Event extends keyof Events & string>(event: Event, listener: Events[Event]): this {
    const once = (...args: unknown[]): void => {
      this.off(event, once as Events[Event]);
      listener.apply(this, args);
    };
    return this.on(event, Object.assign(once, { fn: listener }) as unknown as Events[Event]);
  }

  /** Removes a listener, or all of an event, or all. One that was added twice is removed once. */
  off<Event extends keyof Events & string>(event?: Event, listener?: Events[Event]): this {
    if (event === undefined) {
      this.#listeners.clear();
      return this;
    }
    const listeners = this.#listeners.get(event);
    if (listener === undefined || listeners === undefined) {
      this.#listeners.delete(event);
      return this;
    }
    const index = listeners.findIndex((known) => known === listener || known.fn === listener);
    if (index === -1) return this;
    if (listeners.length === 1) this.#listeners.delete(event);
    else listeners.splice(index, 1);
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
    const listeners = this.#listeners.get(event);
    if (listeners === undefined) return this;
    for (const listener of [...listeners]) listener.apply(this, args);
    return this;
  }

  /** The same as {@link Emitter.emit}, under the name that subclasses use for events of their own. */
  protected emitReserved<Event extends keyof Events & string>(
    event: Event,
    ...args: Parameters<Events[Event]>
  ): this {
    return this.emit(event, ...args);
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
