import { Buffer } from "node:buffer";

import type { DeflateAgreement } from "../handshake/deflate-negotiation.ts";
import type { ResolvedDeflateOptions } from "../handshake/deflate-options.ts";
import { type GatePass, type ZlibGate, zlibGate } from "./zlib-gate.ts";
import { acquireStream, createRecipe, releaseStream, type ZlibRecipe } from "./zlib-pool.ts";
import type { ZlibJob, ZlibStream } from "./zlib-stream.ts";

export interface CompressorOptions {
  readonly agreement: DeflateAgreement;
  /** Whose messages are compressed here: our own role. */
  readonly role: "server" | "client";
  readonly resolved: ResolvedDeflateOptions;
}

/** Called exactly once; the bytes are empty when there is an error. */
export type CompressDone = (error: Error | undefined, compressed: Buffer) => void;

const NOTHING = Buffer.alloc(0);
/** RFC 7692 7.2.3.6: an empty message is an empty stored block without its last four bytes. */
const EMPTY_MESSAGE = Buffer.of(0x00);
/** RFC 7692 7.2.1: what a sync flush ends with, and the last fragment of a message leaves out. */
const TAIL_LENGTH = 4;

/**
 * Compresses the messages of one direction of one connection, RFC 7692 7.2.1. One job at a time; a zlib stream exists
 * from the first byte on, and without context takeover only within a message.
 */
export class Compressor implements ZlibJob {
  readonly #recipe: ZlibRecipe;
  readonly #gate: ZlibGate;
  readonly #keepsContext: boolean;
  #stream: ZlibStream | undefined;
  #job: CompressJob | undefined;
  #isClosed = false;

  constructor({ agreement, role, resolved }: CompressorOptions) {
    const isServer = role === "server";
    const bits = isServer ? agreement.serverMaxWindowBits : agreement.clientMaxWindowBits;
    this.#recipe = createRecipe("deflate", bits, resolved.zlibDeflateOptions);
    this.#gate = zlibGate(resolved.concurrencyLimit);
    this.#keepsContext = !(isServer ? agreement.serverNoContextTakeover : agreement.clientNoContextTakeover);
  }

  /**
   * Compresses a message, or one fragment of it (`fin: false` for all but the last). The bytes must not change before
   * `done`, which is never called before this method has returned.
   */
  compress(data: Buffer | readonly Buffer[], options: { readonly fin: boolean }, done: CompressDone): void {
    if (this.#job !== undefined)
      throw new Error("The compressor is busy: wait for done before the next compress()");
    const input = data instanceof Uint8Array ? data : Buffer.concat(data);
    const job: CompressJob = { fin: options.fin, done, chunks: [], pass: undefined };
    this.#job = job;
    if (this.#isClosed) this.#finishSoon(job, closedError());
    // Between two flushes the output is at a byte boundary: nothing, or an empty block, fits in without zlib.
    else if (input.length === 0) this.#finishSoon(job, undefined);
    else job.pass = this.#gate.enter(() => this.#write(job, input));
  }

  /**
   * Makes the next message refer to nothing before it. Needed when a message that was compressed elsewhere goes out on
   * this connection: the peer then has other bytes in its window than our stream knows of.
   */
  forgetContext(): void {
    if (this.#job !== undefined)
      throw new Error("The compressor is busy: wait for done before forgetContext()");
    this.#stream?.reset();
  }

  /** Frees the memory at once. A job that is under way gets its error before this returns. */
  close(): void {
    this.#isClosed = true;
    this.#discard();
    this.#finish(closedError());
  }

  /** @internal */
  onOutput(chunk: Buffer): void {
    this.#job?.chunks.push(chunk);
  }

  /** @internal */
  onSettled(_consumed: number, error: Error | undefined): void {
    this.#finish(error);
  }

  #write(job: CompressJob, input: Buffer): void {
    try {
      this.#stream ??= acquireStream(this.#recipe);
    } catch (error) {
      this.#finishSoon(job, error as Error);
      return;
    }
    this.#stream.write(input, this);
  }

  #finishSoon(job: CompressJob, error: Error | undefined): void {
    process.nextTick(() => {
      if (this.#job === job) this.#finish(error);
    });
  }

  #finish(error: Error | undefined): void {
    const job = this.#job;
    if (job === undefined) return;
    this.#job = undefined;
    if (error !== undefined) {
      this.#discard();
    } else if (job.fin && !this.#keepsContext && this.#stream !== undefined) {
      releaseStream(this.#recipe, this.#stream);
      this.#stream = undefined;
    }
    job.pass?.leave();
    job.done(error, error === undefined ? takeOutput(job) : NOTHING);
  }

  #discard(): void {
    this.#stream?.destroy();
    this.#stream = undefined;
  }
}

interface CompressJob {
  readonly fin: boolean;
  readonly done: CompressDone;
  readonly chunks: Buffer[];
  pass: GatePass | undefined;
}

function takeOutput({ fin, chunks }: CompressJob): Buffer {
  const [first = NOTHING] = chunks;
  const output = chunks.length > 1 ? Buffer.concat(chunks) : first;
  if (!fin) return output;
  return output.length === 0 ? EMPTY_MESSAGE : output.subarray(0, output.length - TAIL_LENGTH);
}

function closedError(): Error {
  return new Error("The connection was closed before the message was compressed");
}
