import type { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { DialOwner } from "../client/index.ts";
import type { EstablishedConnection } from "../connection/index.ts";
import { emitOutside } from "./socket-emitter.ts";

/** What becomes of a dial. */
export interface DialOutcome<Target> {
  readonly onConnection: (connection: EstablishedConnection, head: Buffer) => void;
  readonly onError: (error: Error) => void;
  readonly finishRequest: ((request: ClientRequest, websocket: Target) => void) | undefined;
}

/** Turns what happens on the way to a connection into a WebSocket's events. */
export class DialEvents<Target extends EventEmitter> implements DialOwner {
  readonly #webSocket: Target;
  readonly #outcome: DialOutcome<Target>;

  constructor(webSocket: Target, outcome: DialOutcome<Target>) {
    this.#webSocket = webSocket;
    this.#outcome = outcome;
  }

  onConnection(connection: EstablishedConnection, head: Buffer): void {
    this.#outcome.onConnection(connection, head);
  }

  onError(error: Error): void {
    this.#outcome.onError(error);
  }

  finishRequest(request: ClientRequest): void {
    if (this.#outcome.finishRequest === undefined) request.end();
    else this.#outcome.finishRequest(request, this.#webSocket);
  }

  onUpgrade(response: IncomingMessage): void {
    emitOutside(this.#webSocket, "upgrade", response);
  }

  onUnexpectedResponse(request: ClientRequest, response: IncomingMessage): boolean {
    if (this.#webSocket.listenerCount("unexpected-response") === 0) return false;
    emitOutside(this.#webSocket, "unexpected-response", request, response);
    return true;
  }

  onRedirect(url: string, request: ClientRequest): void {
    emitOutside(this.#webSocket, "redirect", url, request);
  }

  /** Who listens to redirects decides what goes along. */
  keepsPrivateHeaders(): boolean {
    return this.#webSocket.listenerCount("redirect") > 0;
  }
}
