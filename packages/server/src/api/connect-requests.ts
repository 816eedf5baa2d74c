import { PacketType } from "@sockeye/protocol/socket";
import type { Client } from "./client.ts";
import { ConnectAttempt } from "./connect-attempt.ts";
import type { Namespace } from "./namespace.ts";
import type { Server } from "./server.ts";

/** Within so many milliseconds the same namespace may be asked for again only a few times. */
const RESTART_PERIOD = 10_000;
/** So many requests beyond the limit are answered; whoever sends more is not listening. */
const MAX_SURPLUS = 100;

interface PendingRequest {
  attempt?: ConnectAttempt;
  isWithdrawn?: true;
}

/** The namespaces that one client has asked for and has no answer about. The newest request for a name is the one that counts. */
export class ConnectRequests {
  readonly #server: Server<any, any, any>;
  readonly #client: Client<any, any, any>;
  readonly #pending = new Map<string, PendingRequest>();
  #restarts = 0;
  #restartsSince = -Infinity;
  #surplus = 0;

  constructor(server: Server<any, any, any>, client: Client<any, any, any>) {
    this.#server = server;
    this.#client = client;
  }

  add(name: string, auth: Record<string, unknown> | undefined): void {
    const waiting = this.#pending.get(name);
    if (waiting !== undefined) {
      if (!this.#mayRestart()) return this.#client._violate("SIO_TOO_MANY_CONNECTS");
      this.#withdraw(name, waiting);
    } else if (!this.#hasRoom()) {
      return this.#refuseSurplus(name);
    }
    const request: PendingRequest = {};
    this.#pending.set(name, request);
    this.#server._findNamespace(name, auth ?? {}, (nsp) => {
      if (request.isWithdrawn) {
        // It may have been made for this request alone.
        nsp?._expect();
        nsp?._settled();
        return;
      }
      if (nsp === undefined) {
        this.#pending.delete(name);
        this.#refuse(name, "Invalid namespace");
        return;
      }
      request.attempt = this.#createAttempt(nsp, auth);
      request.attempt.start();
    });
  }

  /** Is nothing asked for? */
  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  /** The connection has ended. */
  withdrawAll(): void {
    for (const [name, request] of this.#pending) this.#withdraw(name, request);
  }

  #createAttempt(nsp: Namespace<any, any, any>, auth: Record<string, unknown> | undefined): ConnectAttempt {
    return new ConnectAttempt({ client: this.#client, nsp, auth }, (socket) => {
      this.#pending.delete(nsp.name);
      if (socket !== undefined) this.#client._joined(socket);
    });
  }

  #withdraw(name: string, request: PendingRequest): void {
    request.isWithdrawn = true;
    request.attempt?.withdraw();
    this.#pending.delete(name);
  }

  #mayRestart(): boolean {
    const now = this.#client.deadlines.now();
    if (now - this.#restartsSince > RESTART_PERIOD) {
      this.#restartsSince = now;
      this.#restarts = 0;
    }
    return ++this.#restarts <= this.#server.limits.maxConnectRestarts;
  }

  #hasRoom(): boolean {
    return this.#client.namespaceCount + this.#pending.size < this.#server.limits.maxNamespacesPerConnection;
  }

  #refuseSurplus(name: string): void {
    if (++this.#surplus > MAX_SURPLUS) this.#client._violate("SIO_TOO_MANY_CONNECTS");
    else {
      this.#server._refusals.note("maxNamespacesPerConnection");
      this.#refuse(name, "Too many namespaces");
    }
  }

  #refuse(nsp: string, message: string): void {
    this.#client._packet({ type: PacketType.CONNECT_ERROR, nsp, data: { message } }, {});
  }
}
