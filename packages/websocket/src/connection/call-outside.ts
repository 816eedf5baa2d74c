/**
 * Calls a function of the application. What it throws reaches the process as it would from any event listener, but not
 * through our own frames: the rest of a chunk, the other callbacks and the other connections are not affected.
 */
export function callOutside<Argument>(callback: (argument: Argument) => void, argument: Argument): void {
  try {
    callback(argument);
  } catch (error) {
    throwOutside(error);
  }
}

/** Throws from the event loop instead of from here. */
export function throwOutside(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}
