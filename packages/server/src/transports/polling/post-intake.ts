import { Buffer } from "node:buffer";
import type { Dialect } from "@sockeye/protocol/engine";
import type { ProtocolErrorCode } from "@sockeye/protocol/kernel";
import type { BodyReceiver, HttpExchange } from "../../ports/index.ts";
import { payloadInForm } from "./jsonp.ts";
import { PacketDelivery, type DeliveryOwner, type PacketReceiver } from "./packet-delivery.ts";
import type { BodyReservation, PollingContext } from "./polling-context.ts";
import { confirmationHeaders, refuse, refuseForNow } from "./responses.ts";

/** The transport that a POST belongs to. */
export interface PostOwner extends PacketReceiver {
  readonly dialect: Dialect;
  /** Do payloads come as a field of a form? */
  readonly sendsForms: boolean;
  /** The session cannot go on: something that the client sent is lost. */
  onFailure(code: ProtocolErrorCode): void;
}

/**
 * A POST that brings packets. It waits for its part of the memory, then for its body, then until its packets have been
 * handled, and is confirmed last.
 */
export class PostIntake implements BodyReceiver, DeliveryOwner {
  readonly #context: PollingContext;
  readonly #owner: PostOwner;
  #stage: "queued" | "reading" | "delivering" | "done" = "queued";
  #exchange: HttpExchange | undefined;
  #reservation: BodyReservation | undefined;

  constructor(exchange: HttpExchange, context: PollingContext, owner: PostOwner) {
    this.#exchange = exchange;
    this.#context = context;
    this.#owner = owner;
  }

  /** Is it under way? */
  get isBusy(): boolean {
    return this.#stage !== "done";
  }

  /** Takes it in. */
  start(): void {
    const exchange = this.#exchange!;
    // The first revision with binary payloads is also the last one.
    if (this.#owner.dialect.protocol === 4 && exchange.header("content-type") === BINARY) {
      this.#release();
      refuse(exchange, 400);
      this.#owner.onFailure("EIO_INVALID_CONTENT");
      return;
    }
    const limit = this.#context.maxHttpBufferSize;
    const size = announcedSize(exchange, limit);
    if (size > limit) {
      this.#release();
      refuse(exchange, 413);
    } else if (size <= FREE_SIZE) {
      this.#read(exchange);
    } else {
      this.#queue(exchange, size);
    }
  }

  /**
   * The transport ends: a body that is still on its way is cut off.
   *
   * @returns was there one?
   */
  cutOff(): boolean {
    if (this.#stage !== "queued" && this.#stage !== "reading") return false;
    this.#release()?.destroy();
    return true;
  }

  /** The session has moved on: a body that is still on its way is refused. */
  refuse(): void {
    if (this.#stage !== "queued" && this.#stage !== "reading") return;
    const exchange = this.#release();
    if (exchange !== undefined) refuse(exchange, 400);
  }

  onBody(body: Uint8Array): void {
    const exchange = this.#exchange;
    if (this.#stage !== "reading" || exchange === undefined) return;
    this.#stage = "delivering";
    const payload = this.#payloadOf(exchange, body);
    if (payload === undefined) {
      this.onDelivered(true);
      return;
    }
    const reader = this.#owner.dialect.readPayload(payload);
    new PacketDelivery(reader, this.#context, this).run();
  }

  get receiver(): PacketReceiver {
    return this.#owner;
  }

  onDelivered(isWithinLimits: boolean): void {
    const exchange = this.#release();
    if (exchange !== undefined) this.#confirm(exchange, isWithinLimits);
  }

  onFailure(code: "EIO_TOO_LARGE" | "EIO_BODY_TIMEOUT" | "EIO_POST_ABORTED"): void {
    const exchange = this.#release();
    if (exchange === undefined) return;
    if (code === "EIO_TOO_LARGE") {
      // The session stays: the client is told, and decides.
      refuse(exchange, 413);
      return;
    }
    if (code === "EIO_BODY_TIMEOUT") refuse(exchange, 408);
    this.#owner.onFailure(code);
  }

  #queue(exchange: HttpExchange, size: number): void {
    const reservation = this.#context.intake.reserve(size, (granted) => {
      this.#onGranted(granted);
    });
    if (reservation === undefined) {
      this.#release();
      refuseForNow(exchange);
    } else if (this.#stage === "queued") {
      this.#reservation = reservation;
      exchange.onAbort = () => {
        this.#release();
        this.#owner.onFailure("EIO_POST_ABORTED");
      };
    }
  }

  #read(exchange: HttpExchange): void {
    this.#stage = "reading";
    exchange.readBody(this.#context.maxHttpBufferSize, this);
  }

  #onGranted(reservation: BodyReservation): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      reservation.release();
      return;
    }
    this.#reservation = reservation;
    // From here on `readBody` says when the client leaves.
    exchange.onAbort = undefined;
    this.#read(exchange);
  }

  #payloadOf(exchange: HttpExchange, body: Uint8Array): string | Uint8Array | undefined {
    const mayBeBinary = this.#owner.dialect.protocol === 3;
    if (mayBeBinary && exchange.header("content-type") === BINARY) return body;
    if (this.#owner.sendsForms) return payloadInForm(body);
    // What is not UTF-8 becomes U+FFFD, as clients are used to.
    return (Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.length)).toString();
  }

  #confirm(exchange: HttpExchange, isWithinLimits: boolean): void {
    if (!isWithinLimits) {
      refuse(exchange, 413);
      return;
    }
    const headers = confirmationHeaders(exchange);
    this.#context.onHeaders(headers, exchange, false);
    exchange.respond(200, headers, "ok");
  }

  /** Lets go of the request and of its memory, before anybody else is called. */
  #release(): HttpExchange | undefined {
    const exchange = this.#exchange;
    if (exchange !== undefined) exchange.onAbort = undefined;
    this.#exchange = undefined;
    this.#stage = "done";
    this.#reservation?.release();
    this.#reservation = undefined;
    return exchange;
  }
}

/** Bodies up to this many bytes take no part of the memory: the connection that they come over takes more. */
const FREE_SIZE = 1024;

const BINARY = "application/octet-stream";

/** The size that a request says its body has; as much as it may have, when it does not say. */
function announcedSize(exchange: HttpExchange, limit: number): number {
  const header = exchange.header("content-length");
  const size = header === undefined ? Number.NaN : Number(header);
  return size >= 0 ? size : Math.min(limit, Number.MAX_SAFE_INTEGER);
}
