import type { OperatorFlags } from "./broadcast-operator.ts";

/** Called once: with `null` and all answers, or with an error and those that came in time. */
export type BroadcastAck = (error: Error | null, responses: unknown) => void;

/** What a broadcast tells of its way. */
export interface AckReports {
  /** A server has sent it to so many sockets. */
  onClientCount(count: number): void;
  /** A socket has answered. */
  onResponse(response: unknown): void;
}

/**
 * Gathers the answers to one broadcast. It is complete when every server has said how many sockets it sent it to, and
 * all of those have answered.
 */
export class AckCollection implements AckReports {
  readonly #callback: BroadcastAck;
  readonly #wantsOne: boolean;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #responses: unknown[] = [];
  #isOver = false;
  #expectedServers = -1;
  #servers = 0;
  #expectedClients = 0;

  constructor({ timeout, expectSingleResponse }: OperatorFlags, callback: BroadcastAck) {
    this.#callback = callback;
    this.#wantsOne = expectSingleResponse === true;
    // Without a timeout there is no waiting at all, as in the original.
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      callback(new Error("operation has timed out"), this.#wantsOne ? null : this.#responses);
    }, timeout ?? 1);
  }

  onClientCount(count: number): void {
    this.#expectedClients += count;
    this.#servers++;
    this.#endIfComplete();
  }

  onResponse(response: unknown): void {
    this.#responses.push(response);
    this.#endIfComplete();
  }

  /** So many servers take part. */
  onServerCount(count: number): void {
    this.#expectedServers = count;
    this.#endIfComplete();
  }

  #endIfComplete(): void {
    if (this.#isOver || this.#servers !== this.#expectedServers) return;
    if (this.#responses.length !== this.#expectedClients) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#callback(null, this.#wantsOne ? this.#responses[0] : this.#responses);
  }
}
