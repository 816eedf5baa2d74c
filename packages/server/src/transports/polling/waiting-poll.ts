import { Buffer } from "node:buffer";
import type { Dialect, EnginePacket } from "@sockeye/protocol/engine";
import type { BodyEncoding, HttpExchange } from "../../ports/index.ts";
import { wrapInScript } from "./jsonp.ts";
import type { PollingContext } from "./polling-context.ts";
import { payloadHeaders } from "./responses.ts";

/** How a session's polls are answered; the same for all of them. */
export interface PollFormat {
  readonly dialect: Dialect;
  readonly supportsBinary: boolean;
  /** How a script starts that payloads are wrapped in; `undefined`: they are not. */
  readonly scriptStart: string | undefined;
}

/** The GET that waits for packets. There is one at most, and each is answered once. */
export class WaitingPoll {
  readonly #format: PollFormat;
  readonly #context: PollingContext;
  /** The client has left before it was answered. */
  readonly #onAbort: () => void;
  #exchange: HttpExchange | undefined;
  /** The size of what is being compressed. */
  #bufferedBytes = 0;
  #isCompressing = false;
  /** Who wants to know when what is being compressed has been sent. */
  #onSent: (() => void) | undefined;
  #isInitial = true;

  constructor(format: PollFormat, context: PollingContext, onAborted: () => void) {
    this.#format = format;
    this.#context = context;
    this.#onAbort = () => {
      this.#release();
      onAborted();
    };
  }

  /** Is there a request without an answer? */
  get isThere(): boolean {
    return this.#exchange !== undefined;
  }

  /** May it be answered, or is its answer being compressed already? */
  get isReady(): boolean {
    return this.#exchange !== undefined && !this.#isCompressing;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Takes a request; only while there is none. */
  hold(exchange: HttpExchange): void {
    exchange.onAbort = this.#onAbort;
    this.#exchange = exchange;
  }

  /** Answers, compressed where that is agreed on and worth it; only while it is ready. */
  answer(packets: readonly EnginePacket[], onSent?: () => void): void {
    const body = this.#encode(packets);
    const { compressor } = this.#context;
    const size = sizeOf(body);
    if (compressor !== undefined && size >= compressor.threshold && packets.some(mayBeCompressed)) {
      const encoding = compressor.select(this.#exchange?.header("accept-encoding"), size);
      if (encoding !== undefined) {
        this.#compress(body, encoding, onSent);
        return;
      }
    }
    this.#respond(body, this.#contentTypeOf(body));
    onSent?.();
  }

  /** Answers with these packets, now, and instead of what is being compressed. */
  answerAtOnce(packets: readonly EnginePacket[]): void {
    const body = this.#encode(packets);
    this.#respond(body, this.#contentTypeOf(body));
  }

  /** Nobody wants to know any more what has been sent. */
  silence(): void {
    this.#onSent = undefined;
  }

  #encode(packets: readonly EnginePacket[]): string | Uint8Array {
    const { dialect, supportsBinary, scriptStart } = this.#format;
    const payload = dialect.encodePayload(packets, supportsBinary);
    if (scriptStart === undefined || typeof payload !== "string") return payload;
    return wrapInScript(scriptStart, payload);
  }

  #compress(body: string | Uint8Array, encoding: BodyEncoding, onSent: (() => void) | undefined): void {
    this.#isCompressing = true;
    this.#onSent = onSent;
    this.#bufferedBytes = sizeOf(body);
    this.#context.compressor?.compress(body, encoding, (compressed) => {
      // Meanwhile the client may have left, or the transport may have said goodbye instead: then there is neither a
      // request to answer nor, after that, another one.
      const onSentNow = this.#onSent;
      const contentType = this.#contentTypeOf(body);
      if (compressed === undefined) this.#respond(body, contentType);
      else this.#respond(compressed, contentType, encoding);
      onSentNow?.();
    });
  }

  #contentTypeOf(body: string | Uint8Array): string {
    if (this.#format.scriptStart !== undefined) return SCRIPT;
    return typeof body === "string" ? TEXT : BINARY;
  }

  #respond(body: string | Uint8Array, contentType: string, encoding?: BodyEncoding): void {
    const exchange = this.#release();
    if (exchange === undefined) return;
    const headers = payloadHeaders(exchange, {
      contentType,
      contentLength: sizeOf(body),
      encoding,
      isScript: contentType === SCRIPT,
    });
    const isInitial = this.#isInitial;
    this.#isInitial = false;
    this.#context.onHeaders(headers, exchange, isInitial);
    exchange.respond(200, headers, body);
  }

  /** Lets go of the request before anybody else is called, so that all see that none waits. */
  #release(): HttpExchange | undefined {
    const exchange = this.#exchange;
    if (exchange !== undefined) exchange.onAbort = undefined;
    this.#exchange = undefined;
    this.#isCompressing = false;
    this.#onSent = undefined;
    this.#bufferedBytes = 0;
    return exchange;
  }
}

const TEXT = "text/plain; charset=UTF-8";
const BINARY = "application/octet-stream";
/** Payloads are the client's own, but a browser that is told `nosniff` runs nothing that calls itself plain text. */
const SCRIPT = "text/javascript; charset=UTF-8";

function sizeOf(body: string | Uint8Array): number {
  return typeof body === "string" ? Buffer.byteLength(body) : body.length;
}

function mayBeCompressed(packet: EnginePacket): boolean {
  return packet.options?.compress !== false;
}
