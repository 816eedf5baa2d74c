import { toLegacyError } from "@sockeye/protocol/socket";
import type { Session } from "../adapter/index.ts";
import type { Client } from "./client.ts";
import type { ExtendedError, Namespace } from "./namespace.ts";
import { Socket } from "./socket.ts";

type AnySocket = Socket<any, any, any>;

/** What a client asks for. */
export interface ConnectRequest {
  readonly client: Client<any, any, any>;
  readonly nsp: Namespace<any, any, any>;
  /** What it brings. */
  readonly auth: Record<string, unknown> | undefined;
}

/**
 * The way of a client into a namespace: is it an old acquaintance, what do the middlewares say, and then the answer. On that way
 * its connection may end, or the client may ask anew: then nothing comes of it.
 */
export class ConnectAttempt {
  readonly #request: ConnectRequest;
  readonly #onDone: (socket: AnySocket | undefined) => void;
  #socket: AnySocket | undefined;
  #session: Session | undefined;
  #isEnded = false;

  /** @param onDone - called once with the socket, or without one when there is none */
  constructor(request: ConnectRequest, onDone: (socket: AnySocket | undefined) => void) {
    this.#request = request;
    this.#onDone = onDone;
  }

  start(): void {
    const { auth, nsp } = this.#request;
    nsp._expect();
    const restoring = nsp.server.recovery === undefined ? undefined : nsp._restore(auth ?? {});
    if (restoring === undefined) this.#meet(undefined);
    else void restoring.then((session) => this.#meet(session));
  }

  /** Nobody waits for the answer any more. A middleware may still think about it, or never end: nothing is kept for it. */
  withdraw(): void {
    this.#comeToNothing();
  }

  #meet(session: Session | undefined): void {
    this.#session = session;
    if (this.#isOver) return this.#comeToNothing();
    const { client, nsp, auth } = this.#request;
    const socket: AnySocket = new Socket(nsp, client, { auth, session });
    this.#socket = socket;
    if (session !== undefined) socket._replay(session);
    if (session !== undefined && nsp.server.recovery?.skipMiddlewares === true) {
      this.#admit(socket);
      return;
    }
    nsp._runMiddlewares(socket, (error) => {
      // The answer does not come within the call of a middleware, whether it was quick or not.
      process.nextTick(() => {
        this.#answer(socket, error);
      });
    });
  }

  /** Has the connection ended meanwhile, or has the client asked anew? */
  get #isOver(): boolean {
    return this.#isEnded || this.#request.client.conn.readyState !== "open";
  }

  #answer(socket: AnySocket, error: ExtendedError | undefined): void {
    if (this.#isOver) {
      this.#comeToNothing();
    } else if (error) {
      this.#giveUp();
      const { protocol } = this.#request.client.conn;
      socket._error(
        protocol === 3 ? toLegacyError(error) : { message: error.message, data: error.data as unknown },
      );
    } else {
      this.#admit(socket);
    }
  }

  #admit(socket: AnySocket): void {
    const { nsp } = this.#request;
    this.#isEnded = true;
    // Listeners may disconnect it at once: the client has to know it by then.
    this.#onDone(socket);
    nsp._admit(socket);
    nsp._settled();
  }

  /** The client may come back once more: what is remembered of it was handed out for this attempt. */
  #comeToNothing(): void {
    const session = this.#session;
    if (!this.#isEnded && session !== undefined) {
      const { sid, pid, rooms, data } = session;
      this.#request.nsp.adapter.persistSession({ sid, pid, rooms, data });
    }
    this.#giveUp();
  }

  #giveUp(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#socket?._cleanup();
    this.#onDone(undefined);
    this.#request.nsp._settled();
  }
}
