import { STATUS_CODES, validateHeaderName, validateHeaderValue } from "node:http";
import type { ResponseHeaders } from "../../ports/index.ts";
import { throwOutside } from "../../runtime/throw-outside.ts";
import type { UwsHttpResponse } from "./uws-api.ts";

/** One line of a head. */
export type HeaderPair = readonly [name: string, value: string];

/** A whole answer. */
export interface UwsAnswer {
  readonly status: number;
  /** `Connection: close` closes the connection behind the answer. */
  readonly headers: readonly HeaderPair[];
  readonly body: string | Uint8Array;
}

/** What a 101 needs of its request, which is gone by the time. */
export interface UpgradeSeal {
  readonly key: string;
  readonly protocol: string;
  readonly extensions: string;
  readonly context: unknown;
}

/** These the host writes itself; twice they would break the message (RFC 9112 6.3). */
const OF_THE_HOST: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "transfer-encoding",
  "upgrade",
]);

/** A response of the host, which bears no second use: answered, upgraded or closed at most once, and never after an abort. */
export class UwsReply {
  /** Has it been used, or has the client left? */
  isOver = false;
  /** Called once if the client leaves before the answer. */
  onAbort: (() => void) | undefined;
  /** Called once when it is over, for whatever reason. */
  onOver: (() => void) | undefined;
  readonly #response: UwsHttpResponse;
  readonly #isHead: boolean;

  /** To be made within the handler. */
  constructor(response: UwsHttpResponse, method: string) {
    this.#response = response;
    this.#isHead = method === "HEAD";
    response.onAborted(() => {
      if (this.isOver) return;
      this.isOver = true;
      this.onAbort?.();
      this.onOver?.();
    });
  }

  /** Answers. Without effect when it is over. */
  send({ status, headers, body }: UwsAnswer): void {
    if (!this.#use()) return;
    const response = this.#response;
    response.cork(() => {
      this.#writeHead(status, headers);
      response.end(this.#isHead ? "" : body, headers.some(isClose));
    });
  }

  /** Answers with a 101. Without effect when it is over. */
  upgrade(
    userData: object,
    { key, protocol, extensions, context }: UpgradeSeal,
    headers: readonly HeaderPair[],
  ): void {
    if (!this.#use()) return;
    const response = this.#response;
    response.cork(() => {
      this.#writeHead(101, headers);
      response.upgrade(userData, key, protocol, extensions, context);
    });
  }

  /** Ends the connection without an answer. Without effect when it is over. */
  close(): void {
    if (this.#use()) this.#response.close();
  }

  /** May it still be used? Not any more after this. */
  #use(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.onOver?.();
    return true;
  }

  #writeHead(status: number, headers: readonly HeaderPair[]): void {
    const response = this.#response;
    response.writeStatus(`${status} ${STATUS_CODES[status] ?? ""}`.trimEnd());
    for (const [name, value] of headers) {
      if (!OF_THE_HOST.has(name.toLowerCase()) && isValid(name, value)) response.writeHeader(name, value);
    }
  }
}

/** Headers as lines; an array is one line per element. */
export function toPairs(headers: ResponseHeaders): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === "object" ? value : [value]) pairs.push([name, String(one)]);
  }
  return pairs;
}

function isClose([name, value]: HeaderPair): boolean {
  return name.toLowerCase() === "connection" && value.toLowerCase() === "close";
}

/** The host writes what it is given: a line break in a value would begin another header. It is left out and reported. */
function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch (error) {
    throwOutside(error);
    return false;
  }
}
