import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { encodeFrame, encodeFrameHeader, encodeTextFrame, FIN, OPCODE, RSV1 } from "../codec/index.ts";
import { encodeTextOnce } from "./encode-once.ts";
import type { MessageDeflate } from "./message-deflate.ts";
import type { ResolvedConnectionOptions } from "./options.ts";
import { LARGE, OutboundQueue, SHORT_TEXT, type SendCallback } from "./outbound-queue.ts";
import type { SendOptions } from "./send-options.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import type { OutgoingFrame } from "./outgoing-frame.ts";
import { SendLane } from "./send-lane.ts";

const NO_OPTIONS: SendOptions = {};
const TEXT_MESSAGE = FIN | OPCODE.text;

/**
 * Turns messages into frames, in the order in which they were sent. Almost always a frame is encoded at once; only when
 * it must be compressed or read from a Blob first does it go through the lane, and everything sent after it too.
 */
export class FrameSender {
  readonly queue: OutboundQueue;
  readonly #options: ResolvedConnectionOptions;
  readonly #deflate: MessageDeflate | undefined;
  #lane: SendLane | undefined;
  /** Are we between the first and the last fragment of a message? */
  #isContinuing = false;
  #compressesMessage = false;

  constructor(socket: Duplex, options: ResolvedConnectionOptions, deflate: MessageDeflate | undefined) {
    this.queue = new OutboundQueue(socket);
    this.#options = options;
    this.#deflate = deflate;
  }

  /** Bytes that the system has not taken yet; a message that waits to be compressed counts with its plain size. */
  get bufferedBytes(): number {
    return this.queue.bufferedBytes + (this.#lane?.bytes ?? 0);
  }

  /** At least as much as `bufferedBytes`, and cheap to ask for with every message. */
  get mostBufferedBytes(): number {
    return this.queue.mostBufferedBytes + (this.#lane?.bytes ?? 0);
  }

  sendText(text: string, options?: SendOptions): void {
    if (options === undefined && this.#deflate === undefined && !this.#isContinuing && !this.#isLaneBusy) {
      this.#push(TEXT_MESSAGE, text, undefined);
    } else {
      this.sendMessage(OPCODE.text, text, Buffer.byteLength(text), options);
    }
  }

  sendMessage(opcode: number, payload: string | Buffer | Blob, size: number, options = NO_OPTIONS): void {
    const fin = options.fin !== false;
    let firstByte: number = OPCODE.continuation;
    if (!this.#isContinuing) {
      firstByte = opcode;
      this.#compressesMessage = options.compress !== false && (this.#deflate?.wants(size) ?? false);
      if (this.#compressesMessage) firstByte |= RSV1;
    }
    if (fin) firstByte |= FIN;
    this.#isContinuing = !fin;
    if (this.#compressesMessage || payload instanceof Blob || this.#isLaneBusy) {
      this.#enqueue({ firstByte, payload, done: options.done }, size, this.#compressesMessage);
    } else {
      this.#push(firstByte, payload, options.done);
    }
  }

  sendPrepared(message: PreparedMessage, options = NO_OPTIONS): void {
    const { opcode, payload, byteLength } = message;
    if (!this.#options.isServer || this.#isContinuing) {
      this.sendMessage(opcode, payload, byteLength, options);
    } else if (options.compress !== false && this.#deflate?.wants(byteLength) === true) {
      const firstByte = FIN | RSV1 | opcode;
      this.#enqueue({ firstByte, payload: message, done: options.done }, byteLength, true);
    } else if (this.#isLaneBusy) {
      this.#enqueue({ firstByte: FIN | opcode, payload, done: options.done }, byteLength, false);
    } else {
      this.queue.push(message.frame, options.done);
    }
  }

  sendControl(opcode: number, payload: Buffer | Blob, done?: SendCallback): void {
    const firstByte = FIN | opcode;
    if (payload instanceof Blob) {
      this.#enqueue({ firstByte, payload, done }, payload.size, false);
    } else if (this.#isLaneBusy) {
      this.#enqueue({ firstByte, payload, done }, payload.length, false);
    } else {
      this.queue.push(this.#encode(firstByte, payload), done);
    }
  }

  /** Answers a ping, in order; while the peer does not read, the queue keeps the newest answer only. */
  sendPong(payload: Buffer): void {
    const firstByte = FIN | OPCODE.pong;
    if (this.#isLaneBusy && !this.queue.isBlocked) {
      this.#enqueue({ firstByte, payload, done: undefined, isPong: true }, payload.length, false);
    } else {
      this.queue.pushPong(this.#encode(firstByte, payload));
    }
  }

  /** Ends the socket's writing side behind everything that was sent. */
  end(): void {
    this.#whenLaneIdle((error) => {
      if (error === undefined) this.queue.end();
    });
  }

  /** Calls back once everything sent so far has gone to the system. */
  onceFlushed(done: SendCallback): void {
    this.#whenLaneIdle((error) => {
      if (error === undefined) this.queue.onceFlushed(done);
      else done(error);
    });
  }

  /** Drops what waits to be compressed or read: what is sent next must not wait behind it. */
  dropLane(error: Error): void {
    this.#lane?.fail(error);
    this.#lane = undefined;
  }

  fail(error: Error): void {
    this.dropLane(error);
    this.queue.fail(error);
  }

  /** Is there anything that the socket was not given yet? */
  get hasUnsent(): boolean {
    return this.queue.hasUnsent || this.#isLaneBusy;
  }

  get #isLaneBusy(): boolean {
    return this.#lane?.isBusy === true;
  }

  #whenLaneIdle(callback: SendCallback): void {
    if (this.#lane?.isBusy === true) this.#lane.whenIdle(callback);
    else callback();
  }

  #enqueue(frame: OutgoingFrame, size: number, compress: boolean): void {
    this.#lane ??= new SendLane(this.#deflate, (ready, payload) => {
      if (ready.isPong === true) this.queue.pushPong(this.#encode(ready.firstByte, payload));
      else this.#push(ready.firstByte, payload, ready.done);
    });
    this.#lane.push({ ...frame, size, compress });
  }

  #push(firstByte: number, payload: string | Buffer, done: SendCallback | undefined): void {
    const { isServer } = this.#options;
    if (
      isServer &&
      firstByte === TEXT_MESSAGE &&
      typeof payload === "string" &&
      payload.length < SHORT_TEXT
    ) {
      this.queue.pushText(payload, done);
    } else if (!isServer || payload.length < LARGE) {
      this.queue.push(this.#encode(firstByte, payload), done);
    } else if (typeof payload === "string") {
      this.queue.push(encodeTextFrame(firstByte, payload), done);
    } else {
      this.queue.pushLarge(encodeFrameHeader(firstByte, payload.length), payload, done);
    }
  }

  #encode(firstByte: number, payload: string | Buffer): Buffer {
    const { isServer, mask } = this.#options;
    if (typeof payload !== "string") return encodeFrame(firstByte, payload, isServer ? undefined : mask());
    return isServer ? encodeTextOnce(firstByte, payload) : encodeTextFrame(firstByte, payload, mask());
  }
}
