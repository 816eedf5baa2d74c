interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

function defer<Value>(): Deferred<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // As the platform's own: whoever does not listen is not told.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** A WebTransport session whose only stream is in the hands of the test. */
export class FakeWebTransport {
  static readonly created: FakeWebTransport[] = [];
  readonly args: unknown[];
  readonly #ready = defer<undefined>();
  readonly #closed = defer<object>();
  readonly ready = this.#ready.promise;
  readonly closed = this.#closed.promise;
  readonly written: Uint8Array[] = [];
  #incoming!: ReadableStreamDefaultController<Uint8Array>;
  #outgoing!: WritableStreamDefaultController;
  closeCalls = 0;

  constructor(...args: unknown[]) {
    this.args = args;
    FakeWebTransport.created.push(this);
  }

  static get last(): FakeWebTransport {
    return FakeWebTransport.created.at(-1)!;
  }

  createBidirectionalStream(): Promise<object> {
    if (this.closeCalls) return Promise.reject(new Error("closed"));
    return Promise.resolve({
      readable: new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.#incoming = controller;
        },
      }),
      writable: new WritableStream<Uint8Array>({
        start: (controller) => {
          this.#outgoing = controller;
        },
        write: (chunk) => {
          this.written.push(chunk);
        },
      }),
    });
  }

  becomeReady(): void {
    this.#ready.resolve(undefined);
  }

  /** The session ends, by an error if there is one. */
  end(error?: Error): void {
    if (error) {
      this.#ready.reject(error);
      this.#closed.reject(error);
    } else this.#closed.resolve({ closeCode: 0 });
  }

  receive(...bytes: number[]): void {
    this.#incoming.enqueue(Uint8Array.from(bytes));
  }

  endStream(): void {
    this.#incoming.close();
  }

  failWrites(): void {
    this.#outgoing.error(new Error("stopped"));
  }

  /** All that was written since the last call. */
  takeWritten(): number[] {
    return this.written.splice(0).flatMap((chunk) => [...chunk]);
  }

  close(): void {
    this.closeCalls++;
    this.end();
  }
}
