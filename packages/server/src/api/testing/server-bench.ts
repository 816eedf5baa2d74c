import type { HandlerErrorContext } from "../handler-errors.ts";
import type { ServerOptions } from "../options.ts";
import { Server } from "../server.ts";
import type { Socket } from "../socket.ts";
import { FakeEngine, type FakeConnection, type FakeConnectionOptions } from "./fake-connection.ts";

// Kept before a test can put virtual time in its place.
const realSetImmediate = globalThis.setImmediate;

/** Resolves when everything that is under way without timers has happened. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) {
    await new Promise<void>((resolve) => {
      realSetImmediate(resolve);
    });
  }
}

/** What the hook for handlers' errors was told. */
export interface ReportedError {
  readonly error: unknown;
  readonly context: HandlerErrorContext;
}

/** A server on an engine without ports. */
export interface ServerBench {
  readonly io: Server;
  readonly engine: FakeEngine;
  /** What handlers threw, unless the options have a hook of their own. */
  readonly reported: ReportedError[];
  /** A connection that has sent nothing. */
  open(options?: FakeConnectionOptions): TestClient;
  /** A connection that is in a namespace; what it took to get there is forgotten. */
  connect(options?: ConnectOptions): Promise<TestClient>;
}

/** What a client brings along. */
export interface ConnectOptions extends FakeConnectionOptions {
  /** @default "/" */
  readonly nsp?: string;
  readonly auth?: Record<string, unknown>;
}

export function createServer(options: Partial<ServerOptions> = {}): ServerBench {
  const reported: ReportedError[] = [];
  const io = new Server({
    onHandlerError: (error, context) => reported.push({ error, context }),
    ...options,
  });
  const engine = new FakeEngine();
  io.bind(engine);
  const open = (connection?: FakeConnectionOptions): TestClient =>
    new TestClient(io, engine.open(connection));
  return {
    io,
    engine,
    reported,
    open,
    connect: async ({ nsp = "/", auth, ...connection } = {}) => {
      const client = open(connection);
      await client.join(nsp, auth);
      client.take();
      return client;
    },
  };
}

/** A connection, seen from the client's end. */
export class TestClient {
  readonly conn: FakeConnection;
  readonly #io: Server;

  constructor(io: Server, conn: FakeConnection) {
    this.#io = io;
    this.conn = conn;
  }

  /** What the session was closed with, if it is. */
  get isClosed(): boolean {
    return this.conn.readyState !== "open";
  }

  /** Messages come from the client: the part behind the digit of the engine. */
  send(...messages: readonly (string | Buffer)[]): void {
    for (const message of messages) this.conn.emit("data", message);
  }

  /** What the client was sent since this was called last; binary as hex digits. */
  take(): string[] {
    return this.conn.writes
      .splice(0)
      .map(({ data }) =>
        typeof data === "string" ? data : `<${Buffer.from(data as Uint8Array).toString("hex")}>`,
      );
  }

  /** With which options that was sent. */
  takeOptions(): unknown[] {
    return this.conn.writes.splice(0).map(({ options }) => options);
  }

  /** Asks for a namespace, and waits for what comes of it. */
  async join(nsp = "/", auth?: Record<string, unknown>): Promise<void> {
    this.send(`0${prefix(nsp)}${auth === undefined ? "" : JSON.stringify(auth)}`);
    await settle();
  }

  /** The socket that the server has for it in a namespace. */
  socket(nsp = "/"): Socket {
    const sockets = [...this.#io.of(nsp).sockets.values()];
    const found = sockets.find((socket) => (socket.conn as unknown) === this.conn);
    if (found === undefined) throw new Error(`the client is not in ${nsp}`);
    return found;
  }
}

/** How packets name a namespace. */
function prefix(nsp: string): string {
  return nsp === "/" ? "" : `${nsp},`;
}

/** A function that keeps what it was called with. */
export function recorder(): { readonly calls: unknown[][]; readonly listener: (...args: unknown[]) => void } {
  const calls: unknown[][] = [];
  return { calls, listener: (...args) => calls.push(args) };
}
