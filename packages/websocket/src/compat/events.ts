import type { MessageData } from "./message-data.ts";

/**
 * The events that `addEventListener` and the `on…` properties deliver: what the WHATWG interfaces of the same names have
 * and users of `ws` know. The target is a parameter, so that this file knows nothing of sockets.
 */
export class Event<Target = unknown> {
  readonly #type: string;
  readonly #target: Target;

  constructor(type: string, target: Target) {
    this.#type = type;
    this.#target = target;
  }

  get type(): string {
    return this.#type;
  }

  get target(): Target {
    return this.#target;
  }
}

/** How a connection ended. */
export class CloseEvent<Target = unknown> extends Event<Target> {
  readonly #code: number;
  readonly #reason: string;
  readonly #wasClean: boolean;

  constructor(
    target: Target,
    { code, reason, wasClean }: { code: number; reason: string; wasClean: boolean },
  ) {
    super("close", target);
    this.#code = code;
    this.#reason = reason;
    this.#wasClean = wasClean;
  }

  /** The peer's close code; 1005 when its close frame had none, 1006 when there was no close frame. */
  get code(): number {
    return this.#code;
  }

  get reason(): string {
    return this.#reason;
  }

  /** Did both close frames pass? */
  get wasClean(): boolean {
    return this.#wasClean;
  }
}

/** What went wrong. */
export class ErrorEvent<Target = unknown> extends Event<Target> {
  readonly #error: Error;

  constructor(target: Target, error: Error) {
    super("error", target);
    this.#error = error;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- as users of `ws` know it: they read `error.code`
  get error(): any {
    return this.#error;
  }

  get message(): string {
    return this.#error.message;
  }
}

/** A message: a string for text, for anything else what `binaryType` says. */
export class MessageEvent<Target = unknown> extends Event<Target> {
  readonly #data: MessageData;

  constructor(target: Target, data: MessageData) {
    super("message", target);
    this.#data = data;
  }

  get data(): MessageData {
    return this.#data;
  }
}

/** What may listen to an event: a function, or an object with a method for it. */
export type EventListener<OneEvent> = ((event: OneEvent) => void) | { handleEvent(event: OneEvent): void };

/** The events by type. */
export interface EventMap<Target> {
  open: Event<Target>;
  error: ErrorEvent<Target>;
  close: CloseEvent<Target>;
  message: MessageEvent<Target>;
}

/** Options of `addEventListener`. */
export interface EventListenerOptions {
  once?: boolean | undefined;
}
