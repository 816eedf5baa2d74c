import { isTextMessage, type Dialect, type EnginePacket } from "@sockeye/protocol/engine";
import type { ServerTransport, TransportOwner } from "../../ports/index.ts";
import { NO_OWNER } from "../no-owner.ts";

/** What a message transport needs to know of its client. */
export interface MessageTransportParts {
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
}

/**
 * Beyond this many bytes in a connection, packets wait in the session, where they are counted. It is more than what a
 * system takes in one turn, so a connection that has come so far says when it has caught up.
 */
export const HIGH_WATER_MARK = 1024 * 1024;

/** One packet, one frame: what all WebSockets have in common, whoever has made them. */
export abstract class MessageTransport implements ServerTransport {
  readonly name = "websocket";
  readonly sendsBatches = false;
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  owner: TransportOwner = NO_OWNER;
  isDiscarded = false;
  readyState: "open" | "closing" | "closed" = "open";
  #onEnded: (() => void)[] | undefined;
  /** Has something come that cannot be decoded? Then the owner is about to end this, and hears no more of it. */
  #hasFailed = false;
  #isTerminated = false;

  constructor({ dialect, supportsBinary }: MessageTransportParts) {
    this.dialect = dialect;
    this.supportsBinary = supportsBinary;
  }

  abstract get isReady(): boolean;
  abstract get bufferedBytes(): number;
  abstract send(packets: readonly EnginePacket[], onSent?: () => void): void;

  get isWritable(): boolean {
    return this.readyState === "open" && this.bufferedBytes === 0;
  }

  close(onEnded?: () => void, code?: number): void {
    if (onEnded !== undefined) {
      if (this.readyState === "closed") queueMicrotask(onEnded);
      else (this.#onEnded ??= []).push(onEnded);
    }
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    this.closeMedium(code);
  }

  terminate(): void {
    this.#isTerminated = true;
    if (this.readyState === "closed") return;
    this.readyState = "closing";
    this.terminateMedium();
  }

  discard(): void {
    this.isDiscarded = true;
    this.close();
  }

  /** Begins the closing handshake, with this code if there is one. The medium may call {@link onMediumClosed} within this. */
  protected abstract closeMedium(code: number | undefined): void;

  /** Ends the connection at once. The medium may call {@link onMediumClosed} within this. */
  protected abstract terminateMedium(): void;

  /** Nobody waits any more for what a discarded transport has sent. */
  protected get confirmsSent(): boolean {
    return !this.isDiscarded && !this.#isTerminated;
  }

  /** The connection has ended. */
  protected onMediumClosed(): void {
    const wasOpen = this.readyState === "open";
    this.readyState = "closed";
    if (wasOpen) this.owner.onClosed("transport close", undefined, this);
    // Not within the call that ended it: whoever closes need not expect to be called back meanwhile.
    for (const onEnded of this.#onEnded?.splice(0) ?? []) queueMicrotask(onEnded);
  }

  /** Hands a frame to the owner, by what it is. Nothing behind what cannot be decoded. */
  protected deliver(frame: string | Uint8Array): void {
    if (this.readyState !== "open" || this.#hasFailed) return;
    // Nearly all that comes: it is not made into a packet first.
    if (isTextMessage(frame)) {
      this.owner.onMessage(frame.slice(1), this);
      return;
    }
    const decoded = this.dialect.decodeFrame(frame);
    if ("code" in decoded) {
      this.#hasFailed = true;
      this.owner.onGarbage(decoded, this);
    } else if (decoded.type === "message") {
      this.owner.onMessage(decoded.data, this);
    } else {
      this.owner.onPacket(decoded, this);
    }
  }
}
