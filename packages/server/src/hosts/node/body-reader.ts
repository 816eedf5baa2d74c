import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { BodyMemory } from "../../http/body-memory.ts";
import { BodyProgress, type BodyTimes } from "../../http/body-progress.ts";
import type { BodyReceiver, Deadline, Deadlines } from "../../ports/index.ts";

/** How a body is read. */
export interface BodyReaderOptions {
  readonly deadlines: Deadlines;
  readonly times: BodyTimes;
  readonly limit: number;
}

/** Reads the body of one request: whole, within its size, and in time. */
export class BodyReader implements Deadline {
  queueIndex = -1;
  dueAt = 0;
  readonly #request: IncomingMessage;
  readonly #receiver: BodyReceiver;
  readonly #deadlines: Deadlines;
  readonly #progress: BodyProgress;
  readonly #memory: BodyMemory;

  constructor(request: IncomingMessage, receiver: BodyReceiver, options: BodyReaderOptions) {
    const { deadlines, times, limit } = options;
    const startedAt = deadlines.now();
    this.#request = request;
    this.#receiver = receiver;
    this.#deadlines = deadlines;
    this.#memory = new BodyMemory(limit);
    this.#progress = new BodyProgress({ startedAt, times, limit });
    request.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
    this.#waitOn(startedAt);
  }

  onDue(): void {
    this.#fail("EIO_BODY_TIMEOUT");
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#progress.add(chunk.length)) return this.#fail("EIO_TOO_LARGE");
    this.#memory.append(chunk);
    this.#waitOn(this.#deadlines.now());
  };

  readonly #onEnd = (): void => {
    const { content } = this.#memory;
    this.#stop();
    this.#receiver.onBody(content);
  };

  readonly #onClose = (): void => {
    this.#fail("EIO_POST_ABORTED");
  };

  #waitOn(now: number): void {
    this.#deadlines.set(this, this.#progress.dueAt(now));
  }

  #fail(code: Parameters<BodyReceiver["onFailure"]>[0]): void {
    this.#stop();
    // Nobody reads on: what still comes in waits in the system's buffer until the connection ends.
    this.#request.pause();
    this.#receiver.onFailure(code);
  }

  #stop(): void {
    this.#memory.clear();
    this.#deadlines.remove(this);
    this.#request.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
  }
}
