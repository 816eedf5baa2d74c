import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";

/** One call of `write`. */
export interface Write {
  readonly data: unknown;
  readonly options: unknown;
}

/** What a fake connection can be given. */
export interface FakeConnectionOptions {
  /** @default 4 */
  readonly protocol?: number;
  /** `null`, as over WebTransport, where nothing is said. */
  readonly request?: Partial<IncomingMessage> & { readonly _query?: Record<string, string> };
}

/** A session of an engine that is not ours, as `bind` takes them: an emitter. The test plays the client, in bytes. */
export class FakeConnection extends EventEmitter {
  static #count = 0;
  readonly id: string = `engine-${FakeConnection.#count++}`;
  readonly protocol: number;
  readonly request: IncomingMessage | null;
  readonly remoteAddress = "192.0.2.1";
  readonly transport: { writable: boolean } = { writable: true };
  readyState: "open" | "closing" | "closed" = "open";
  /** Does `close` end it at once? Over polling it does not while no poll waits. */
  closesAtOnce = true;
  readonly writes: Write[] = [];

  constructor({ protocol = 4, request }: FakeConnectionOptions = {}) {
    super();
    this.protocol = protocol;
    this.request = (request ?? null) as IncomingMessage | null;
  }

  write(data: unknown, options: unknown): void {
    this.writes.push({ data, options });
  }

  close(): void {
    if (this.readyState !== "open") return;
    if (this.closesAtOnce) this.end("forced close");
    else this.readyState = "closing";
  }

  /** The session ends. */
  end(reason: string, description?: unknown): void {
    this.readyState = "closed";
    this.emit("close", reason, description);
  }
}

/** An engine that is not ours. */
export class FakeEngine extends EventEmitter {
  readonly connections: FakeConnection[] = [];
  isClosed = false;

  open(options: FakeConnectionOptions = {}): FakeConnection {
    const connection = new FakeConnection(options);
    this.connections.push(connection);
    this.emit("connection", connection);
    return connection;
  }

  close(): void {
    this.isClosed = true;
    for (const connection of this.connections) connection.close();
  }
}
