import { BodyMemory } from "../../http/body-memory.ts";
import { BodyProgress, type BodyTimes } from "../../http/body-progress.ts";
import type { BodyReceiver, Deadline, Deadlines } from "../../ports/index.ts";
import type { UwsHttpResponse } from "./uws-api.ts";

/** The memory of bodies that have come before anybody wanted to read them, all requests together. */
export interface EarlyBytes {
  held: number;
  readonly most: number;
}

/** What a body begins with. */
export interface UwsBodyOptions {
  /** How many bytes the request says that there are; no more than may come. */
  readonly announced: number;
  readonly early: EarlyBytes;
  /** There is no memory for what comes; nothing of it is kept. */
  onOverflow(): void;
}

/** How a body is read. */
export interface UwsReading {
  readonly receiver: BodyReceiver;
  readonly deadlines: Deadlines;
  readonly times: BodyTimes;
}

interface CurrentReading extends UwsReading {
  readonly progress: BodyProgress;
}

/**
 * The body of one request. The host does not wait until somebody reads: what comes before is kept. The time until then
 * does not count against the client.
 */
export class UwsBody implements Deadline {
  queueIndex = -1;
  dueAt = 0;
  readonly #options: UwsBodyOptions;
  readonly #memory: BodyMemory;
  #isComplete: boolean;
  /** Has nobody wanted to read it yet? Then its memory counts as early. */
  #isEarly = true;
  #reading: CurrentReading | undefined;

  /** To be made within the handler: what comes before is lost. */
  constructor(response: UwsHttpResponse, options: UwsBodyOptions) {
    this.#options = options;
    this.#memory = new BodyMemory(options.announced);
    this.#isComplete = options.announced === 0;
    response.onData((chunk, isLast) => {
      if (this.#isEarly || this.#reading !== undefined) this.#onData(chunk, isLast);
    });
  }

  /** How many bytes it has at most. */
  get announced(): number {
    return this.#options.announced;
  }

  /** Reads it: what has come, and what comes. To be called once at most, and not when the request is over. */
  read(reading: UwsReading): void {
    const { deadlines, times } = reading;
    const limit = this.#options.announced;
    const progress = new BodyProgress({ startedAt: deadlines.now(), times, limit });
    this.#leaveEarly();
    this.#reading = { ...reading, progress };
    this.#advance(this.#reading, this.#memory.length);
  }

  /** The client has left. */
  abort(): void {
    this.#fail("EIO_POST_ABORTED");
  }

  /** Nobody wants it any more. */
  stop(): void {
    this.#leaveEarly();
    this.#memory.clear();
    this.#reading?.deadlines.remove(this);
    this.#reading = undefined;
  }

  onDue(): void {
    this.#fail("EIO_BODY_TIMEOUT");
  }

  #onData(chunk: ArrayBuffer, isLast: boolean): void {
    const { announced, early } = this.#options;
    const memory = this.#memory;
    // What is more than announced is part of no body.
    const bytes = Math.min(chunk.byteLength, announced - memory.length);
    const before = memory.capacity;
    memory.append(new Uint8Array(chunk, 0, bytes));
    if (this.#isEarly) early.held += memory.capacity - before;
    this.#isComplete = isLast || memory.length === announced;
    if (this.#reading !== undefined) this.#advance(this.#reading, bytes);
    else if (early.held > early.most) this.#giveUp();
  }

  #giveUp(): void {
    this.stop();
    this.#options.onOverflow();
  }

  #leaveEarly(): void {
    if (this.#isEarly) this.#options.early.held -= this.#memory.capacity;
    this.#isEarly = false;
  }

  #advance({ progress, deadlines, receiver }: CurrentReading, bytes: number): void {
    progress.add(bytes);
    if (!this.#isComplete) {
      deadlines.set(this, progress.dueAt(deadlines.now()));
      return;
    }
    const { content } = this.#memory;
    this.stop();
    receiver.onBody(content);
  }

  #fail(code: Parameters<BodyReceiver["onFailure"]>[0]): void {
    const receiver = this.#reading?.receiver;
    this.stop();
    receiver?.onFailure(code);
  }
}
