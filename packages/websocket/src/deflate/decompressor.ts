import { Buffer } from "node:buffer";

import type { DeflateAgreement } from "../handshake/deflate-negotiation.ts";
import type { ResolvedDeflateOptions } from "../handshake/deflate-options.ts";
import { SlidingWindow } from "./sliding-window.ts";
import { type GatePass, type ZlibGate, zlibGate } from "./zlib-gate.ts";
import { acquireStream, createRecipe, createStream, releaseStream, type ZlibRecipe } from "./zlib-pool.ts";
import type { ZlibJob, ZlibStream } from "./zlib-stream.ts";

export interface DecompressorOptions {
  readonly agreement: DeflateAgreement;
  /** Our own role; it is the other one's messages that are inflated here. */
  readonly role: "server" | "client";
  readonly resolved: ResolvedDeflateOptions;
  /** The most bytes that a message may inflate to; `Infinity` for no limit. */
  readonly maxPayload: number;
}

/** Why a message cannot be inflated, or not to its end. */
export interface InflateFailure {
  /** `stopped`: the sink asked for it. */
  readonly kind: "too-big" | "corrupt" | "ratio" | "stopped";
  readonly message: string;
  /** What zlib said. */
  readonly cause?: Error;
}

/** Who takes the output of one part of a message. */
export interface InflateSink {
  /** Called with each piece as it is made. `false` stops: the rest is dropped, and `onDone` says "stopped". */
  onOutput(chunk: Buffer): boolean;
  /**
   * Called exactly once, unless the decompressor is closed before. After a failure the decompressor is of no more use,
   * because it has lost its place in the peer's stream.
   */
  onDone(failure?: InflateFailure): void;
}

/** RFC 7692 7.2.2: what the sender has left out at the end of the message. */
const TAIL = Buffer.of(0x00, 0x00, 0xff, 0xff);
/** Up to here a copy with the tail is cheaper than a second job for the tail alone. */
const MAX_JOINED = 16 * 1024;
/** A ratio says nothing about small messages: a few bytes may well repeat the whole message before. */
const RATIO_FLOOR = 64 * 1024;
/**
 * A block with BFINAL ends zlib's stream, and a new stream costs far more than the two bytes that such a block can be
 * written in. So a message may have some of them, and more only as it is longer.
 */
const FREE_RESTARTS = 64;
const BYTES_PER_RESTART = 4096;

/**
 * Inflates the messages of one direction of one connection, RFC 7692 7.2.2, part by part, one part at a time. Nothing a
 * peer sends makes it throw.
 */
export class Decompressor implements ZlibJob {
  readonly #recipe: ZlibRecipe;
  readonly #gate: ZlibGate;
  readonly #keepsContext: boolean;
  readonly #maxPayload: number;
  readonly #maxRatio: number;
  readonly #window: SlidingWindow;
  #stream: ZlibStream | undefined;
  /** The stream was made in the middle of the window, see {@link #restart}. */
  #isContinued = false;
  #job: InflateJob | undefined;
  #failure: InflateFailure | undefined;
  #isClosed = false;
  /** Of the current message: bytes that came, bytes that they made, and streams that ended. */
  #inputLength = 0;
  #outputLength = 0;
  #restarts = 0;

  constructor({ agreement, role, resolved, maxPayload }: DecompressorOptions) {
    const isServer = role === "server";
    const bits = isServer ? agreement.clientMaxWindowBits : agreement.serverMaxWindowBits;
    this.#recipe = createRecipe("inflate", bits, resolved.zlibInflateOptions);
    this.#window = new SlidingWindow(bits);
    this.#gate = zlibGate(resolved.concurrencyLimit);
    this.#keepsContext = !(isServer ? agreement.clientNoContextTakeover : agreement.serverNoContextTakeover);
    this.#maxPayload = maxPayload;
    this.#maxRatio = resolved.maxInflateRatio;
  }

  /**
   * Inflates the next part of a message. The bytes must not change before `onDone`, which is never called before this
   * method has returned.
   */
  inflate(part: Buffer, options: { readonly endOfMessage: boolean }, sink: InflateSink): void {
    if (this.#job !== undefined)
      throw new Error("The decompressor is busy: wait for onDone before the next inflate()");
    if (this.#isClosed) return;
    const { endOfMessage } = options;
    const job: InflateJob = { sink, endOfMessage, inputs: [], pass: undefined };
    this.#job = job;
    if (this.#failure !== undefined || this.#isEmpty(part, endOfMessage)) {
      process.nextTick(() => {
        if (this.#job === job) this.#finish(this.#failure);
      });
      return;
    }
    this.#inputLength += part.length;
    if (!endOfMessage) job.inputs.push(part);
    else if (part.length <= MAX_JOINED) job.inputs.push(Buffer.concat([part, TAIL]));
    else job.inputs.push(part, TAIL);
    job.pass = this.#gate.enter(() => this.#step(job));
  }

  /** Frees the memory at once; nothing is called any more. */
  close(): void {
    this.#isClosed = true;
    this.#job?.pass?.leave();
    this.#job = undefined;
    this.#discard();
  }

  /** @internal */
  onOutput(chunk: Buffer): void {
    const job = this.#job;
    if (job === undefined) return;
    this.#outputLength += chunk.length;
    if (this.#outputLength > this.#maxPayload) {
      this.#fail("too-big", `The message inflates to more than ${this.#maxPayload} bytes`);
    } else if (this.#outputLength > Math.max(RATIO_FLOOR, this.#inputLength * this.#maxRatio)) {
      this.#fail("ratio", `The message inflates to more than ${this.#maxRatio} times its size`);
    } else {
      this.#window.push(chunk);
      if (!job.sink.onOutput(chunk) && this.#job === job)
        this.#fail("stopped", "The receiver of the message stopped");
    }
  }

  /** @internal */
  onSettled(consumed: number, error: Error | undefined): void {
    const job = this.#job;
    const input = job?.inputs[0];
    if (job === undefined || input === undefined) return;
    if (error !== undefined) this.#fail("corrupt", "The message is no valid deflate data", error);
    else if (consumed < input.length) this.#restart(job, input.subarray(consumed));
    else this.#advance(job);
  }

  /** Whether a part needs no zlib, and leaves its stream where it is. */
  #isEmpty(part: Buffer, endOfMessage: boolean): boolean {
    if (!endOfMessage) return part.length === 0;
    // RFC 7692 7.2.3.6: an empty message is one zero byte; and some leave out even that.
    return this.#inputLength === 0 && (part.length === 0 || (part.length === 1 && part[0] === 0));
  }

  /** Writes the first input of the job, or ends it when there is none. */
  #step(job: InflateJob): void {
    const [input] = job.inputs;
    if (input === undefined) {
      this.#finish(undefined);
      return;
    }
    try {
      this.#stream ??= this.#isContinued
        ? createStream(this.#recipe, this.#window.toDictionary())
        : acquireStream(this.#recipe);
    } catch (error) {
      process.nextTick(() => {
        if (this.#job === job) this.#fail("corrupt", "The message cannot be inflated", error as Error);
      });
      return;
    }
    this.#stream.write(input, this);
  }

  #advance(job: InflateJob): void {
    job.inputs.shift();
    this.#step(job);
  }

  /**
   * Goes on behind a block with BFINAL. RFC 7692 7.2.1 allows such blocks anywhere, and other blocks behind them, which
   * may refer to what was before (7.2.3.2). zlib's stream is over, so a new one takes over its window.
   */
  #restart(job: InflateJob, rest: Buffer): void {
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#isContinued = true;
    if (++this.#restarts > FREE_RESTARTS + this.#inputLength / BYTES_PER_RESTART) {
      this.#fail("corrupt", "The message consists of too many deflate streams");
      return;
    }
    job.inputs[0] = rest;
    // 7.2.3.4: after the last such block comes one zero byte and then our tail, which together are an empty block. Some
    // leave out the zero byte. Either way the message is complete, and the next one makes the stream it needs.
    const isLast = job.endOfMessage && job.inputs.length === 1;
    if (isLast && (rest.length === TAIL.length || (rest.length === TAIL.length + 1 && rest[0] === 0)))
      this.#advance(job);
    else this.#step(job);
  }

  #fail(kind: InflateFailure["kind"], message: string, cause?: Error): void {
    this.#failure = cause === undefined ? { kind, message } : { kind, message, cause };
    this.#discard();
    this.#finish(this.#failure);
  }

  #finish(failure: InflateFailure | undefined): void {
    const job = this.#job;
    this.#job = undefined;
    if (job === undefined) return;
    if (job.endOfMessage && failure === undefined) this.#endMessage();
    job.pass?.leave();
    job.sink.onDone(failure);
  }

  #endMessage(): void {
    this.#inputLength = 0;
    this.#outputLength = 0;
    this.#restarts = 0;
    if (this.#keepsContext) return;
    if (this.#stream !== undefined && !this.#isContinued) {
      releaseStream(this.#recipe, this.#stream);
      this.#stream = undefined;
    }
    this.#discard();
  }

  #discard(): void {
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#isContinued = false;
    this.#window.clear();
  }
}

interface InflateJob {
  readonly sink: InflateSink;
  readonly endOfMessage: boolean;
  /** What zlib has still to be given. */
  readonly inputs: Buffer[];
  pass: GatePass | undefined;
}
