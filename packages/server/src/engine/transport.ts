import { EventEmitter } from "node:events";
import type { Dialect } from "@sockeye/protocol/engine";
import type { ServerTransport } from "../ports/index.ts";

/** What waits for a transport. */
interface SessionOutput {
  readonly waitingPackets: readonly unknown[];
}

/**
 * A transport as applications see it: what it is called, and how it is doing. It exists only when somebody looks at it.
 *
 * @example
 * ```ts
 * socket.on("upgrade", (transport) => console.log(socket.id, "uses", transport.name));
 * ```
 */
export class Transport extends EventEmitter {
  /** The session id. */
  readonly sid: string;
  readonly #transport: ServerTransport;
  readonly #output: SessionOutput | undefined;

  /**
   * @internal
   * @param output - of the session that uses it
   */
  constructor(sid: string, transport: ServerTransport, output?: SessionOutput) {
    super();
    this.sid = sid;
    this.#transport = transport;
    this.#output = output;
  }

  /** @internal */
  isFaceOf(transport: ServerTransport): boolean {
    return transport === this.#transport;
  }

  /** `polling`, `websocket` or `webtransport`. */
  get name(): string {
    return this.#transport.name;
  }

  /** Is nothing waiting to be sent? */
  get writable(): boolean {
    return this.#transport.isWritable && (this.#output?.waitingPackets.length ?? 0) === 0;
  }

  get readyState(): ServerTransport["readyState"] {
    return this.#transport.readyState;
  }

  /** Has the session moved on to another transport? */
  get discarded(): boolean {
    return this.#transport.isDiscarded;
  }

  /** The revision of the protocol. */
  get protocol(): Dialect["protocol"] {
    return this.#transport.dialect.protocol;
  }

  get supportsBinary(): boolean {
    return this.#transport.supportsBinary;
  }

  /** Closes it, and so ends the session, as if the connection had been lost. */
  close(onClosed?: () => void): void {
    const transport = this.#transport;
    if (transport.readyState !== "open") return;
    transport.close(() => {
      onClosed?.();
      transport.owner.onClosed("transport close", undefined, transport);
    });
  }

  /** The WebSocket, where there is one. */
  get socket(): unknown {
    return this.#transport.medium;
  }
}
