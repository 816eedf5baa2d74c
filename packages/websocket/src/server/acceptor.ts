import type { Buffer } from "node:buffer";
import type { IncomingMessage, OutgoingHttpHeader } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  EstablishedConnection,
  throwOutside,
  type Connection,
  type NegotiatedDeflate,
  type ResolvedConnectionOptions,
} from "../connection/index.ts";
import { acceptDeflateOffer } from "../handshake/deflate-negotiation.ts";
import {
  resolveDeflateOptions,
  type DeflateOptions,
  type ResolvedDeflateOptions,
} from "../handshake/deflate-options.ts";
import { checkUpgradeRequest, type UpgradeVerdict } from "../handshake/upgrade-request.ts";
import { createAcceptKey, encodeRefusal, encodeUpgradeResponse } from "../handshake/upgrade-response.ts";

/** Why a handshake is refused: what the client gets as an HTTP response. */
export interface Refusal {
  readonly status: number;
  /** The body; the status text when absent. */
  readonly message?: string | undefined;
  readonly headers?: Readonly<Record<string, OutgoingHttpHeader | undefined>> | undefined;
}

/** The answer to a handshake: go ahead, or a refusal. */
export type Decision = true | Refusal;

/** What an acceptor asks and tells its server. */
export interface AcceptorHooks {
  /** May this client connect? A rejected promise refuses with 500. */
  decide?(request: IncomingMessage): Decision | Promise<Decision>;
  /** Which of the offered sub-protocols? `undefined` for none of them. */
  selectProtocol?(offered: readonly string[], request: IncomingMessage): string | undefined;
  /** The header lines of the 101 response, before it is sent; the hook may add lines. */
  onHeaders?(lines: string[], request: IncomingMessage): void;
  /** `decide` threw or rejected, or what a hook answered cannot be sent; the client was refused with 500. */
  onDecisionError?(error: unknown, request: IncomingMessage): void;
  /** A connection has ended; its own handler hears of it next. */
  onEnd?(connection: Connection): void;
  /** The request itself is defective. Returns whether the hook has answered by itself. */
  onBadRequest?(error: Error, socket: Duplex, request: IncomingMessage): boolean;
}

/** What an acceptor goes by. */
export interface AcceptorOptions {
  readonly connection: ResolvedConnectionOptions;
  /** Offer permessage-deflate, and how. */
  readonly perMessageDeflate: boolean | DeflateOptions;
  readonly maxConnections: number;
  readonly maxPendingHandshakes: number;
  readonly handshakeTimeout: number;
  readonly hooks: AcceptorHooks;
}

/** One upgrade request as Node's `upgrade` event delivers it. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

type Accepted = Extract<UpgradeVerdict, { ok: true }>;
type OnAccepted = (connection: Connection, request: IncomingMessage) => void;

const TAKEN = Symbol("sockeye.upgradeTaken");

interface UpgradeSocket extends Duplex {
  [TAKEN]?: true;
}

/** Tells a client that was refused for lack of room when to come back. */
const RETRY_AFTER = { "Retry-After": "1" };

/**
 * Turns upgrade requests into connections: checks the request, asks the application, answers. A socket is never left
 * without somebody who handles its errors, and a client that leaves while the application decides leaves nothing behind.
 */
export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #deflate: ResolvedDeflateOptions | undefined;
  readonly #onEnd: (connection: Connection) => void;
  /** How to refuse each handshake that waits for a decision. */
  readonly #pending = new Set<(refusal: Refusal) => void>();
  /** How many connections are open or closing. */
  #connections = 0;
  #isClosed = false;

  constructor(options: AcceptorOptions) {
    const { perMessageDeflate } = options;
    this.#options = options;
    this.#deflate = perMessageDeflate === false ? undefined : resolveDeflateOptions(perMessageDeflate);
    this.#onEnd = (connection) => {
      this.#connections--;
      options.hooks.onEnd?.(connection);
    };
  }

  /** From here on every request is refused with 503, those that wait for a decision included. */
  close(): void {
    this.#isClosed = true;
    for (const refusePending of this.#pending) refusePending({ status: 503 });
  }

  /**
   * Answers an upgrade request.
   *
   * @param onAccepted - called with the open connection, which begins to read once this has returned
   * @throws Error when the socket was upgraded before: two servers listen to the same `upgrade` event
   */
  accept(upgrade: Upgrade, onAccepted: OnAccepted): void {
    const { request, socket } = upgrade;
    const owned: UpgradeSocket = socket;
    if (owned[TAKEN] === true) {
      throw new Error(
        "server.handleUpgrade() was called more than once with the same socket, possibly due to a misconfiguration",
      );
    }
    owned[TAKEN] = true;
    socket.on("error", ignoreError);

    if (owesResponse(socket)) {
      socket.destroy();
      return;
    }
    const verdict = checkUpgradeRequest(request);
    if (!verdict.ok) return this.#refuseBadRequest(verdict, upgrade);
    if (this.#isClosed) return refuse(socket, { status: 503 });
    const { maxConnections, maxPendingHandshakes } = this.#options;
    const pending = this.#pending.size;
    if (this.#connections + pending >= maxConnections || pending >= maxPendingHandshakes) {
      return refuse(socket, { status: 503, headers: RETRY_AFTER });
    }
    const decision = this.#decide(request);
    if (decision instanceof Promise) this.#wait(decision, upgrade, verdict, onAccepted);
    else this.#conclude(decision, upgrade, verdict, onAccepted);
  }

  #refuseBadRequest(verdict: Extract<UpgradeVerdict, { ok: false }>, { request, socket }: Upgrade): void {
    const answered = this.#options.hooks.onBadRequest?.(new Error(verdict.message), socket, request) === true;
    if (!answered) refuse(socket, verdict);
  }

  #wait(decision: Promise<Decision>, upgrade: Upgrade, verdict: Accepted, onAccepted: OnAccepted): void {
    const { clock } = this.#options.connection;
    const settle = (answer: Decision): void => {
      if (!this.#pending.delete(settle)) return;
      cancel();
      upgrade.socket.off("close", abandon);
      this.#conclude(answer, upgrade, verdict, onAccepted);
    };
    const abandon = (): void => {
      settle({ status: 400 });
    };
    const cancel = clock.schedule(() => {
      settle({ status: 503, headers: RETRY_AFTER });
    }, this.#options.handshakeTimeout);
    this.#pending.add(settle);
    upgrade.socket.on("close", abandon);
    decision.then(settle, (error: unknown) => {
      this.#reportDecisionError(error, upgrade.request);
      settle({ status: 500 });
    });
  }

  /** What the application's hooks throw, or make impossible to send, refuses this one client. */
  #conclude(decision: Decision, upgrade: Upgrade, verdict: Accepted, onAccepted: OnAccepted): void {
    try {
      if (decision === true) this.#open(upgrade, verdict, onAccepted);
      else refuse(upgrade.socket, decision);
    } catch (error) {
      this.#reportDecisionError(error, upgrade.request);
      refuse(upgrade.socket, { status: 500 });
    }
  }

  #open(upgrade: Upgrade, verdict: Accepted, onAccepted: OnAccepted): void {
    const { request, socket, head } = upgrade;
    if (!socket.readable || !socket.writable) {
      socket.destroy();
      return;
    }
    const protocol = this.#selectProtocol(verdict.protocols, request);
    const deflate = this.#negotiateDeflate(verdict);
    const lines = [
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${createAcceptKey(verdict.key)}`,
    ];
    if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    if (deflate !== undefined) lines.push(`Sec-WebSocket-Extensions: ${deflate.agreement.header}`);
    this.#options.hooks.onHeaders?.(lines, request);

    prepareSocket(socket);
    socket.write(encodeUpgradeResponse(lines), "latin1");
    socket.off("error", ignoreError);
    const options = this.#options.connection;
    const connection = new EstablishedConnection({ socket, options, deflate, protocol, onEnd: this.#onEnd });
    this.#connections++;
    try {
      onAccepted(connection, request);
    } catch (error) {
      throwOutside(error);
    }
    connection.start(head);
  }

  /** Asks the application; what it throws refuses this one client. */
  #decide(request: IncomingMessage): Decision | Promise<Decision> {
    const { hooks } = this.#options;
    if (hooks.decide === undefined) return true;
    try {
      return hooks.decide(request);
    } catch (error) {
      this.#reportDecisionError(error, request);
      return { status: 500 };
    }
  }

  /** Loud, but not deadly: what a client sends may be what makes the application's check fail. */
  #reportDecisionError(error: unknown, request: IncomingMessage): void {
    const { hooks } = this.#options;
    try {
      if (hooks.onDecisionError !== undefined) hooks.onDecisionError(error, request);
      else process.emitWarning(error instanceof Error ? error : String(error));
    } catch (thrown) {
      throwOutside(thrown);
    }
  }

  #selectProtocol(offered: readonly string[], request: IncomingMessage): string | undefined {
    if (offered.length === 0) return undefined;
    return this.#options.hooks.selectProtocol?.(offered, request);
  }

  #negotiateDeflate(verdict: Accepted): NegotiatedDeflate | undefined {
    const options = this.#deflate;
    const agreement = options && acceptDeflateOffer(verdict.extensions, options);
    return agreement && { agreement, options };
  }
}

/** Refuses, and does not keep the socket alive for a client that goes on sending. */
function refuse(socket: Duplex, refusal: Refusal): void {
  socket.once("finish", () => socket.destroy());
  socket.end(encodeRefusal(refusal.status, refusal.message, refusal.headers ?? {}), "utf8");
}

/**
 * Is an earlier, pipelined request on this socket still unanswered? Its response would come between the frames. Node
 * tells that in this property only.
 */
function owesResponse(socket: Duplex): boolean {
  return Boolean((socket as { _httpMessage?: unknown })._httpMessage);
}

/** A WebSocket is neither idle nor chatty in HTTP's sense. */
function prepareSocket(socket: Duplex): void {
  if (!(socket instanceof Socket)) return;
  if (socket.timeout !== undefined) socket.setTimeout(0);
  socket.setNoDelay(true);
}

function ignoreError(): void {
  // Whatever befalls the socket of an unfinished handshake ends with its `close` event.
}
