import { Buffer } from "node:buffer";
import type { UwsApp, UwsBehavior, UwsHttpRequest, UwsHttpResponse } from "../uws-api.ts";
import { FakeResponse } from "./fake-response.ts";

/** What a client asks for. */
export interface FakeRequestInit {
  readonly method?: string;
  /** With the query. */
  readonly url: string;
  /** By names in lower case; an array is sent as several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Arrives when the handler has returned, with a fitting `Content-Length` unless there is one. */
  readonly body?: string | Uint8Array;
  readonly remoteAddress?: string;
}

type Handler = (response: UwsHttpResponse, request: UwsHttpRequest) => void;

/** A request that throws when it is used after its handler has returned. */
class FakeRequest implements UwsHttpRequest {
  isGone = false;
  readonly #init: FakeRequestInit;
  readonly #headers: readonly (readonly [name: string, value: string])[];

  constructor(init: FakeRequestInit) {
    this.#init = init;
    const length = init.body === undefined ? {} : { "content-length": String(Buffer.byteLength(init.body)) };
    this.#headers = Object.entries({ ...length, ...init.headers }).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, one] as const),
    );
  }

  getMethod(): string {
    this.#assertThere();
    return (this.#init.method ?? "GET").toLowerCase();
  }

  getUrl(): string {
    this.#assertThere();
    return this.#init.url.split("?", 1)[0]!;
  }

  getQuery(): string | undefined {
    this.#assertThere();
    return this.#init.url.split("?").slice(1).join("?") || undefined;
  }

  getHeader(name: string): string {
    this.#assertThere();
    return this.#headers.find(([one]) => one === name)?.[1] ?? "";
  }

  forEach(visit: (name: string, value: string) => void): void {
    this.#assertThere();
    for (const [name, value] of this.#headers) visit(name, value);
  }

  #assertThere(): void {
    if (this.isGone) throw new Error("the request is gone: its handler has returned");
  }
}

/** An app in memory. The test plays its clients. */
export class FakeApp implements UwsApp {
  readonly handlers = new Map<string, Handler>();
  readonly behaviors = new Map<string, UwsBehavior>();

  any(path: string, handler: Handler): this {
    this.handlers.set(path, handler);
    return this;
  }

  ws(path: string, behavior: UwsBehavior): this {
    this.behaviors.set(path, behavior);
    return this;
  }

  /** Sends a request; without a handler for its path there is no answer. */
  request(init: FakeRequestInit): FakeResponse {
    const response = new FakeResponse({ remoteAddress: init.remoteAddress ?? "203.0.113.7" });
    const handler = this.handlers.get(init.url.split("?", 1)[0]!);
    if (handler !== undefined) run(response, init, handler);
    if (init.body !== undefined) response.deliver(init.body, true);
    return response;
  }

  /** Sends a WebSocket handshake; where nobody takes it, it is a request like others. */
  connect(init: FakeRequestInit): FakeResponse {
    const behavior = this.behaviors.get(init.url.split("?", 1)[0]!);
    if (behavior === undefined) return this.request(init);
    const response = new FakeResponse({ remoteAddress: init.remoteAddress ?? "203.0.113.7", behavior });
    const headers = {
      upgrade: "websocket",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...init.headers,
    };
    run(response, { ...init, headers }, (_, request) => behavior.upgrade(response, request, CONTEXT));
    return response;
  }
}

/** Stands for the native object that an upgrade is given and has to give back. */
export const CONTEXT: unknown = Object.freeze({ isContext: true });

function run(response: FakeResponse, init: FakeRequestInit, handler: Handler): void {
  const request = new FakeRequest(init);
  handler(response, request);
  request.isGone = true;
  response.leaveHandler();
}
