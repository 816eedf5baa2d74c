import { Duplex } from "node:stream";
import { Buffer } from "node:buffer";

/** A byte stream whose other end is the test: it sees each write, and decides when the system takes it. */
export class FakeSocket extends Duplex {
  /** What was handed over, one element a write; a vectored write is one element. */
  readonly writes: Buffer[] = [];
  /** Hold writes back, as a full kernel buffer does. */
  isFull = false;
  #held: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: true, highWaterMark: 1024 });
  }

  /** Everything written so far. */
  get written(): Buffer {
    return Buffer.concat(this.writes);
  }

  /** The peer sends. */
  receive(bytes: Buffer | string): void {
    this.push(typeof bytes === "string" ? Buffer.from(bytes, "hex") : Buffer.from(bytes));
  }

  /** The peer ends its side. */
  receiveEnd(): void {
    this.push(null);
  }

  /** The system takes what it has held back. */
  release(): void {
    this.isFull = false;
    const held = this.#held;
    this.#held = undefined;
    held?.();
  }

  override _read(): void {
    // The test pushes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#take(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }

  #take(bytes: Buffer, done: () => void): void {
    this.writes.push(Buffer.from(bytes));
    if (this.isFull) this.#held = done;
    else done();
  }
}
