import type { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import { CLOSE_CODE } from "../codec/index.ts";
import {
  CloseEvent,
  ErrorEvent,
  Event,
  MessageEvent,
  type EventListener,
  type EventListenerOptions,
  type EventMap,
} from "./events.ts";
import type { RawData } from "./message-data.ts";
import { TypedEmitterBase, type SocketEvents } from "./socket-emitter.ts";

/** What stands in an emitter's list for a listener of the web's kind. */
interface Wrapper {
  // oxlint-disable-next-line typescript/no-explicit-any -- each type of event has arguments of its own
  (...args: any[]): void;
  /** What the application gave us. */
  [LISTENER]?: unknown;
  /** Is it the value of an `on…` property? */
  [IS_PROPERTY]?: boolean;
}

type AnyEvent = Event | CloseEvent | ErrorEvent | MessageEvent;
type Call = (event: AnyEvent) => void;

const LISTENER = Symbol("sockeye.listener");
const IS_PROPERTY = Symbol("sockeye.isProperty");

/** Makes the event's object of the arguments that the emitter's listeners get. */
const WRAPPERS: Readonly<Record<string, (target: EventEmitter, call: Call) => Wrapper>> = {
  open: (target, call) => () => {
    call(new Event("open", target));
  },
  message: (target, call) => (data: RawData, isBinary: boolean) => {
    call(new MessageEvent(target, isBinary ? data : (data as Buffer).toString()));
  },
  close: (target, call) => (code: number, reason: Buffer) => {
    // The peer's close frame is always answered, so it tells whether both passed.
    call(new CloseEvent(target, { code, reason: reason.toString(), wasClean: code !== CLOSE_CODE.abnormal }));
  },
  error: (target, call) => (error: Error) => {
    call(new ErrorEvent(target, error));
  },
};

/**
 * The part of a WebSocket that the web platform calls EventTarget: `addEventListener` and the `on…` properties, on top of
 * the emitter's own listeners and in one order with them.
 */
export class SocketEventTarget<Target> extends TypedEmitterBase<Target, SocketEvents> {
  get onopen(): ((event: Event<Target>) => void) | null {
    return readProperty(this, "open") as ((event: Event<Target>) => void) | null;
  }

  set onopen(listener: ((event: Event<Target>) => void) | null) {
    writeProperty(this, "open", listener);
  }

  get onmessage(): ((event: MessageEvent<Target>) => void) | null {
    return readProperty(this, "message") as ((event: MessageEvent<Target>) => void) | null;
  }

  set onmessage(listener: ((event: MessageEvent<Target>) => void) | null) {
    writeProperty(this, "message", listener);
  }

  get onclose(): ((event: CloseEvent<Target>) => void) | null {
    return readProperty(this, "close") as ((event: CloseEvent<Target>) => void) | null;
  }

  set onclose(listener: ((event: CloseEvent<Target>) => void) | null) {
    writeProperty(this, "close", listener);
  }

  get onerror(): ((event: ErrorEvent<Target>) => void) | null {
    return readProperty(this, "error") as ((event: ErrorEvent<Target>) => void) | null;
  }

  set onerror(listener: ((event: ErrorEvent<Target>) => void) | null) {
    writeProperty(this, "error", listener);
  }

  /** Adds a listener for `open`, `message`, `close` or `error`; other types and listeners added twice do nothing. */
  addEventListener<Type extends keyof EventMap<Target>>(
    type: Type,
    listener: EventListener<EventMap<Target>[Type]>,
    options?: EventListenerOptions,
  ): void {
    if (findWrapper(this, type, (wrapper) => isOf(wrapper, listener)) !== undefined) return;
    addWrapper(this, type, { listener, isProperty: false, once: options?.once === true });
  }

  removeEventListener<Type extends keyof EventMap<Target>>(
    type: Type,
    listener: EventListener<EventMap<Target>[Type]>,
  ): void {
    const wrapper = findWrapper(this, type, (one) => isOf(one, listener));
    if (wrapper !== undefined) this.removeListener(type, wrapper);
  }
}

function isOf(wrapper: Wrapper, listener: unknown): boolean {
  return wrapper[LISTENER] === listener && wrapper[IS_PROPERTY] === false;
}

function isPropertyWrapper(wrapper: Wrapper): boolean {
  return wrapper[IS_PROPERTY] === true;
}

function findWrapper(
  target: EventEmitter,
  type: string,
  test: (wrapper: Wrapper) => boolean,
): Wrapper | undefined {
  return (target.listeners(type) as Wrapper[]).find((listener) => test(listener));
}

function readProperty(target: EventEmitter, type: string): unknown {
  return findWrapper(target, type, isPropertyWrapper)?.[LISTENER] ?? null;
}

/** Anything but a function empties the property. A new value takes its place at the end of the order. */
function writeProperty(target: EventEmitter, type: string, listener: unknown): void {
  const wrapper = findWrapper(target, type, isPropertyWrapper);
  if (wrapper !== undefined) target.removeListener(type, wrapper);
  if (typeof listener === "function") addWrapper(target, type, { listener, isProperty: true, once: false });
}

function addWrapper(
  target: EventEmitter,
  type: string,
  { listener, isProperty, once }: { listener: unknown; isProperty: boolean; once: boolean },
): void {
  const wrap = Object.hasOwn(WRAPPERS, type) ? WRAPPERS[type] : undefined;
  if (wrap === undefined) return;
  const wrapper = wrap(target, (event) => {
    if (typeof listener === "function") (listener as Call).call(target, event);
    else (listener as { handleEvent(event: AnyEvent): void }).handleEvent(event);
  });
  wrapper[LISTENER] = listener;
  wrapper[IS_PROPERTY] = isProperty;
  if (once) target.once(type, wrapper);
  else target.on(type, wrapper);
}
