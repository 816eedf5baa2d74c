import type { Buffer } from "node:buffer";
import type { DeflateRaw, InflateRaw } from "node:zlib";

/** Who is told about one {@link ZlibStream.write}. */
export interface ZlibJob {
  /** Called with each piece of output as it is made. */
  onOutput(chunk: Buffer): void;
  /**
   * Called once, at the end of the write. Fewer bytes `consumed` than written: the inflater met the end of its stream (a
   * block with BFINAL), and takes no more input.
   */
  onSettled(consumed: number, error: Error | undefined): void;
}

/**
 * One zlib stream of Node, used as a function: bytes in, output, end of the job. It settles every write exactly once,
 * whichever of Node's signs comes first (callback, 'end', 'error'), and is silent from {@link destroy} on.
 */
export class ZlibStream {
  readonly #stream: DeflateRaw | InflateRaw;
  #job: ZlibJob | undefined;
  #bytesBefore = 0;

  /** @param stream - made with `flush: Z_SYNC_FLUSH`, so that each write comes out whole at its end */
  constructor(stream: DeflateRaw | InflateRaw) {
    this.#stream = stream;
    stream.on("data", (chunk: Buffer) => this.#job?.onOutput(chunk));
    stream.on("end", () => {
      this.#settle(undefined);
    });
    stream.on("error", (error) => {
      this.#settle(error);
    });
  }

  write(input: Buffer, job: ZlibJob): void {
    this.#job = job;
    this.#bytesBefore = this.#stream.bytesWritten;
    this.#stream.write(input, () => {
      // The last output may still lie in the stream's buffer; reading it makes the 'data' event.
      while (this.#job === job && this.#stream.read() !== null);
      this.#settle(undefined);
    });
  }

  /** Back to an empty window, between writes. */
  reset(): void {
    this.#stream.reset();
  }

  /** Frees zlib's memory. A write that is under way is never settled. */
  destroy(): void {
    this.#job = undefined;
    this.#stream.destroy();
  }

  #settle(error: Error | undefined): void {
    const job = this.#job;
    this.#job = undefined;
    job?.onSettled(this.#stream.bytesWritten - this.#bytesBefore, error);
  }
}
