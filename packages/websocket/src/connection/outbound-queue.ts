import { Buffer } from "node:buffer";
import { finished, type Duplex } from "node:stream";
import { callOutside } from "./call-outside.ts";
import { textFrameSizeOnce } from "./encode-once.ts";
import { flushThisTurn, joinFrames, writeFrames, type Flushable, type Outgoing } from "./flush-list.ts";

/** Called once: with nothing when the bytes went to the system, with an error when they never will. */
export type SendCallback = (error?: Error) => void;

const EMPTY = Buffer.alloc(0);

/** From here on a payload is not copied behind its header, and a queue does not wait for the end of the turn. */
export const LARGE = 16_384;

/**
 * Texts of fewer characters wait as texts. A longer one is worth encoding at once, where the receivers of a broadcast can
 * share its frame whatever else is in their queues.
 */
export const SHORT_TEXT = 1024;

/**
 * The frames that a connection sends in one turn, handed to the socket as one write. While the socket is full, frames
 * stay here; so the socket's own buffer holds no more than one turn.
 */
export class OutboundQueue implements Flushable {
  readonly #socket: Duplex;
  #frames: Outgoing[] | undefined;
  #bytes = 0;
  #callbacks: SendCallback[] | undefined;
  #isListed = false;
  /** Has the socket asked to wait? Kept here, so that who sends need not look at the socket: with many that is cold memory. */
  #isBlocked = false;
  /** What the socket held after the last write. Without one it only gets less. */
  #mostInSocket = 0;
  #endsWhenEmpty = false;
  /** The newest pong while the socket is full: the ones before it need no answer any more (RFC 6455, 5.5.3). */
  #waitingPong: Buffer | undefined;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Bytes accepted from the caller that the system has not taken yet. */
  get bufferedBytes(): number {
    return this.#bytes + (this.#waitingPong?.length ?? 0) + this.#socket.writableLength;
  }

  /** At least as much as `bufferedBytes`, and cheap to ask for with every message. */
  get mostBufferedBytes(): number {
    return this.#bytes + (this.#waitingPong?.length ?? 0) + this.#mostInSocket;
  }

  /** Has the socket asked to wait? */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Is there anything that the socket was not given yet? */
  get hasUnsent(): boolean {
    return this.#frames !== undefined || this.#waitingPong !== undefined;
  }

  push(frame: Buffer, done?: SendCallback): void {
    this.#append(frame, frame.length, done);
    this.#schedule();
  }

  /** A whole text message of a server, of less than `SHORT_TEXT` characters. */
  pushText(text: string, done?: SendCallback): void {
    this.#append(text, textFrameSizeOnce(text), done);
    this.#schedule();
  }

  /** Header and payload of a large frame: the payload is neither copied nor kept waiting. */
  pushLarge(header: Buffer, payload: Buffer, done?: SendCallback): void {
    this.#append(header, header.length, undefined);
    this.#append(payload, payload.length, done);
    this.#schedule();
  }

  pushPong(frame: Buffer): void {
    if (this.isBlocked) this.#waitingPong = frame;
    else this.push(frame);
  }

  /** Ends the socket's writing side once everything queued has been handed to it. */
  end(): void {
    this.#endsWhenEmpty = true;
    this.flush();
  }

  /** The socket's `drain` event. */
  onDrain(): void {
    this.#isBlocked = false;
    this.#mostInSocket = 0;
    this.flush();
  }

  /** Hands everything to the socket, unless it is full: then it waits for `onDrain`. */
  flush(): void {
    this.#isListed = false;
    if (this.#isBlocked || this.#socket.destroyed) return;
    this.#sendWaitingPong();
    const frames = this.#frames;
    if (frames !== undefined) {
      const bytes = this.#bytes;
      const callbacks = this.#callbacks;
      this.#frames = undefined;
      this.#bytes = 0;
      this.#callbacks = undefined;
      this.#write(frames, bytes, callbacks);
    }
    if (this.#endsWhenEmpty && !this.#socket.writableEnded) this.#socket.end();
  }

  /** Calls back once everything pushed so far has gone to the system. */
  onceFlushed(done: SendCallback): void {
    if (this.#socket.destroyed) {
      process.nextTick(done, new Error("The connection is closed"));
    } else if (this.#frames !== undefined) {
      this.#append(EMPTY, 0, done);
    } else if (this.#socket.writableEnded) {
      finished(this.#socket, { readable: false }, (error) => {
        callOutside(done, error ?? undefined);
      });
    } else {
      // An empty write is called back behind the ones before it.
      this.#socket.write(EMPTY, (error) => {
        callOutside(done, error ?? undefined);
      });
    }
  }

  /** Drops everything that was not handed to the socket and tells the callers so. */
  fail(error: Error): void {
    const callbacks = this.#callbacks;
    this.#frames = undefined;
    this.#bytes = 0;
    this.#callbacks = undefined;
    this.#waitingPong = undefined;
    if (callbacks !== undefined) settle(callbacks, error);
  }

  #append(frame: Outgoing, size: number, done: SendCallback | undefined): void {
    if (this.#frames === undefined) this.#frames = [frame];
    else this.#frames.push(frame);
    this.#bytes += size;
    if (done === undefined) return;
    if (this.#callbacks === undefined) this.#callbacks = [done];
    else this.#callbacks.push(done);
  }

  /** Ahead of the rest: behind a close frame it would be too late. */
  #sendWaitingPong(): void {
    const pong = this.#waitingPong;
    if (pong === undefined) return;
    this.#waitingPong = undefined;
    this.#frames = [pong, ...(this.#frames ?? [])];
    this.#bytes += pong.length;
  }

  #schedule(): void {
    if (this.#bytes >= LARGE) {
      this.flush();
    } else if (!this.#isListed) {
      this.#isListed = true;
      flushThisTurn(this);
    }
  }

  #write(frames: Outgoing[], bytes: number, callbacks: SendCallback[] | undefined): void {
    const socket = this.#socket;
    const written =
      callbacks &&
      ((error?: Error | null): void => {
        settle(callbacks, error ?? undefined);
      });
    const buffers = bytes < LARGE ? [joinFrames(frames, bytes)] : gather(frames);
    const last = buffers.length - 1;
    if (last === 0) {
      socket.write(buffers[0]!, written);
    } else {
      // Vectored: the stream hands all of them to the system in one call.
      socket.cork();
      for (let i = 0; i < last; i++) socket.write(buffers[i]!);
      socket.write(buffers[last]!, written);
      socket.uncork();
    }
    this.#isBlocked = socket.writableNeedDrain;
    this.#mostInSocket = socket.writableLength;
  }
}

/** Joins runs of small frames and leaves the large ones as they are. */
function gather(frames: readonly Outgoing[]): Buffer[] {
  const buffers: Buffer[] = [];
  let run: Outgoing[] = [];
  for (const frame of frames) {
    if (typeof frame !== "string" && frame.length >= LARGE) {
      if (run.length > 0) buffers.push(writeFrames(run));
      run = [];
      buffers.push(frame);
    } else {
      run.push(frame);
    }
  }
  if (run.length > 0) buffers.push(writeFrames(run));
  return buffers;
}

function settle(callbacks: readonly SendCallback[], error: Error | undefined): void {
  for (const callback of callbacks) callOutside(callback, error);
}
