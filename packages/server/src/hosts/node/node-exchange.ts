import type { Buffer } from "node:buffer";
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { BodyTimes } from "../../http/body-progress.ts";
import type { BodyReceiver, Deadlines, HttpExchange, ResponseHeaders } from "../../ports/index.ts";
import { BodyReader } from "./body-reader.ts";
import { unwatchConnection, watchConnection } from "./connection-watch.ts";
import { exposeRequest, type EngineIncoming } from "./engine-incoming.ts";
import { writePlainResponse } from "./plain-response.ts";

/** What all exchanges of a server share. */
export interface ExchangeContext {
  readonly deadlines: Deadlines;
  readonly bodyTimes: BodyTimes;
  /** Are responses what the engine alone makes of them: has no application anything to add or to see? */
  readonly isUntouched: () => boolean;
}

/** A request that has come. */
export interface NodeExchangeParts {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: Record<string, string>;
}

/** A request and its response as Node delivers them, over HTTP/1.1 or HTTP/2. */
export class NodeExchange implements HttpExchange {
  readonly query: Record<string, string>;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #context: ExchangeContext;
  #hasAnswered = false;
  #onAbort: (() => void) | undefined;
  #isWatched = false;

  constructor({ request, response, query }: NodeExchangeParts, context: ExchangeContext) {
    this.query = query;
    this.#incoming = request;
    this.#response = response;
    this.#context = context;
  }

  /** With what users of engine.io find on it. Most requests nobody looks at: to those nothing is added. */
  get request(): EngineIncoming {
    return exposeRequest(this.#incoming, this.#response, this.query);
  }

  get method(): string {
    return this.#incoming.method ?? "GET";
  }

  get remoteAddress(): string | undefined {
    return this.#incoming.socket.remoteAddress;
  }

  get isOver(): boolean {
    return this.#hasAnswered || this.#response.destroyed || this.#response.writableEnded;
  }

  get onAbort(): (() => void) | undefined {
    return this.#onAbort;
  }

  set onAbort(onAbort: (() => void) | undefined) {
    this.#onAbort = onAbort;
    if (onAbort === undefined || this.#isWatched) return;
    this.#isWatched = true;
    if (this.#isHttp1) watchConnection(this.#response, this);
    // The streams of HTTP/2 share a connection, and end one by one.
    else this.#response.once("close", () => this.onConnectionClosed());
  }

  get #isHttp1(): boolean {
    return this.#incoming.httpVersionMajor === 1;
  }

  /** The connection has ended. */
  onConnectionClosed(): void {
    if (!this.#hasAnswered) this.#onAbort?.();
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name];
    return typeof value === "object" ? value.join(", ") : value;
  }

  respond(status: number, headers: ResponseHeaders, body: string | Uint8Array): void {
    if (this.isOver) return;
    this.#hasAnswered = true;
    const response = this.#response;
    if (this.#isWatched && this.#isHttp1) unwatchConnection(response, this);
    // A middleware may have begun to answer.
    if (response.headersSent) return;
    try {
      this.#send(status, headers, body);
    } catch (error) {
      // A middleware has put something of its own in the place of Node's methods, and that has failed.
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    }
  }

  readBody(limit: number, receiver: BodyReceiver): void {
    // A short body comes with its head, as a rule: then it is there when Node is done with that piece.
    process.nextTick(() => {
      this.#readWhole(limit, receiver);
    });
  }

  destroy(): void {
    this.#hasAnswered = true;
    this.#incoming.destroy();
  }

  /** Reads a body that is there as a whole; otherwise as it comes. */
  #readWhole(limit: number, receiver: BodyReceiver): void {
    const request = this.#incoming;
    const size = request.readableLength;
    if (size > 0 && size <= limit && size === Number(request.headers["content-length"])) {
      // By its size, so that the stream does not go on to its end, which nobody waits for.
      receiver.onBody(request.read(size) as Buffer);
    } else if (request.destroyed) {
      receiver.onFailure("EIO_POST_ABORTED");
    } else {
      const { deadlines, bodyTimes: times } = this.#context;
      void new BodyReader(request, receiver, { deadlines, times, limit });
    }
  }

  #send(status: number, headers: ResponseHeaders, body: string | Uint8Array): void {
    const response = this.#response;
    if (this.#isHttp1) {
      // What is left of the body is not worth reading.
      if (status === 413 || status === 408) response.shouldKeepAlive = false;
    } else if (headers["Connection"] === "close") {
      // HTTP/2 has no such header: RFC 9113, section 8.2.2.
      delete headers["Connection"];
      endHttp2Session(response);
    }
    const isPlain = status === 200 && typeof body === "string" && body !== "" && this.#context.isUntouched();
    if (isPlain && !isPatched(response) && writePlainResponse(response, headers, body)) return;
    response.writeHead(status, headers as Record<string, string | number | string[]>);
    response.end(body);
  }
}

// oxlint-disable-next-line typescript/unbound-method -- compared, never called
const { end, write, writeHead } = ServerResponse.prototype;

/** Has somebody put methods of his own on this response, to hold it back or to see it? */
function isPatched(response: ServerResponse): boolean {
  return response.end !== end || response.write !== write || response.writeHead !== writeHead;
}

/** What is under way comes to its end. */
function endHttp2Session(response: object): void {
  const { stream } = response as Partial<Http2ServerResponse>;
  stream?.session?.close();
}
