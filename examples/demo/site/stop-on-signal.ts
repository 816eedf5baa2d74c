/** What we need of `process`; a test passes something smaller. */
export interface SignalSource {
  on(event: "SIGHUP" | "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Ends the process in good order on Ctrl-C, on `kill`, and when its terminal is closed. A terminal and npm may both pass
 * on the same Ctrl-C: the second one finds the first at work and is no reason to hurry.
 */
export function stopOnSignal(source: SignalSource, close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    close().then(
      () => source.exit(0),
      () => source.exit(1),
    );
  };
  source.on("SIGINT", stop);
  source.on("SIGTERM", stop);
  source.on("SIGHUP", stop);
}
