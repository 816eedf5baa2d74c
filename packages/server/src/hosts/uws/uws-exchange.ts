import { constants } from "node:buffer";
import type { BodyTimes } from "../../http/body-progress.ts";
import type { BodyReceiver, Deadlines, HttpExchange, Query, ResponseHeaders } from "../../ports/index.ts";
import { throwOutside } from "../../runtime/throw-outside.ts";
import type { UwsHttpResponse } from "./uws-api.ts";
import { UwsBody, type EarlyBytes } from "./uws-body.ts";
import { toPairs, UwsReply } from "./uws-reply.ts";
import type { UwsRequest } from "./uws-request.ts";
import { UwsResponse } from "./uws-response.ts";

/** What all exchanges of a server share. */
export interface UwsExchangeContext {
  readonly deadlines: Deadlines;
  readonly bodyTimes: BodyTimes;
  /** Larger bodies are not kept. */
  readonly maxHttpBufferSize: number;
  readonly early: EarlyBytes;
}

/** A request and its response as µWebSockets.js delivers them. */
export class UwsExchange implements HttpExchange {
  readonly request: UwsRequest;
  onAbort: (() => void) | undefined;
  readonly #reply: UwsReply;
  readonly #context: UwsExchangeContext;
  /** How long the body is; `undefined` when the request does not say. */
  readonly #announced: number | undefined;
  readonly #body: UwsBody | undefined;
  #response: UwsResponse | undefined;
  #isOver = false;

  /** To be made within the handler. */
  constructor(response: UwsHttpResponse, request: UwsRequest, context: UwsExchangeContext) {
    this.request = request;
    this.#context = context;
    this.#reply = new UwsReply(response, request.method);
    this.#reply.onAbort = this.#onAborted;
    // A middleware may answer, too.
    this.#reply.onOver = () => this.#body?.stop();
    this.#announced = announcedSize(request);
    const limit = Math.min(context.maxHttpBufferSize, constants.MAX_LENGTH);
    if (request.method === "POST" && this.#announced !== undefined && this.#announced <= limit) {
      const { early } = context;
      this.#body = new UwsBody(response, { announced: this.#announced, early, onOverflow: this.#onOverflow });
    }
  }

  get method(): string {
    return this.request.method;
  }

  get query(): Query {
    return this.request._query;
  }

  get remoteAddress(): string {
    return this.request.connection.remoteAddress;
  }

  get isOver(): boolean {
    return this.#isOver || this.#reply.isOver;
  }

  /** What middlewares get to see of the response. Once there is one, the answer goes through it. */
  createResponse(): UwsResponse {
    this.#response = new UwsResponse(this.request, this.#reply);
    return this.#response;
  }

  header(name: string): string | undefined {
    const { headers } = this.request;
    return Object.hasOwn(headers, name) ? headers[name] : undefined;
  }

  respond(status: number, headers: ResponseHeaders, body: string | Uint8Array): void {
    if (this.isOver) return;
    this.#isOver = true;
    // What is left of the body is not worth reading.
    const all = status === 413 || status === 408 ? { ...headers, Connection: "close" } : headers;
    if (this.#response === undefined) this.#reply.send({ status, headers: toPairs(all), body });
    else this.#respondThrough(this.#response, status, { headers: all, body });
  }

  readBody(limit: number, receiver: BodyReceiver): void {
    const { deadlines, bodyTimes: times } = this.#context;
    if (this.isOver) {
      receiver.onFailure("EIO_POST_ABORTED");
    } else if (this.#body !== undefined && this.#body.announced <= limit) {
      this.#body.read({ receiver, deadlines, times });
    } else {
      // RFC 9110 15.5.12. The session does not end by it, just as by a body that is too large: the client decides.
      if (this.#announced === undefined) this.respond(411, {}, "");
      receiver.onFailure("EIO_TOO_LARGE");
    }
  }

  destroy(): void {
    this.#isOver = true;
    this.#reply.close();
  }

  /** Among middlewares that replace parts of the response, anything can happen. */
  #respondThrough(
    response: UwsResponse,
    status: number,
    { headers, body }: { readonly headers: ResponseHeaders; readonly body: string | Uint8Array },
  ): void {
    // A middleware has begun to answer, and will come to an end.
    if (response.headersSent) return;
    try {
      response.writeHead(status, headers);
      response.end(body);
    } catch (error) {
      this.#reply.send({ status: 500, headers: [], body: "" });
      throwOutside(error);
    }
  }

  readonly #onAborted = (): void => {
    this.#body?.abort();
    if (!this.#isOver) this.onAbort?.();
  };

  /** For a session this ends it, as if the client had left; without one it is the answer. */
  readonly #onOverflow = (): void => {
    this.respond(503, { "Retry-After": "1", Connection: "close" }, "");
    this.onAbort?.();
  };
}

/** Of a header that came twice nothing is believed. */
function announcedSize({ headers }: UwsRequest): number | undefined {
  const length = headers["content-length"];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
