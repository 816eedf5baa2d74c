import { Buffer } from "node:buffer";
import type { BodyReceiver, EngineRequest, HttpExchange, Query, ResponseHeaders } from "../../ports/index.ts";

/** How a request was answered. */
export interface FakeResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: string | Uint8Array;
}

/** What a fake request is made of. */
export interface FakeRequest {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** By names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Arrives as soon as it is read, with a fitting `Content-Length`; without it, the test says what comes of the body. */
  readonly body?: string | Uint8Array;
}

/** A request without a connection: the test plays the client. */
export class FakeExchange implements HttpExchange {
  readonly request: EngineRequest;
  readonly method: string;
  readonly query: Query;
  readonly remoteAddress = "192.0.2.1";
  onAbort: (() => void) | undefined;
  response: FakeResponse | undefined;
  isDestroyed = false;
  /** How often it was answered or destroyed, which is to happen once. */
  outcomes = 0;
  /** Who reads the body, and how much of it at most. */
  receiver: BodyReceiver | undefined;
  limit: number | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #body: Uint8Array | undefined;
  #hasLeft = false;

  constructor({ method = "GET", query = {}, headers = {}, body }: FakeRequest = {}) {
    this.method = method;
    this.query = query;
    this.#body = typeof body === "string" ? Buffer.from(body) : body;
    const length = this.#body === undefined ? {} : { "content-length": String(this.#body.length) };
    this.#headers = { ...length, ...headers };
    this.request = { method, url: "/", headers: this.#headers, _query: { ...query } };
  }

  get isOver(): boolean {
    return this.#hasLeft || this.outcomes > 0;
  }

  /** The body of the response as text. */
  get text(): string | undefined {
    const body = this.response?.body;
    return body === undefined || typeof body === "string" ? body : Buffer.from(body).toString("latin1");
  }

  header(name: string): string | undefined {
    return this.#headers[name];
  }

  respond(status: number, headers: ResponseHeaders, body: string | Uint8Array): void {
    if (this.#hasLeft) return;
    this.outcomes++;
    this.response = { status, headers, body };
  }

  destroy(): void {
    this.outcomes++;
    this.isDestroyed = true;
  }

  readBody(limit: number, receiver: BodyReceiver): void {
    if (this.receiver !== undefined) throw new Error("readBody was called before");
    this.limit = limit;
    this.receiver = receiver;
    if (this.#hasLeft) receiver.onFailure("EIO_POST_ABORTED");
    else if (this.#body !== undefined) this.arrive(this.#body);
  }

  /** The whole body arrives, or more than may come. */
  arrive(body: string | Uint8Array): void {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    if (bytes.length > (this.limit ?? 0)) this.receiver?.onFailure("EIO_TOO_LARGE");
    else this.receiver?.onBody(bytes);
  }

  /** The client leaves. */
  leave(): void {
    if (this.isOver) return;
    this.#hasLeft = true;
    if (this.receiver === undefined) this.onAbort?.();
    else this.receiver.onFailure("EIO_POST_ABORTED");
  }
}
