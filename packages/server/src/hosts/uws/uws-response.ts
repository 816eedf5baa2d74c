import { Buffer } from "node:buffer";
import type { OutgoingHttpHeader } from "node:http";
import type { Duplex } from "node:stream";
import { UpgradeResponse } from "../../http/upgrade-response.ts";
import type { HeaderPair, UwsReply } from "./uws-reply.ts";
import { asIncoming, type UwsRequest } from "./uws-request.ts";

/**
 * What middlewares get in the place of a response when the request asks for an upgrade. It ends the connection where the
 * one on Node does: on `end`, and on `socket.destroy`.
 */
export function createUpgradeResponse(request: UwsRequest, reply: UwsReply): UpgradeResponse {
  return new UpgradeResponse(asIncoming(request), socketOf(request, reply));
}

/**
 * What middlewares get in the place of a response: enough of Node's `ServerResponse` for those that set headers, that
 * wait for the head to be written, or that answer by themselves. The head is gathered, since a middleware may take back
 * what another has set; so is the body, since the host writes it in one go.
 */
export class UwsResponse extends UpgradeResponse {
  override statusCode = 200;
  override statusMessage = "";
  readonly #reply: UwsReply;
  #chunks: Buffer[] = [];
  #hasEnded = false;

  constructor(request: UwsRequest, reply: UwsReply) {
    super(asIncoming(request), socketOf(request, reply));
    this.#reply = reply;
  }

  override get finished(): boolean {
    return this.#hasEnded;
  }

  override get writableEnded(): boolean {
    return this.#hasEnded;
  }

  override get writableFinished(): boolean {
    return this.#hasEnded;
  }

  override writeHead(status?: number, ...rest: readonly unknown[]): this {
    if (status !== undefined && !this.headersSent) this.statusCode = status;
    return super.writeHead(status, ...rest);
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    if (!this.#hasEnded) {
      if (!this.headersSent) this.writeHead(this.statusCode);
      this.#chunks.push(toBytes(chunk, encoding));
    }
    return super.write(chunk, encoding, callback);
  }

  /** Sends the answer. */
  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    if (this.#hasEnded) return this;
    const headers = collectHeaders(this);
    if (typeof chunk !== "function" && chunk !== undefined && chunk !== null) {
      this.#chunks.push(toBytes(chunk, encoding));
    }
    this.#hasEnded = true;
    this.#reply.send({ status: toStatus(this.statusCode), headers, body: Buffer.concat(this.#chunks) });
    this.#chunks = [];
    this.emit("finish");
    const done = [chunk, encoding, callback].find((one) => typeof one === "function") as
      | (() => void)
      | undefined;
    if (done !== undefined) queueMicrotask(done);
    return this;
  }
}

/**
 * The headers that middlewares have set. Lets those see it before who replaced `writeHead` in order to add theirs.
 *
 * @throws what such a replacement throws
 */
export function collectHeaders(response: UpgradeResponse): HeaderPair[] {
  if (!response.headersSent) response.writeHead(response.statusCode);
  return response.getRawHeaderNames().flatMap((name) => {
    const value = response.getHeader(name) as OutgoingHttpHeader;
    return (typeof value === "object" ? value : [String(value)]).map((one): HeaderPair => [name, one]);
  });
}

function socketOf({ socket }: UwsRequest, reply: UwsReply): Duplex {
  const destroy = (): void => {
    reply.close();
  };
  return { ...socket, destroy } as unknown as Duplex;
}

function toBytes(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === "string") {
    return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  if (chunk instanceof Uint8Array) return Buffer.from(chunk);
  throw new TypeError("write() and end() take a string, a Buffer or a Uint8Array");
}

/** Anything can be assigned to `statusCode`. */
function toStatus(statusCode: number): number {
  return statusCode >= 100 && statusCode <= 999 ? Math.trunc(statusCode) : 500;
}
