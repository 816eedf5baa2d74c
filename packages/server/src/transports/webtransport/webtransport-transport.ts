import { Buffer } from "node:buffer";
import { encodeStreamPacket, type Dialect, type EnginePacket } from "@sockeye/protocol/engine";
import type { ByteCodec, ProtocolError } from "@sockeye/protocol/kernel";
import type { Deadline, Deadlines, ServerTransport, TransportOwner } from "../../ports/index.ts";
import { NO_OWNER } from "../no-owner.ts";
import { toTransportError } from "../transport-error.ts";
import { joinPieces } from "./join-pieces.ts";
import type { PacketPump, PacketSink } from "./packet-pump.ts";
import { closeSession, isSessionEnd, type StreamWriterLike, type WebTransportSession } from "./session.ts";

/** What a WebTransport transport is made of. */
export interface WebTransportParts {
  readonly session: WebTransportSession;
  /** The writing half of the stream. */
  readonly writer: StreamWriterLike;
  /** The reading half, held, with the first packet taken. */
  readonly pump: PacketPump;
  readonly dialect: Dialect;
  readonly bytes: ByteCodec;
  readonly deadlines: Deadlines;
  /** How long a peer may take over what was handed over before the transport was closed. */
  readonly closeTimeout: number;
}

/**
 * Packets on the one stream of a WebTransport session. It begins to deliver right after it was given its first owner.
 *
 * The stream takes one write at a time and says when it wants more, so the session gathers what a turn brings, and what
 * comes while a slow peer is waited for.
 */
export class WebTransportTransport implements ServerTransport, PacketSink, Deadline {
  readonly name = "webtransport";
  readonly supportsBinary = true;
  readonly sendsBatches = true;
  readonly dialect: Dialect;
  readonly session: WebTransportSession;
  isDiscarded = false;
  readyState: "open" | "closing" | "closed" = "open";
  bufferedBytes = 0;
  queueIndex = -1;
  dueAt = 0;
  readonly #parts: WebTransportParts;
  #owner: TransportOwner = NO_OWNER;
  #isBlocked = false;
  #onEnded: (() => void)[] = [];

  constructor(parts: WebTransportParts) {
    this.#parts = parts;
    this.dialect = parts.dialect;
    this.session = parts.session;
  }

  get owner(): TransportOwner {
    return this.#owner;
  }

  set owner(owner: TransportOwner) {
    const isFirst = this.#owner === NO_OWNER;
    this.#owner = owner;
    // Not at once: the new owner is still being made.
    if (isFirst) queueMicrotask(() => this.#begin());
  }

  get isReady(): boolean {
    return this.readyState === "open" && !this.#isBlocked;
  }

  get isWritable(): boolean {
    return this.readyState === "open" && this.bufferedBytes === 0;
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    if (this.readyState !== "open") return;
    const chunks = joinPieces(packets.flatMap((packet) => encodeStreamPacket(packet, this.#parts.bytes)));
    const last = chunks.length - 1;
    for (const [index, chunk] of chunks.entries()) this.#write(chunk, index === last ? onSent : undefined);
    this.#waitIfBlocked();
  }

  close(onEnded?: () => void): void {
    if (onEnded !== undefined) {
      if (this.readyState === "closed") queueMicrotask(onEnded);
      else this.#onEnded.push(onEnded);
    }
    if (this.readyState !== "open") return;
    this.readyState = "closing";
    const { pump, writer, deadlines, closeTimeout } = this.#parts;
    pump.stop();
    deadlines.set(this, deadlines.now() + closeTimeout);
    const end = (): void => {
      this.#end();
    };
    writer.close().then(end, end);
  }

  terminate(): void {
    // Unlike `close`, which may be waited for, this has nobody to tell.
    this.#end();
  }

  discard(): void {
    this.isDiscarded = true;
    this.close();
  }

  /** The peer has not taken in time what there was to take before the end. */
  onDue(): void {
    this.#end();
  }

  onPacket(packet: EnginePacket): void {
    if (packet.type === "message") this.#owner.onMessage(toBuffer(packet.data), this);
    else this.#owner.onPacket(packet, this);
  }

  onError(error: ProtocolError): void {
    this.#owner.onGarbage(error, this);
  }

  onEnd(error: unknown): void {
    if (error === undefined) this.#lose("transport close", undefined);
    else this.#fail(error);
  }

  #begin(): void {
    this.session.closed.then(
      () => {
        this.#lose("transport close", undefined);
      },
      (error: unknown) => {
        this.#lose("transport error", error);
      },
    );
    this.#parts.pump.resume(this);
  }

  #write(chunk: Uint8Array, onSent: (() => void) | undefined): void {
    this.bufferedBytes += chunk.length;
    this.#parts.writer
      .write(chunk)
      .then(() => {
        if (this.readyState === "closed") return;
        this.bufferedBytes -= chunk.length;
        if (!this.isDiscarded) onSent?.();
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  #waitIfBlocked(): void {
    const { writer } = this.#parts;
    if (this.#isBlocked || (writer.desiredSize ?? 0) > 0) return;
    this.#isBlocked = true;
    writer.ready
      .then(() => {
        this.#isBlocked = false;
        if (this.readyState === "open") this.#owner.onReady(this);
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  /** A half of the stream has failed. When that is because the session is over, `closed` knows more. */
  #fail(error: unknown): void {
    if (!isSessionEnd(error)) this.#lose("transport error", error);
  }

  #lose(reason: "transport close" | "transport error", error: unknown): void {
    const isNews = this.readyState === "open";
    this.#end();
    if (isNews) this.#owner.onClosed(reason, error instanceof Error ? toTransportError(error) : error, this);
  }

  #end(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.bufferedBytes = 0;
    this.#parts.pump.stop();
    this.#parts.deadlines.remove(this);
    closeSession(this.session);
    const callbacks = this.#onEnded;
    this.#onEnded = [];
    for (const onEnded of callbacks) onEnded();
  }
}

/** Applications know binary data as buffers. The bytes are not copied. */
function toBuffer(data: EnginePacket["data"]): EnginePacket["data"] {
  if (typeof data !== "object" || Buffer.isBuffer(data)) return data;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
