/**
 * Throws from the event loop instead of from here: a mistake in one callback reaches the process as it would from any
 * event listener, and the others that wait in the same queue are served all the same.
 */
export function throwOutside(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Calls a function of the application; what it throws is its own affair. */
export function callSafely(call: () => void): void {
  try {
    call();
  } catch (error) {
    throwOutside(error);
  }
}
