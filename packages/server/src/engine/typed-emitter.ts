import { EventEmitter } from "node:events";

/** Events that are always emitted. The others come with every message, and are emitted only if somebody may listen. */
const ALWAYS_EMITTED: ReadonlySet<string | symbol> = new Set([
  "close",
  "connection",
  "connection_error",
  "heartbeat",
  "message",
  "upgrade",
  "upgrading",
]);

/**
 * An emitter that knows whether anybody has ever wanted to hear more than the usual. To look for listeners of six events
 * with each message costs more than all the rest that a session does for it (measured by `npm run bench engine`).
 */
class ObservedEmitter extends EventEmitter {
  #hasUnusualListener = false;
  #hasMessageListener = false;

  constructor() {
    super();
    // Node gives each emitter a table for its listeners, 200 bytes large, and makes one when the first is added if there is
    // none. Sockets of the engine have no listeners where the layer above takes its messages by direct calls.
    (this as { _events?: object | undefined })._events = undefined;
  }

  /** @internal May somebody listen to the events that come with every message? So may who has replaced `emit`. */
  get isObserved(): boolean {
    return this.#hasUnusualListener || this.emit !== EventEmitter.prototype.emit;
  }

  /** @internal May somebody listen to messages? */
  get hearsMessages(): boolean {
    return this.#hasMessageListener || this.emit !== EventEmitter.prototype.emit;
  }

  override on(event: string | symbol, listener: AnyListener): this {
    this.#note(event);
    return super.on(event, listener);
  }

  override addListener(event: string | symbol, listener: AnyListener): this {
    this.#note(event);
    return super.addListener(event, listener);
  }

  override prependListener(event: string | symbol, listener: AnyListener): this {
    this.#note(event);
    return super.prependListener(event, listener);
  }

  #note(event: string | symbol): void {
    if (event === "message") this.#hasMessageListener = true;
    else if (!ALWAYS_EMITTED.has(event)) this.#hasUnusualListener = true;
  }
}

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
  /** @internal May somebody listen to the events that come with every message? */
  readonly isObserved: boolean;
  /** @internal May somebody listen to messages? */
  readonly hearsMessages: boolean;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the listener of an unknown event takes what it takes
type AnyListener = (...args: any[]) => void;

/** The class above with the types above. */
export const TypedEmitterBase = ObservedEmitter as unknown as Omit<typeof EventEmitter, "prototype"> & {
  new <Events extends Record<keyof Events, unknown[]>>(): TypedEmitter<Events>;
};
