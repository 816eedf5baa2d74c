import { throwOutside } from "../runtime/throw-outside.ts";
import type { Socket } from "./socket.ts";

/** Where an application's function failed. */
export interface HandlerErrorContext {
  /** What kind of function it was; `adapter` stands for a promise of one. */
  readonly kind: "listener" | "middleware" | "acknowledgement" | "adapter";
  /** The event that it was called for, or the method of the adapter. */
  readonly event: string;
  /** The socket that it was called for, where there is one. */
  readonly socket?: Socket<any, any, any> | undefined;
}

/** Called with what a handler threw, or was rejected with. */
export type HandlerErrorHook = (error: unknown, context: HandlerErrorContext) => void;

/** What becomes of the mistakes of handlers. */
export interface HandlerErrorOptions {
  /**
   * `isolate`: a listener, middleware or acknowledgement that throws or rejects harms that one event, and is reported to
   * `onHandlerError`. `throw`: it is thrown for the process to see, as uncaught exception or unhandled rejection.
   * @default "isolate"
   */
  readonly handlerErrors?: "isolate" | "throw" | undefined;
  /**
   * Hears of what handlers throw or are rejected with, when `handlerErrors` is `isolate`.
   * @default prints them to the standard error output
   */
  readonly onHandlerError?: HandlerErrorHook | undefined;
}

/** Calls functions of the application so that their mistakes reach nobody else. */
export class HandlerErrors {
  /** Do listeners have to be asked for rejected promises? */
  readonly isIsolating: boolean;
  readonly #hook: HandlerErrorHook;

  constructor({ handlerErrors, onHandlerError }: HandlerErrorOptions) {
    if (handlerErrors !== undefined && handlerErrors !== "isolate" && handlerErrors !== "throw") {
      throw new TypeError(
        `The option "handlerErrors" is "isolate" or "throw", not ${JSON.stringify(handlerErrors)}`,
      );
    }
    this.isIsolating = handlerErrors !== "throw";
    this.#hook = onHandlerError ?? printLoudly;
  }

  /** A handler has thrown or was rejected. */
  report(error: unknown, context: HandlerErrorContext): void {
    if (!this.isIsolating) {
      throwOutside(error);
      return;
    }
    try {
      this.#hook(error, context);
    } catch (failure) {
      throwOutside(failure);
    }
  }

  /** Calls a handler; whoever calls this need not fear its mistakes. */
  call(handler: () => unknown, context: HandlerErrorContext): void {
    try {
      this.watch(handler(), context);
    } catch (error) {
      this.report(error, context);
    }
  }

  /** Reports what becomes of a promise that a handler may have returned. */
  watch(returned: unknown, context: HandlerErrorContext): void {
    if (!this.isIsolating || !isThenable(returned)) return;
    returned.then(undefined, (error: unknown) => {
      this.report(error, context);
    });
  }
}

/** Did a handler return a promise, or something like it? */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function printLoudly(error: unknown, { kind, event, socket }: HandlerErrorContext): void {
  const where = socket === undefined ? "" : ` of socket ${socket.id}`;
  // oxlint-disable-next-line no-console -- a mistake that nobody hooked must not pass in silence
  console.error(`A ${kind} for ${JSON.stringify(event)}${where} failed:`, error);
}
