import type { HandlerErrors } from "./handler-errors.ts";
import type { Socket } from "./socket.ts";

/** An event as middlewares of a socket get it: its name and its arguments. */
export type Event = [string, ...any[]];

/** Sees an event before its listeners do; may change it, and stops it by not calling `next`, or with an error. */
export type SocketMiddleware = (event: Event, next: (err?: Error) => void) => void;

/** What happens on the way through the middlewares of a socket. */
export interface MiddlewareRun {
  readonly socket: Socket<any, any, any>;
  readonly event: Event;
  readonly handlerErrors: HandlerErrors;
  /** They have let it pass. */
  readonly onPassed: (event: Event) => void;
}

/** Takes an event through middlewares, one after the other. The first answer of each counts. */
export function runSocketMiddlewares(
  middlewares: readonly SocketMiddleware[],
  { socket, event, handlerErrors, onPassed }: MiddlewareRun,
): void {
  const run = (index: number): void => {
    const middleware = middlewares[index];
    if (middleware === undefined) return onPassed(event);
    let isCalled = false;
    const next = (error?: Error): void => {
      if (isCalled) return;
      isCalled = true;
      if (error) socket._onerror(error);
      else run(index + 1);
    };
    const context = { kind: "middleware", event: event[0], socket } as const;
    try {
      handlerErrors.watch(middleware(event, next), context);
    } catch (error) {
      handlerErrors.report(error, context);
    }
  };
  run(0);
}
