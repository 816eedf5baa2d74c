import { Polling } from "../polling.ts";

/** Polling whose requests are answered by the test. */
export class PlainPolling extends Polling {
  polls = 0;
  readonly written: string[] = [];
  readonly #arrived: (() => void)[] = [];

  #onWrite = (_data: string): void => {};

  get nextUri(): string {
    return this.uri();
  }

  get state(): string {
    return this.readyState;
  }

  deny(): void {
    this.supportsBinary = false;
  }

  doPoll(): void {
    this.polls++;
  }

  doWrite(data: string, callback: () => void): void {
    this.written.push(data);
    this.#onWrite(data);
    this.#arrived.push(callback);
  }

  nextWrite(): Promise<string> {
    return new Promise((resolve) => {
      this.#onWrite = resolve;
    });
  }

  /** The oldest payload has arrived. */
  arrive(): void {
    this.#arrived.shift()!();
  }
}
