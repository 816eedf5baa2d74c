import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import { connect, type Connection } from "@sockeye/websocket/lean";
import {
  fetchText,
  head,
  listenOnLoopback,
  RawConnection,
  shutDown,
  type TestRequest,
  type TestResponse,
  upgradeHeaders,
} from "../../hosts/node/testing/http-client.ts";
import type { ConnectionError } from "../base-server.ts";
import type { AttachOptions, ServerOptions } from "../options.ts";
import { Server } from "../server.ts";
import type { Socket } from "../socket.ts";

/** The target of a request that opens a session over WebSocket. */
export const websocketTarget = "/engine.io/?EIO=4&transport=websocket";

/** An engine on loopback. */
export class EngineBench {
  readonly engine: Server;
  readonly http: HttpServer;
  port = 0;
  /** In the order in which they were opened. */
  readonly sockets: Socket[] = [];
  readonly #clients: Connection[] = [];

  constructor(options: AttachOptions & ServerOptions = {}, listener?: RequestListener) {
    this.http = createServer(listener);
    this.engine = new Server(options);
    this.engine.attach(this.http, options);
    this.engine.on("connection", (socket) => this.sockets.push(socket));
  }

  async listen(): Promise<this> {
    this.port = await listenOnLoopback(this.http);
    return this;
  }

  async dispose(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    this.engine.close();
    await shutDown(this.http);
  }

  /** A request to the engine. */
  fetch(query: string, request: TestRequest = {}): Promise<TestResponse> {
    return fetchText(this.port, `/engine.io/?${query}`, request);
  }

  /** Opens a session over polling; returns its id. */
  async open(query = "EIO=4&transport=polling", request: TestRequest = {}): Promise<string> {
    const { body } = await this.fetch(query, request);
    return (JSON.parse(body.slice(body.indexOf("{"))) as { sid: string }).sid;
  }

  poll(sid: string, request: TestRequest = {}): Promise<TestResponse> {
    return this.fetch(`EIO=4&transport=polling&sid=${sid}`, request);
  }

  post(sid: string, body: string, request: TestRequest = {}): Promise<TestResponse> {
    return this.fetch(`EIO=4&transport=polling&sid=${sid}`, { method: "POST", body, ...request });
  }

  /** A WebSocket, of a session of its own or of the one with this id. */
  async connect(sid?: string, headers: Readonly<Record<string, string>> = {}): Promise<TestWebSocket> {
    const query = sid === undefined ? "" : `&sid=${sid}`;
    const socket = new TestWebSocket();
    const connection = await connect(
      `ws://127.0.0.1:${this.port}/engine.io/?EIO=4&transport=websocket${query}`,
      {
        handler: socket,
        headers,
      },
    );
    socket.connection = connection;
    this.#clients.push(connection);
    return socket;
  }

  /** The head of the response to an upgrade request. */
  async upgradeHead(
    target = websocketTarget,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const connection = await this.#sendUpgrade(target, headers);
    await connection.until("\r\n\r\n");
    connection.destroy();
    return connection.received.slice(0, connection.received.indexOf("\r\n\r\n"));
  }

  /** The whole response to an upgrade request that is refused. */
  async refusedUpgrade(target: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const connection = await this.#sendUpgrade(target, headers);
    await connection.closed;
    return connection.received;
  }

  #sendUpgrade(target: string, headers: Readonly<Record<string, string>>): Promise<RawConnection> {
    return RawConnection.open(this.port, head(`GET ${target}`, { ...upgradeHeaders, ...headers }));
  }

  /** What `connection_error` says from here on. */
  refusals(): readonly ConnectionError[] {
    const all: ConnectionError[] = [];
    this.engine.on("connection_error", (error) => all.push(error));
    return all;
  }

  /** Opens a session over polling and moves it to WebSocket. */
  async upgrade(): Promise<{ readonly sid: string; readonly client: TestWebSocket }> {
    const sid = await this.open();
    const client = await this.connect(sid);
    client.connection?.sendText("2probe");
    await client.next();
    client.connection?.sendText("5");
    return { sid, client };
  }
}

/** A WebSocket client that keeps what comes until the test asks for it. */
export class TestWebSocket {
  connection: Connection | undefined;
  readonly closed: Promise<number>;
  readonly #messages: string[] = [];
  #waiting: ((message: string) => void) | undefined;
  #onClosed: (code: number) => void = () => {};

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
  }

  onText(text: string): void {
    this.#take(text);
  }

  onBinary(data: Buffer): void {
    this.#take(`<${data.toString("hex")}>`);
  }

  onError(): void {
    // Its end says enough.
  }

  onClose(code: number): void {
    this.#onClosed(code);
  }

  /** The next message that comes, or has come and was not asked for. */
  next(): Promise<string> {
    const [message] = this.#messages.splice(0, 1);
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(message: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#messages.push(message);
    else waiting(message);
  }
}

/** Resolves when this event comes. */
export function event(
  emitter: { once(name: string, listener: (...values: unknown[]) => void): unknown },
  name: string,
): Promise<readonly unknown[]> {
  return new Promise((resolve) => emitter.once(name, (...values) => resolve(values)));
}

/** What reaches the process while this goes on. */
export async function uncaughtDuring(run: () => Promise<void>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const keep = (error: unknown): void => void errors.push(error);
  process.on("uncaughtException", keep);
  try {
    await run();
  } finally {
    process.off("uncaughtException", keep);
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
  return errors;
}
