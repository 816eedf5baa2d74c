/**
 * A writer or reader that nobody waits for: what happens to it is seen at the other end.
 */
function ignore(): void {}

/** One end of a stream of bytes, both ways. */
export interface PairedStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** One end of a session, in the shape of the W3C's `WebTransport`. */
export interface PairedSession {
  readonly ready: Promise<void>;
  readonly closed: Promise<{ readonly closeCode: number; readonly reason: string }>;
  readonly incomingBidirectionalStreams: ReadableStream<PairedStream>;
  readonly datagrams: PairedStream;
  createBidirectionalStream(): Promise<PairedStream>;
  close(): void;
}

/** How a pair behaves. */
export interface PairOptions {
  /** Cuts what is written into chunks of this size. */
  readonly sliceBytes?: number | undefined;
  /** Errors of streams say by `source` that the session is over, as browsers do. @default true */
  readonly namesSource?: boolean | undefined;
}

/** Two ends of one session in memory. */
export interface SessionPair {
  readonly server: PairedSession;
  readonly client: PairedSession;
  /** The connection breaks: `closed` rejects at both ends. */
  breakOff(error: Error): void;
  /** The server's writes are taken only while the gate is open. */
  readonly gate: Gate;
}

/** Holds up what passes. */
export class Gate {
  #opened: Promise<void> | undefined;
  #open: () => void = ignore;

  shut(): void {
    if (this.#opened !== undefined) return;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#opened = undefined;
    this.#open();
  }

  /** `undefined` when it is open. */
  get passed(): Promise<void> | undefined {
    return this.#opened;
  }
}

/** Creates both ends of a session. Streams that a client opens appear at the server at once. */
export function createWebTransportPair(options: PairOptions = {}): SessionPair {
  const pair = new Pair(options);
  return { server: pair.server, client: pair.client, gate: pair.gate, breakOff: (error) => pair.end(error) };
}

interface Ending {
  readonly closed: PairedSession["closed"];
  settle(error: Error | undefined): void;
}

function createEnding(): Ending {
  let resolve: (info: { closeCode: number; reason: string }) => void = ignore;
  let reject: (error: Error) => void = ignore;
  const closed = new Promise<{ closeCode: number; reason: string }>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return {
    closed,
    settle: (error) => (error === undefined ? resolve({ closeCode: 0, reason: "" }) : reject(error)),
  };
}

class Pair {
  readonly gate = new Gate();
  readonly server: PairedSession;
  readonly client: PairedSession;
  readonly #options: PairOptions;
  readonly #endings = [createEnding(), createEnding()] as const;
  readonly #breakers: ((error: Error) => void)[] = [];
  #incoming: ReadableStreamDefaultController<PairedStream> | undefined;
  #isOver = false;

  constructor(options: PairOptions) {
    this.#options = options;
    const incoming = new ReadableStream<PairedStream>({
      start: (controller) => {
        this.#incoming = controller;
      },
    });
    const [datagramsUp, datagramsDown] = [this.#pipe(), this.#pipe()];
    this.server = {
      ready: Promise.resolve(),
      closed: this.#endings[0].closed,
      incomingBidirectionalStreams: incoming,
      datagrams: { readable: datagramsUp.readable, writable: datagramsDown.writable },
      createBidirectionalStream: () => Promise.reject(new Error("the server opens no streams")),
      close: () => this.end(undefined),
    };
    this.client = {
      ready: Promise.resolve(),
      closed: this.#endings[1].closed,
      incomingBidirectionalStreams: new ReadableStream<PairedStream>(),
      datagrams: { readable: datagramsDown.readable, writable: datagramsUp.writable },
      createBidirectionalStream: () => Promise.resolve(this.#openStream()),
      close: () => this.end(undefined),
    };
    // Whoever looks at it hears of it; that nobody does is not an error of the pair.
    for (const { closed } of this.#endings) closed.catch(ignore);
  }

  end(error: Error | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const broken = Object.assign(new Error("the session is over"), {
      source: this.#options.namesSource === false ? undefined : "session",
    });
    for (const breakOff of this.#breakers) breakOff(broken);
    this.#incoming?.close();
    this.gate.open();
    // Later than the streams fail, as in some hosts.
    setImmediate(() => {
      for (const { settle } of this.#endings) settle(error);
    });
  }

  #openStream(): PairedStream {
    if (this.#isOver) throw new Error("the session is over");
    const up = this.#pipe();
    const down = this.#pipe(this.gate);
    this.#incoming?.enqueue({ readable: up.readable, writable: down.writable });
    return { readable: down.readable, writable: up.writable };
  }

  /** What is written comes out, in slices; a write counts as taken when it has come through the gate. */
  #pipe(gate?: Gate): PairedStream {
    const { sliceBytes = Infinity } = this.#options;
    let out: ReadableStreamDefaultController<Uint8Array>;
    let isOver = false;
    let fail: (error: Error) => void = ignore;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        out = controller;
      },
      cancel: () => {
        isOver = true;
        fail(new Error("the peer reads no more"));
      },
    });
    const writable = new WritableStream<Uint8Array>({
      start: (controller) => {
        fail = (error) => controller.error(error);
      },
      write: async (chunk) => {
        await gate?.passed;
        if (isOver) return;
        for (let start = 0; start < chunk.length; start += sliceBytes) {
          // Copied, as a network does: what the writer does with its buffer later is its own affair.
          out.enqueue(Uint8Array.from(chunk.subarray(start, start + sliceBytes)));
        }
      },
      close: () => {
        if (!isOver) out.close();
        isOver = true;
      },
      abort: (reason) => {
        if (!isOver) out.error(reason ?? new Error("the peer has given the stream up"));
        isOver = true;
      },
    });
    this.#breakers.push((error) => {
      if (!isOver) out.error(error);
      isOver = true;
      fail(error);
    });
    return { readable, writable };
  }
}
