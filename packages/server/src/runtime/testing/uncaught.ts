/** Runs a piece of a test that throws out of the event loop on purpose; returns what reached the process. */
export async function uncaughtIn(run: () => void): Promise<unknown[]> {
  const listeners = process.listeners("uncaughtException");
  const errors: unknown[] = [];
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => errors.push(error));
  try {
    run();
    // Errors are thrown from microtasks, which end before this.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
  return errors;
}
