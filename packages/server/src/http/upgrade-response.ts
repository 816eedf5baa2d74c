import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import { type Duplex, Stream } from "node:stream";

/**
 * These make the 101 what it is; a middleware that sets them, thinking of a response with a body, would break it
 * (RFC 9110 7.6.1 and 8.6, RFC 6455 4.2.2).
 */
const NOT_FOR_101: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "transfer-encoding",
  "upgrade",
]);

interface Header {
  /** As spelled. */
  readonly name: string;
  readonly value: OutgoingHttpHeader;
}

/**
 * What middlewares get in the place of a response when the request asks for an upgrade: enough of Node's `ServerResponse`
 * for those that set headers (helmet, cors) and those that wait for the head to be written (express-session). The headers
 * go into the 101. There is no body: what is written is dropped, and `end` ends the connection.
 *
 * Once the head is written, setting headers has no effect; it does not throw, because late callbacks of a middleware
 * would take the process with them.
 */
export class UpgradeResponse extends Stream {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  /** As ServerResponse has it; middlewares may look at or set it. */
  statusCode = 101;
  statusMessage = "Switching Protocols";
  readonly #headers = new Map<string, Header>();
  #isHeadWritten = false;
  #isEnded = false;

  constructor(request: IncomingMessage, socket: Duplex) {
    super();
    this.req = request;
    this.socket = socket;
  }

  get connection(): Duplex {
    return this.socket;
  }

  get headersSent(): boolean {
    return this.#isHeadWritten;
  }

  get finished(): boolean {
    return this.#isEnded;
  }

  get writableEnded(): boolean {
    return this.#isEnded;
  }

  get writableFinished(): boolean {
    return this.#isEnded;
  }

  /** For the signature of a middleware. */
  asServerResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  setHeader(name: string, value: OutgoingHttpHeader): this {
    validateHeaderName(name);
    for (const one of linesOf(value)) validateHeaderValue(name, one);
    if (!this.#isHeadWritten) this.#headers.set(name.toLowerCase(), { name, value });
    return this;
  }

  setHeaders(headers: ReadonlyMap<string, OutgoingHttpHeader> | Headers): this {
    for (const [name, value] of headers) {
      // `Headers` gives cookies one by one, RFC 6265 3.
      if (name.toLowerCase() === "set-cookie") this.appendHeader(name, value);
      else this.setHeader(name, value);
    }
    return this;
  }

  appendHeader(name: string, value: OutgoingHttpHeader): this {
    const present = this.getHeader(name);
    return this.setHeader(name, present === undefined ? value : [...linesOf(present), ...linesOf(value)]);
  }

  getHeader(name: string): OutgoingHttpHeader | undefined {
    return this.#headers.get(name.toLowerCase())?.value;
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    if (!this.#isHeadWritten) this.#headers.delete(name.toLowerCase());
  }

  /** In lower case. */
  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  getRawHeaderNames(): string[] {
    return [...this.#headers.values()].map((header) => header.name);
  }

  /** By name in lower case. */
  getHeaders(): OutgoingHttpHeaders {
    const headers = Object.create(null) as OutgoingHttpHeaders;
    for (const [key, header] of this.#headers) headers[key] = header.value;
    return headers;
  }

  /** As in Node: a status, perhaps a text, perhaps headers as an object or as a flat or nested array. */
  writeHead(_status?: number, ...rest: readonly unknown[]): this {
    const headers = typeof rest[0] === "string" ? rest[1] : rest[0];
    if (!this.#isHeadWritten && typeof headers === "object" && headers !== null) this.#mergeHeaders(headers);
    this.#isHeadWritten = true;
    return this;
  }

  flushHeaders(): void {
    // The head goes out with the 101 and not before.
  }

  write(_chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    callBack(encoding, callback);
    return true;
  }

  /** Ends the connection: a middleware that does not want this request. */
  end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    if (this.#isEnded) return this;
    this.writeHead(this.statusCode);
    this.#isEnded = true;
    this.socket.destroy();
    this.emit("finish");
    callBack(chunk, encoding, callback);
    return this;
  }

  /**
   * Called once, just before the 101 goes out: lets those see it who replaced `writeHead` in order to add their headers.
   *
   * @returns `Name: value` each, an array as one line per element
   * @throws what such a replacement throws
   */
  toHeaderLines(): string[] {
    if (!this.#isHeadWritten) this.writeHead(this.statusCode);
    // A replacement may have forgotten to call the original.
    this.#isHeadWritten = true;
    const lines: string[] = [];
    for (const [key, { name, value }] of this.#headers) {
      if (NOT_FOR_101.has(key)) continue;
      for (const one of linesOf(value)) lines.push(`${name}: ${one}`);
    }
    return lines;
  }

  #mergeHeaders(headers: object): void {
    if (!Array.isArray(headers)) {
      for (const [name, value] of Object.entries(headers) as [string, OutgoingHttpHeader | undefined][]) {
        if (value !== undefined) this.setHeader(name, value);
      }
      return;
    }
    const flat = headers.flat(1) as (string | OutgoingHttpHeader)[];
    const seen = new Set<string>();
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = String(flat[index]);
      const value = flat[index + 1] ?? "";
      // A name that comes twice is two lines; one that was set before is replaced.
      if (seen.has(name.toLowerCase())) this.appendHeader(name, value);
      else this.setHeader(name, value);
      seen.add(name.toLowerCase());
    }
  }
}

function linesOf(value: OutgoingHttpHeader): readonly string[] {
  return typeof value === "object" ? value : [String(value)];
}

/** Streams take their callback in the place of any optional argument. */
function callBack(...candidates: readonly unknown[]): void {
  const callback = candidates.find((one): one is () => void => typeof one === "function");
  if (callback !== undefined) queueMicrotask(callback);
}
