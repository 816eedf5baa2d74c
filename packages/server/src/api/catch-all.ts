import { StrictEventEmitter, type EventsMap } from "./typed-events.ts";

/** Called for every event, whatever its name. */
export type CatchAllListener = (...args: any[]) => void;

/** Lists are replaced, never changed: whoever is going through one is not disturbed. Most sockets have none. */
type Listeners = readonly CatchAllListener[];

const NOBODY: Listeners = Object.freeze([]);

/** An emitter that can be asked to tell of every event that comes, and of every event that is sent. */
export abstract class CatchAllEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ReservedEvents extends EventsMap,
> extends StrictEventEmitter<ListenEvents, EmitEvents, ReservedEvents> {
  #incoming = NOBODY;
  #outgoing = NOBODY;

  /** Listens to every event that comes. */
  onAny(listener: CatchAllListener): this {
    this.#incoming = [...this.#incoming, listener];
    return this;
  }

  /** Listens to every event that comes, before the others that do. */
  prependAny(listener: CatchAllListener): this {
    this.#incoming = [listener, ...this.#incoming];
    return this;
  }

  /** Removes a listener of {@link onAny}, or all. */
  offAny(listener?: CatchAllListener): this {
    this.#incoming = without(this.#incoming, listener);
    return this;
  }

  listenersAny(): CatchAllListener[] {
    return [...this.#incoming];
  }

  /** Listens to every event that is sent to the client. */
  onAnyOutgoing(listener: CatchAllListener): this {
    this.#outgoing = [...this.#outgoing, listener];
    return this;
  }

  /** Listens to every event that is sent to the client, before the others that do. */
  prependAnyOutgoing(listener: CatchAllListener): this {
    this.#outgoing = [listener, ...this.#outgoing];
    return this;
  }

  /** Removes a listener of {@link onAnyOutgoing}, or all. */
  offAnyOutgoing(listener?: CatchAllListener): this {
    this.#outgoing = without(this.#outgoing, listener);
    return this;
  }

  listenersAnyOutgoing(): CatchAllListener[] {
    return [...this.#outgoing];
  }

  /** @internal Adapters call it for each event that they send to this socket. */
  notifyOutgoingListeners(packet: { readonly data?: unknown }): void {
    for (const listener of this.#outgoing) this.callCatchAll(listener, packet.data as unknown[]);
  }

  /** @internal */
  protected notifyIncomingListeners(event: readonly unknown[]): void {
    for (const listener of this.#incoming) this.callCatchAll(listener, event);
  }

  /** @internal Calls a listener, so that its mistakes are its own. */
  protected abstract callCatchAll(listener: CatchAllListener, event: readonly unknown[]): void;
}

/** The first of the same ones; without a listener all. */
function without(listeners: Listeners, listener: CatchAllListener | undefined): Listeners {
  if (listener === undefined) return NOBODY;
  const index = listeners.indexOf(listener);
  return index === -1 ? listeners : listeners.toSpliced(index, 1);
}
