import { Buffer } from "node:buffer";
import http, { type Agent, type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { CookieJar } from "./cookie-jar.ts";
import { pickTlsOptions, type TlsOptions } from "./tls-options.ts";

/** What can be said about a request of polling in Node. */
export interface HttpOptions extends TlsOptions {
  /** `false` is a connection for each request. */
  agent?: Agent | false | undefined;
  /** Do not keep the process alive for its connection. */
  autoUnref?: boolean | undefined;
  /**
   * Most bytes that the body of an answer may have.
   * @default 104_857_600
   */
  maxResponseBytes?: number | undefined;
}

type Callback = (() => void) | null;

/** The default of {@link HttpOptions.maxResponseBytes}. */
export const MAX_RESPONSE_BYTES = 100 * 1024 * 1024;

/**
 * As much of XMLHttpRequest as polling needs, over Node's HTTP. What differs from browsers: any header may be set, redirects
 * are answers like others, and an error can be looked at as `statusText`.
 */
export class XMLHttpRequest {
  readyState = 0;
  /** The status of the answer; 0 without a complete answer. */
  status = 0;
  statusText: string | Error = "";
  responseText = "";
  response: Buffer = Buffer.alloc(0);
  /** Milliseconds that everything together may take; 0 for no end. */
  timeout = 0;
  onreadystatechange: Callback = null;
  onload: Callback = null;
  onerror: Callback = null;
  ontimeout: Callback = null;
  onloadend: Callback = null;

  readonly #options: HttpOptions;
  readonly #jar: CookieJar | undefined;
  /** By lower-case name, in the order in which they were first set; in the spelling in which they were last set. */
  readonly #headers = new Map<string, [name: string, value: string | number]>();
  #method = "GET";
  #url: URL | undefined;
  #request: ClientRequest | undefined;
  #answer: IncomingMessage | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #bytes = 0;

  constructor(options: HttpOptions = {}, jar?: CookieJar) {
    this.#options = options;
    this.#jar = jar;
    this.#headers.set("user-agent", ["User-Agent", "node-XMLHttpRequest"]).set("accept", ["Accept", "*/*"]);
  }

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = new URL(url);
    this.#enter(1);
  }

  /** Sets a header, whatever it had been before. */
  setRequestHeader(name: string, value: string | number): void {
    this.#headers.set(name.toLowerCase(), [name, value]);
  }

  /** @returns a list for `set-cookie`, which may come several times */
  getResponseHeader(name: string): string | string[] | null {
    return this.#answer?.headers[name.toLowerCase()] ?? null;
  }

  getAllResponseHeaders(): string {
    return Object.entries(this.#answer?.headers ?? {})
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join("\r\n");
  }

  /** @throws what Node finds wrong with the headers or other options of the caller */
  send(data?: string | null): void {
    const url = this.#url!;
    const { autoUnref, agent } = this.#options;
    this.#jar?.addCookies(this);
    // As bytes, because Node would otherwise encode headers and text together, as UTF-8.
    const body = typeof data === "string" ? Buffer.from(data) : undefined;
    this.setRequestHeader("Host", url.host);
    if (body !== undefined) this.setRequestHeader("Content-Length", body.length);
    const isSecure = url.protocol === "https:";
    const request = (isSecure ? https : http).request(url, {
      ...(isSecure && pickTlsOptions(this.#options)),
      method: this.#method,
      headers: Object.fromEntries(this.#headers.values()),
      agent,
    });
    this.#request = request;
    request.on("response", (answer) => {
      this.#onAnswer(answer);
    });
    request.on("error", (error) => {
      this.#fail(error);
    });
    // An answer that is none, for example 101: nothing else tells of it.
    request.on("close", () => {
      if (this.#answer === undefined) this.#fail(new Error("socket hang up"));
    });
    if (autoUnref === true) request.on("socket", (socket) => socket.unref());
    if (this.timeout > 0) {
      this.#timer = setTimeout(() => {
        this.#fail(new Error("timeout"), "timeout");
      }, this.timeout);
      if (autoUnref === true) this.#timer.unref();
    }
    request.end(body);
  }

  /** Gives up; nothing is called any more. */
  abort(): void {
    this.#end();
    this.readyState = 0;
  }

  #onAnswer(answer: IncomingMessage): void {
    answer.on("error", (error) => {
      this.#fail(error);
    });
    if (this.#request === undefined) return;
    this.#answer = answer;
    this.#jar?.parseCookies(answer.headers["set-cookie"]);
    this.status = answer.statusCode!;
    this.statusText = answer.statusMessage!;
    answer.on("data", (chunk: Buffer) => {
      this.#append(chunk);
    });
    answer.on("end", () => {
      this.#finish("load");
    });
    this.#enter(2);
    this.#enter(3);
  }

  /** Into one buffer: a body that comes byte by byte takes no more memory than another one. */
  #append(chunk: Buffer): void {
    if (this.#request === undefined) return;
    const size = this.#bytes + chunk.length;
    if (size > (this.#options.maxResponseBytes ?? MAX_RESPONSE_BYTES)) {
      this.#fail(new Error("response too large"));
      return;
    }
    if (size > this.response.length) {
      const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.response.length));
      this.response.copy(grown);
      this.response = grown;
    }
    chunk.copy(this.response, this.#bytes);
    this.#bytes = size;
  }

  #finish(event: "load" | "error" | "timeout"): void {
    if (this.#request === undefined) return;
    this.response = this.response.subarray(0, this.#bytes);
    if (event === "load") this.responseText = this.response.toString();
    this.#end();
    this.#enter(4);
    this[`on${event}`]?.();
    this.onloadend?.();
  }

  #fail(error: Error, event: "error" | "timeout" = "error"): void {
    if (this.#request === undefined) return;
    this.status = 0;
    this.statusText = error;
    this.responseText = String(error.stack);
    this.#finish(event);
  }

  /** Lets go of the request; what is left of it concerns nobody. */
  #end(): void {
    const request = this.#request;
    this.#request = undefined;
    clearTimeout(this.#timer);
    // Keeps the connection when all was read: it is the agent's then.
    if (this.#answer?.complete !== true) request?.destroy();
  }

  #enter(readyState: number): void {
    // A listener may have given up meanwhile.
    if (readyState > 1 && readyState < 4 && this.#request === undefined) return;
    this.readyState = readyState;
    this.onreadystatechange?.();
  }
}
