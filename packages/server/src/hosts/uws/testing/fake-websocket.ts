import { Buffer } from "node:buffer";
import type { UwsBehavior, UwsWebSocket } from "../uws-api.ts";
import { neuter, toMemory } from "./memory.ts";

/** A message that was sent. */
export interface SentFrame {
  readonly data: string | Buffer;
  readonly isCompressed: boolean;
}

/** A WebSocket that throws when it is used after its end. The other members are for the test, which plays the client. */
export class FakeWebSocket implements UwsWebSocket {
  readonly frames: SentFrame[] = [];
  /** How it ended: by `end`, by `close`, or because the client left. */
  ending: "end" | "close" | "left" | undefined;
  /** What `end` was called with. */
  readonly endedWith: unknown[] = [];
  /** How often sending was corked. */
  corks = 0;
  /** Does the next message find no room? */
  drops = false;
  readonly #behavior: UwsBehavior;
  readonly #userData: object;
  #isStalled = false;
  #buffered = 0;

  constructor(behavior: UwsBehavior, userData: object) {
    this.#behavior = behavior;
    // The properties are kept, the object is not.
    this.#userData = { ...userData };
  }

  /** The messages that were sent. */
  get sent(): readonly (string | Buffer)[] {
    return this.frames.map(({ data }) => data);
  }

  /** The client sends a message. */
  receive(data: string | Uint8Array): void {
    if (this.ending !== undefined) return;
    const { maxPayloadLength = Infinity } = this.#behavior;
    if (Buffer.byteLength(data) > maxPayloadLength) return this.leave();
    const memory = toMemory(data);
    this.#behavior.message(this, memory, typeof data !== "string");
    neuter(memory);
  }

  /** The connection is gone. */
  leave(): void {
    this.#close("left");
  }

  /** The client takes nothing from here on. */
  stall(): void {
    this.#isStalled = true;
  }

  /** The client takes all but so many bytes of what there is; with none left it keeps up again. */
  drain(left = 0): void {
    if (this.ending !== undefined) return;
    this.#isStalled = left > 0;
    this.#buffered = left;
    this.#behavior.drain(this);
  }

  send(message: string | Uint8Array, isBinary: boolean, compress: boolean): number {
    this.#assertOpen("send");
    if (this.drops) return 2;
    const data = typeof message === "string" ? message : Buffer.from(message);
    if (isBinary === (typeof data === "string")) throw new Error("send: a text is to be sent as one");
    this.frames.push({ data, isCompressed: compress });
    if (!this.#isStalled) return 1;
    this.#buffered += data.length;
    return 0;
  }

  getBufferedAmount(): number {
    this.#assertOpen("getBufferedAmount");
    return this.#buffered;
  }

  getUserData(): unknown {
    return this.#userData;
  }

  cork(callback: () => void): this {
    this.#assertOpen("cork");
    this.corks++;
    callback();
    return this;
  }

  end(...args: readonly [code?: number, reason?: string]): void {
    this.#assertOpen("end");
    this.endedWith.push(...args);
    this.#close("end");
  }

  close(): void {
    this.#assertOpen("close");
    this.#close("close");
  }

  #close(ending: NonNullable<FakeWebSocket["ending"]>): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.#behavior.close(this);
  }

  #assertOpen(what: string): void {
    if (this.ending !== undefined) throw new Error(`${what}: the WebSocket is closed`);
  }
}
