import type { IncomingMessage, ServerResponse } from "node:http";

/** Goes on to the next middleware, or, given anything truthy, refuses the request. */
export type Next = (error?: unknown) => void;

/**
 * A function of the kind that Express made common. One that answers by itself never calls `next`. It may be `async`.
 * On an upgrade request the response is a stand-in, see `UpgradeResponse`.
 */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

/**
 * Runs middlewares in order, then calls `done`, with what went wrong or with nothing. Those that call `next` at once cost no
 * turn of the event loop, however many they are. What one throws or rejects with is an error like one given to `next`:
 * a peer must not be able to end the process through it. Only the first `next` of each counts.
 */
export function runMiddlewares(
  list: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
  done: Next,
): void {
  let index = 0;
  const advance = (): void => {
    // A loop, not a recursion: a middleware that calls `next` while it runs is seen when it has returned.
    for (;;) {
      const middleware = list[index++];
      if (middleware === undefined) return done();
      const step = runOne(middleware, request, response);
      if (step.outcome === undefined) {
        step.onOutcome = (outcome) => (outcome === true ? advance() : done(outcome.error));
        return;
      }
      if (step.outcome !== true) return done(step.outcome.error);
    }
  };
  advance();
}

/** What came of one middleware: `true` to go on. */
type Outcome = true | { readonly error: unknown };

interface Step {
  /** `undefined` while it is not known. */
  outcome: Outcome | undefined;
  /** Called when it becomes known later. */
  onOutcome: ((outcome: Outcome) => void) | undefined;
}

function runOne(middleware: Middleware, request: IncomingMessage, response: ServerResponse): Step {
  const step: Step = { outcome: undefined, onOutcome: undefined };
  const settle = (outcome: Outcome): void => {
    if (step.outcome !== undefined) return;
    step.outcome = outcome;
    step.onOutcome?.(outcome);
  };
  try {
    const result = middleware(request, response, (error) => settle(error ? { error } : true));
    if (isThenable(result)) result.then(undefined, (reason: unknown) => settle({ error: asError(reason) }));
  } catch (reason) {
    // Also when it had called `next` before: nobody has gone on yet.
    step.outcome = { error: asError(reason) };
  }
  return step;
}

/** Anything can be thrown, `undefined` too; an error must not look like none. */
function asError(reason: unknown): unknown {
  return reason || new Error(`A middleware failed with ${String(reason)}`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function"
  );
}
