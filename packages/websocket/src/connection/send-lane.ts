import { Buffer } from "node:buffer";
import { callOutside } from "./call-outside.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";
import type { MessageDeflate } from "./message-deflate.ts";
import type { SendCallback } from "./outbound-queue.ts";
import { PreparedMessage } from "./prepared-message.ts";

interface Job extends OutgoingFrame {
  readonly size: number;
  readonly compress: boolean;
}

/** Takes a frame whose payload is ready. */
type Push = (frame: OutgoingFrame, payload: string | Buffer) => void;

/**
 * The frames that must be compressed or read from a Blob before they can be encoded, and whatever was sent after them:
 * one at a time, in order.
 */
export class SendLane {
  readonly #deflate: MessageDeflate | undefined;
  readonly #push: Push;
  #jobs: Job[] = [];
  #isWorking = false;
  #isClosed = false;
  /** The plain size of everything in the lane. */
  bytes = 0;
  #waiting: SendCallback[] = [];

  constructor(deflate: MessageDeflate | undefined, push: Push) {
    this.#deflate = deflate;
    this.#push = push;
  }

  get isBusy(): boolean {
    return this.#isWorking;
  }

  push(job: Job): void {
    this.bytes += job.size;
    this.#jobs.push(job);
    if (!this.#isWorking) this.#work();
  }

  /** Calls back when the lane has run empty, or with the error that emptied it. */
  whenIdle(callback: SendCallback): void {
    this.#waiting.push(callback);
  }

  /** Drops everything and tells the callers so. */
  fail(error: Error): void {
    this.#isClosed = true;
    const jobs = this.#jobs;
    this.#jobs = [];
    this.bytes = 0;
    for (const { done } of jobs) {
      if (done !== undefined) callOutside(done, error);
    }
    this.#wakeWaiting(error);
  }

  /** Goes through the jobs up to the first that has to wait. */
  #work(): void {
    this.#isWorking = true;
    let job = this.#jobs[0];
    while (job !== undefined && !this.#needsToWait(job)) {
      this.#finish(job, job.payload as string | Buffer);
      job = this.#jobs[0];
    }
    if (job !== undefined) return this.#prepare(job);
    this.#isWorking = false;
    this.#wakeWaiting();
  }

  #wakeWaiting(error?: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callOutside(callback, error);
  }

  #needsToWait(job: Job): boolean {
    return job.compress || (typeof job.payload === "object" && !Buffer.isBuffer(job.payload));
  }

  #prepare(job: Job): void {
    const { payload } = job;
    if (payload instanceof PreparedMessage) {
      this.#deflate!.compressPrepared(payload, (error, compressed) => {
        this.#settle(job, error, compressed);
      });
    } else if (typeof payload === "string" || Buffer.isBuffer(payload)) {
      this.#compress(job, typeof payload === "string" ? Buffer.from(payload) : payload);
    } else {
      this.#readBlob(job, payload);
    }
  }

  #readBlob(job: Job, blob: Blob): void {
    blob.arrayBuffer().then(
      (data) => {
        if (this.#isClosed) return;
        const bytes = Buffer.from(data);
        if (job.compress) this.#compress(job, bytes);
        else this.#settle(job, undefined, bytes);
      },
      (error: unknown) => {
        this.#settle(job, error instanceof Error ? error : new Error("The Blob could not be read"), EMPTY);
      },
    );
  }

  #compress(job: Job, bytes: Buffer): void {
    this.#deflate!.compress(bytes, isFinal(job.firstByte), (error, compressed) => {
      this.#settle(job, error, compressed);
    });
  }

  #settle(job: Job, error: Error | undefined, payload: Buffer): void {
    if (this.#isClosed) return;
    if (error === undefined) {
      this.#finish(job, payload);
    } else {
      this.#remove(job);
      if (job.done !== undefined) callOutside(job.done, error);
    }
    this.#work();
  }

  #finish(job: Job, payload: string | Buffer): void {
    this.#remove(job);
    this.#push(job, payload);
  }

  #remove(job: Job): void {
    this.#jobs.shift();
    this.bytes -= job.size;
  }
}

const EMPTY = Buffer.alloc(0);

function isFinal(firstByte: number): boolean {
  return (firstByte & 0x80) !== 0;
}
