/** A server to practise with: the playground may kill it and start it again, and sees what a client does about that. */
export interface PracticeControl {
  /** Where it listens, also while it does not run: `http://localhost:3001`. */
  readonly url: string;
  readonly running: boolean;
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Calls this from now on when it has come up, or is gone. */
  onChange(listener: () => void): void;
}
