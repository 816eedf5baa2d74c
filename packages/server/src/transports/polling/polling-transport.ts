import type { Dialect, EnginePacket } from "@sockeye/protocol/engine";
import { createProtocolError, type ProtocolError, type ProtocolErrorCode } from "@sockeye/protocol/kernel";
import type { Deadline, HttpExchange, Query, RequestTransport, TransportOwner } from "../../ports/index.ts";
import { NO_OWNER } from "../no-owner.ts";
import { scriptStart } from "./jsonp.ts";
import type { PollingContext } from "./polling-context.ts";
import { PostIntake, type PostOwner } from "./post-intake.ts";
import { refuse, refuseMethod } from "./responses.ts";
import { WaitingPoll } from "./waiting-poll.ts";

/** What a polling transport begins with. */
export interface PollingTransportParts {
  readonly dialect: Dialect;
  readonly context: PollingContext;
  /** The query of the request that opens the session: what it says about binary data and scripts holds for all of them. */
  readonly query: Query;
}

/** How long a close waits for a poll that takes it to the client, in milliseconds. */
const CLOSE_TIMEOUT = 30_000;

const CLOSE: readonly EnginePacket[] = Object.freeze([{ type: "close" }] as const);
const NOOP: readonly EnginePacket[] = Object.freeze([{ type: "noop" }] as const);
const NOOP_AND_CLOSE: readonly EnginePacket[] = Object.freeze([{ type: "noop" }, { type: "close" }] as const);

/**
 * Long-polling: a GET waits until there are packets for the client and takes all of them; the client's own come by POST.
 *
 * Each request is answered, save a POST whose body is still on its way when the transport ends: that one is cut off, so
 * that the client does not take what it sent for delivered. A close waits for the next GET, unless the client will send
 * none any more: it has said so, has sent what cannot be decoded, or has just lost a request.
 */
export class PollingTransport implements RequestTransport, PostOwner {
  readonly name = "polling";
  readonly sendsBatches = true;
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  owner: TransportOwner = NO_OWNER;

  readonly #context: PollingContext;
  readonly #scriptStart: string | undefined;
  readonly #poll: WaitingPoll;
  /** The POST that is under way, or was the last one. */
  #post: PostIntake | undefined;
  #readyState: "open" | "closing" | "closed" = "open";
  #isDiscarded = false;
  #isDelivering = false;
  /** Will the client send no more polls? */
  #isPeerGone = false;
  #closeDeadline: Deadline | undefined;
  readonly #onEnded: (() => void)[] = [];

  constructor({ dialect, context, query }: PollingTransportParts) {
    this.dialect = dialect;
    this.#context = context;
    const { j: script, b64: base64 } = query;
    this.#scriptStart = context.allowJsonp && script !== undefined ? scriptStart(script) : undefined;
    this.supportsBinary = !base64 && this.#scriptStart === undefined;
    const format = { dialect, supportsBinary: this.supportsBinary, scriptStart: this.#scriptStart };
    this.#poll = new WaitingPoll(format, context, () => this.#fail("EIO_POLL_ABORTED"));
  }

  get readyState(): "open" | "closing" | "closed" {
    return this.#readyState;
  }

  get isDiscarded(): boolean {
    return this.#isDiscarded;
  }

  get isReady(): boolean {
    return this.#readyState === "open" && this.#poll.isReady;
  }

  get isDelivering(): boolean {
    return this.#isDelivering;
  }

  get isWritable(): boolean {
    return this.isReady;
  }

  get bufferedBytes(): number {
    return this.#poll.bufferedBytes;
  }

  onRequest(exchange: HttpExchange): void {
    if (this.#readyState === "closed") refuse(exchange, 400);
    else if (exchange.method === "GET") this.#onPoll(exchange);
    else if (exchange.method === "POST") this.#onPost(exchange);
    else refuseMethod(exchange);
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    if (!this.isReady) throw new Error("send: no poll is waiting; call it only while isReady");
    this.#poll.answer(packets, onSent);
  }

  releasePoll(): void {
    if (this.#poll.isReady) this.#poll.answerAtOnce(NOOP);
  }

  close(onEnded?: () => void): void {
    if (onEnded !== undefined) this.#onEnded.push(onEnded);
    if (this.#readyState === "closed") {
      this.#tellEnded();
    } else if (this.#readyState === "open") {
      const isPostLost = this.#post?.cutOff() ?? false;
      if (this.#isPeerGone || isPostLost || this.#poll.isReady) this.#end();
      else this.#awaitPoll();
    }
  }

  terminate(): void {
    if (this.#readyState !== "closed") this.#end();
  }

  discard(): void {
    if (this.#isDiscarded) return;
    this.#isDiscarded = true;
    if (this.#readyState === "closed") return;
    this.#markClosed();
    this.releasePoll();
    this.#post?.refuse();
  }

  /** @internal Are packets of a POST wanted? */
  get takesPackets(): boolean {
    return this.#readyState !== "closed" && !this.#isPeerGone;
  }

  /** @internal Do payloads come as a field of a form? */
  get sendsForms(): boolean {
    return this.#scriptStart !== undefined;
  }

  /** @internal */
  onPacket(packet: EnginePacket): void {
    // Of a client that is being waited for nothing matters but that it will not poll any more.
    if (this.#readyState === "closing" && packet.type !== "close") return;
    if (packet.type === "message") {
      this.owner.onMessage(packet.data, this);
      return;
    }
    if (packet.type === "close") {
      this.#isPeerGone = true;
      this.releasePoll();
    }
    this.owner.onPacket(packet, this);
  }

  /** @internal */
  onGarbage(error: ProtocolError): void {
    if (this.#readyState === "closing") return;
    this.#isPeerGone = true;
    this.owner.onGarbage(error, this);
  }

  /** @internal */
  onFailure(code: ProtocolErrorCode): void {
    this.#fail(code);
  }

  /** @internal */
  onSlice(isRunning: boolean): void {
    this.#isDelivering = isRunning;
    if (!isRunning && this.isReady) this.owner.onReady(this);
  }

  #onPoll(exchange: HttpExchange): void {
    if (this.#poll.isThere) {
      refuse(exchange, 400);
      this.#fail("EIO_POLL_OVERLAP");
    } else if (exchange.isOver) {
      this.#fail("EIO_POLL_ABORTED");
    } else if (this.#readyState === "closing") {
      this.#poll.hold(exchange);
      this.#poll.answerAtOnce(NOOP_AND_CLOSE);
      this.#end();
    } else {
      this.#poll.hold(exchange);
      this.owner.onReady(this);
    }
  }

  #onPost(exchange: HttpExchange): void {
    if (this.#post?.isBusy === true) {
      refuse(exchange, 400);
      this.#fail("EIO_POST_OVERLAP");
    } else {
      // One for each: it is cheaper to make than to keep, when there are more sessions than fit into the cache.
      this.#post = new PostIntake(exchange, this.#context, this);
      this.#post.start();
    }
  }

  #fail(code: ProtocolErrorCode): void {
    const { readyState } = this;
    if (readyState === "closed") return;
    this.#end();
    if (readyState === "open") this.owner.onClosed("transport error", createProtocolError(code), this);
  }

  #awaitPoll(): void {
    this.#readyState = "closing";
    const deadline = { queueIndex: -1, dueAt: 0, onDue: () => this.#end() };
    this.#closeDeadline = deadline;
    const { deadlines } = this.#context;
    deadlines.set(deadline, deadlines.now() + CLOSE_TIMEOUT);
  }

  /** Ends with a goodbye to a poll that waits. */
  #end(): void {
    this.#markClosed();
    if (this.#poll.isThere) this.#poll.answerAtOnce(CLOSE);
    this.#post?.cutOff();
  }

  /** First of all, so that whoever is called meanwhile finds it closed. */
  #markClosed(): void {
    this.#readyState = "closed";
    this.#poll.silence();
    if (this.#closeDeadline !== undefined) this.#context.deadlines.remove(this.#closeDeadline);
    this.#closeDeadline = undefined;
    this.#tellEnded();
  }

  /** Not within the call that ended it: whoever closes need not expect to be called back meanwhile. */
  #tellEnded(): void {
    for (const onEnded of this.#onEnded.splice(0)) queueMicrotask(onEnded);
  }
}
