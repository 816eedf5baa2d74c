import type { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { EstablishedConnection } from "../connection/index.ts";
import { checkUpgradeResponse, createUpgradeHeaders } from "../handshake/client-handshake.ts";
import { createDeflateOffer } from "../handshake/deflate-negotiation.ts";
import type { Address } from "./address.ts";
import type { DialPlan, RequestHeaders } from "./dial-plan.ts";
import { followRedirect, readRedirect, type Step } from "./redirect.ts";
import { createRequestOptions } from "./request-options.ts";

/** Who hears of a dial. Exactly one of `onConnection` and `onError` is called, once, unless the dial is aborted. */
export interface DialOwner {
  /** The connection is established; the owner sets the handler and calls `connection.start(head)`. */
  onConnection(connection: EstablishedConnection, head: Buffer): void;
  onError(error: Error): void;
  /** Sends the request off, instead of `request.end()`. */
  finishRequest?(request: ClientRequest): void;
  /** The server answered with 101; the answer has not been checked yet. */
  onUpgrade?(response: IncomingMessage): void;
  /** The server answered with something else. `true`: the owner deals with it and aborts the dial in the end. */
  onUnexpectedResponse?(request: ClientRequest, response: IncomingMessage): boolean;
  /** A redirect is about to be followed. */
  onRedirect?(url: string, request: ClientRequest): void;
  /** Does `onRedirect` remove what another host must not learn? Otherwise it is removed before. */
  keepsPrivateHeaders?(): boolean;
}

/**
 * One attempt to open a connection, redirects included (RFC 6455, section 4.1). It ends with a connection, an error or
 * `abort`; whatever its requests report after that concerns nobody.
 */
export class Dial {
  readonly #plan: DialPlan;
  readonly #owner: DialOwner;
  #step: Step;
  #redirects = 0;
  #request: ClientRequest | undefined;
  #cancelTimeout: (() => void) | undefined;
  #isOver = false;

  /** Throws what is wrong with the request itself, a header for example. */
  constructor(address: Address, plan: DialPlan, owner: DialOwner) {
    this.#plan = plan;
    this.#owner = owner;
    this.#step = { address, headers: plan.headers, auth: address.auth ?? plan.auth };
    this.#finishRequest(this.#send());
  }

  /** The URL of the current request. */
  get url(): string {
    return this.#step.address.url.href;
  }

  /** Gives up without a call of the owner. */
  abort(): void {
    this.#end();
    this.#request?.destroy();
  }

  #send(): ClientRequest {
    const key = randomBytes(16).toString("base64");
    const { address, auth, headers } = this.#step;
    const options = createRequestOptions({
      address,
      headers: { ...headers, ...this.#createHeaders(key) },
      auth,
      given: this.#plan.request,
    });
    const request = (address.isSecure ? https : http).request(options);
    this.#request = request;
    request.on("error", (error) => {
      // A request that was given up for a redirect has nothing to say any more.
      if (request === this.#request) this.#fail(error);
    });
    request.on("response", (response) => {
      this.#onResponse(request, response);
    });
    request.on("upgrade", (response, socket, head) => {
      this.#onUpgrade({ response, socket, head, key });
    });
    this.#startTimeout();
    return request;
  }

  #createHeaders(key: string): RequestHeaders {
    const { protocols, origin, version, deflate } = this.#plan;
    const extensionsHeader = deflate && createDeflateOffer(deflate);
    return createUpgradeHeaders({ key, protocols, origin, version, extensionsHeader });
  }

  #finishRequest(request: ClientRequest): void {
    if (this.#isOver) return;
    if (this.#owner.finishRequest === undefined) request.end();
    else this.#owner.finishRequest(request);
  }

  #onResponse(request: ClientRequest, response: IncomingMessage): void {
    if (this.#isOver) return;
    const location = this.#plan.maxRedirects > 0 ? readRedirect(response) : undefined;
    if (location !== undefined) {
      this.#redirect(request, location);
    } else if (this.#owner.onUnexpectedResponse?.(request, response) === true) {
      this.#cancelTimeout?.();
    } else {
      this.#fail(new Error(`Unexpected server response: ${response.statusCode}`));
    }
  }

  #redirect(request: ClientRequest, location: string): void {
    if (++this.#redirects > this.#plan.maxRedirects) {
      this.#fail(new Error("Maximum redirects exceeded"));
      return;
    }
    try {
      this.#step = followRedirect(this.#step, location, this.#owner.keepsPrivateHeaders?.() ?? false);
      this.#request = undefined;
      request.destroy();
      const next = this.#send();
      this.#owner.onRedirect?.(this.url, next);
      this.#finishRequest(next);
    } catch (error) {
      // What the server redirects to is the server's doing, so it never throws.
      this.#fail(error as Error);
    }
  }

  #onUpgrade(upgrade: { response: IncomingMessage; socket: Duplex; head: Buffer; key: string }): void {
    const { response, socket, head, key } = upgrade;
    const { protocols, deflate, connection: options } = this.#plan;
    if (!this.#isOver) this.#owner.onUpgrade?.(response);
    if (this.#isOver) {
      socket.destroy();
      return;
    }
    const verdict = checkUpgradeResponse({ headers: response.headers, key, protocols, deflate });
    if (!verdict.ok) {
      socket.destroy();
      this.#fail(new Error(verdict.message));
      return;
    }
    this.#end();
    prepareSocket(socket);
    const connection = new EstablishedConnection({
      socket,
      options,
      deflate: verdict.deflate && deflate && { agreement: verdict.deflate, options: deflate },
      protocol: verdict.protocol,
    });
    this.#owner.onConnection(connection, head);
  }

  #startTimeout(): void {
    const { handshakeTimeout, connection } = this.#plan;
    this.#cancelTimeout?.();
    if (handshakeTimeout === 0) return;
    this.#cancelTimeout = connection.clock.schedule(() => {
      this.#fail(new Error("Opening handshake has timed out"));
    }, handshakeTimeout);
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.abort();
    this.#owner.onError(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelTimeout?.();
  }
}

/** The socket's own timeout was the agent's; and a WebSocket's small frames must not wait for each other. */
function prepareSocket(
  socket: Duplex & { setTimeout?: (delay: number) => void; setNoDelay?: () => void },
): void {
  socket.setTimeout?.(0);
  socket.setNoDelay?.();
}
