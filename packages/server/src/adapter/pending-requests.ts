import { randomBytes } from "node:crypto";

/** A question to other servers. */
export interface PendingRequest {
  readonly timeout: number | undefined;
  /** Called once, with all that was answered: complete, or with the reason why it is not. */
  readonly onEnd: (error: Error | null, values: unknown[]) => void;
  /** The message of the error if the time is up. */
  readonly describeTimeout: (values: readonly unknown[]) => string;
  /** Is nothing missing any more? */
  readonly isComplete: () => boolean;
  /** Something has come from this server. */
  readonly onAnswer: (uid: string) => void;
  /** This server will not answer any more. */
  readonly onNodeGone: (uid: string) => void;
}

interface Entry {
  readonly request: PendingRequest;
  readonly values: unknown[];
  readonly timer: NodeJS.Timeout;
}

/** 16 hexadecimal digits: the ids of servers and of requests. */
export function randomId(): string {
  return randomBytes(8).toString("hex");
}

/** Asks how many servers must answer, and counts. */
export function expectAnswers(
  expected: number,
): Pick<PendingRequest, "describeTimeout" | "isComplete" | "onAnswer" | "onNodeGone"> {
  let received = 0;
  return {
    describeTimeout: () => `timeout reached: only ${received} responses received out of ${expected}`,
    isComplete: () => received >= expected,
    onAnswer: () => {
      received += 1;
    },
    onNodeGone: () => {},
  };
}

/** Knows which servers must answer, and crosses them off. */
export function expectAnswersOf(
  uids: Iterable<string>,
): Pick<PendingRequest, "describeTimeout" | "isComplete" | "onAnswer" | "onNodeGone"> {
  const missing = new Set(uids);
  return {
    describeTimeout: () => `timeout reached: missing ${missing.size} responses`,
    isComplete: () => missing.size === 0,
    onAnswer: (uid) => {
      missing.delete(uid);
    },
    onNodeGone: (uid) => {
      missing.delete(uid);
    },
  };
}

/** The questions that are open. Each ends once: with the last answer, when its time is up, or when the adapter closes. */
export class PendingRequests {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  add(requestId: string, request: PendingRequest): void {
    const values: unknown[] = [];
    const timer = setTimeout(
      () => this.#end(requestId, new Error(request.describeTimeout(values))),
      request.timeout,
    );
    this.#entries.set(requestId, { request, values, timer });
  }

  /** An answer has come; one that nobody waits for is ignored. */
  answer(requestId: string, uid: string, values: readonly unknown[]): void {
    const entry = this.#entries.get(requestId);
    if (entry === undefined) return;
    for (const value of values) entry.values.push(value);
    entry.request.onAnswer(uid);
    if (entry.request.isComplete()) this.#end(requestId, null);
  }

  nodeGone(uid: string): void {
    for (const [requestId, { request }] of this.#entries) {
      request.onNodeGone(uid);
      if (request.isComplete()) this.#end(requestId, null);
    }
  }

  close(): void {
    for (const requestId of this.#entries.keys()) {
      this.#end(requestId, new Error("the adapter was closed before all servers had answered"));
    }
  }

  #end(requestId: string, error: Error | null): void {
    const entry = this.#entries.get(requestId);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#entries.delete(requestId);
    entry.request.onEnd(error, entry.values);
  }
}
