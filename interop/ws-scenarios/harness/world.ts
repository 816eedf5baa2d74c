import { type EventEmitter, once as nodeOnce } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import type WebSocket from "ws";
import type { WebSocketServer } from "ws";
import { describe } from "./describe.ts";
import { RawPeer, type RequestOptions, connectRaw, requestText } from "./raw-peer.ts";
import type { ClientOptions, ServerOptions, WsApi } from "./api.ts";

/** The next emission of an event; unlike Node's `once`, an `error` in between is not its business. */
export function next(emitter: EventEmitter, event: string): Promise<unknown[]> {
  return new Promise((resolve) => emitter.once(event, (...values: unknown[]) => resolve(values)));
}

/** The next emissions of an event, however many of them come in one turn. */
export async function times(emitter: EventEmitter, event: string, count: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    const listener = (): void => {
      seen += 1;
      if (seen < count) return;
      emitter.off(event, listener);
      resolve();
    };
    emitter.on(event, listener);
  });
}

/** After all that is already due in this turn and the next one of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Anything that has a port. */
interface Listening {
  address(): AddressInfo | string | null;
}

export function portOf(server: Listening): number {
  return (server.address() as AddressInfo).port;
}

export interface Pair {
  readonly server: WebSocketServer;
  readonly client: WebSocket;
  /** The server's end. */
  readonly accepted: WebSocket;
}

export interface RawPair {
  readonly server: WebSocketServer;
  readonly accepted: WebSocket;
  readonly peer: RawPeer;
}

const EVENTS = ["open", "message", "ping", "pong", "close", "error"] as const;

/**
 * What a scenario acts in: the package under test, the trace, and everything that was opened, so that it can be put
 * away. A trace is kept per actor, because the order between two ends of a socket belongs to the operating system.
 */
export class World {
  readonly api: WsApi;
  readonly #lines = new Map<string, string[]>();
  readonly #ports = new Set<number>();
  readonly #cleanups: (() => void)[] = [];

  constructor(api: WsApi) {
    this.api = api;
  }

  /** One line of an actor's trace. */
  log(actor: string, ...parts: string[]): void {
    const lines = this.#lines.get(actor) ?? [];
    lines.push(this.normalise(parts.join(" ")));
    this.#lines.set(actor, lines);
  }

  /** Calls, and records what it returned or threw. */
  attempt<T>(actor: string, label: string, call: () => T): T | undefined {
    try {
      const result = call();
      this.log(actor, `${label} returned ${result instanceof Object ? "an object" : describe(result)}`);
      return result;
    } catch (error) {
      this.log(actor, `${label} threw ${describe(error)}`);
      return undefined;
    }
  }

  /** The trace so far, actor by actor. */
  trace(): string[] {
    const actors = [...this.#lines.keys()].sort();
    return actors.flatMap((actor) => this.#lines.get(actor)!.map((line) => `${actor}: ${line}`));
  }

  /** Replaces what the operating system chose. */
  normalise(text: string): string {
    let result = text.replaceAll(/date: [^\\\r\n]*(\\r\\n|\r\n)/gi, "");
    result = result.replaceAll(/sec-websocket-key: [A-Za-z0-9+/]{22}==/gi, "Sec-WebSocket-Key: <key>");
    for (const port of this.#ports) result = result.replaceAll(new RegExp(`\\b${port}\\b`, "g"), "<port>");
    return result;
  }

  cleanup(action: () => void): void {
    this.#cleanups.push(action);
  }

  /** Puts everything away, last opened first; what is away already does not mind. */
  dispose(): void {
    for (const action of this.#cleanups.toReversed()) action();
    this.#cleanups.length = 0;
  }

  /** Records the events of a socket with the state in which its listeners see them. */
  watch(socket: WebSocket, actor: string): void {
    for (const event of EVENTS) {
      const record = (...values: unknown[]): void =>
        this.log(actor, `${event}(${values.map(describe).join(", ")}) in ${socket.readyState}`);
      socket.on(event, record);
    }
    this.cleanup(() => socket.terminate());
  }

  /** A server of the package under test that is being put away with the world. */
  own(server: WebSocketServer): WebSocketServer {
    this.cleanup(() => {
      for (const socket of server.clients ?? []) socket.terminate();
      server.close();
    });
    return server;
  }

  /** A listening server on a port of its own. */
  async server(options: ServerOptions = {}): Promise<WebSocketServer> {
    const server = this.own(new this.api.WebSocketServer({ port: 0, host: "127.0.0.1", ...options }));
    await nodeOnce(server, "listening");
    this.#ports.add(portOf(server));
    return server;
  }

  /** A listening HTTP server. */
  async listen<T extends net.Server>(server: T): Promise<T> {
    this.cleanup(() => {
      if (server instanceof http.Server) server.closeAllConnections();
      server.close();
    });
    server.on("connection", (socket: net.Socket) => {
      this.cleanup(() => socket.destroy());
    });
    server.listen(0, "127.0.0.1");
    await nodeOnce(server, "listening");
    this.#ports.add(portOf(server));
    return server;
  }

  /** A watched client; its actor is `client`. */
  dial(
    target: string | number | WebSocketServer,
    options: ClientOptions = {},
    protocols?: string | string[],
  ): WebSocket {
    const url = typeof target === "string" ? target : urlOf(target);
    const { WebSocket: Client } = this.api;
    const client = protocols === undefined ? new Client(url, options) : new Client(url, protocols, options);
    this.watch(client, "client");
    return client;
  }

  /** A server and a client of the package under test, open and watched. */
  async pair(serverOptions: ServerOptions = {}, clientOptions: ClientOptions = {}): Promise<Pair> {
    const server = await this.server(serverOptions);
    const connection = next(server, "connection");
    const client = this.dial(server, clientOptions);
    const opened = next(client, "open");
    const [accepted] = (await connection) as [WebSocket];
    this.watch(accepted, "accepted");
    await opened;
    return { server, client, accepted };
  }

  /** A raw client whose request has been sent. */
  async rawClient(target: Listening, request: RequestOptions | string | Buffer = {}): Promise<RawPeer> {
    const isText = typeof request === "string" || Buffer.isBuffer(request);
    const peer = await connectRaw(portOf(target), isText ? request : requestText(request));
    this.cleanup(() => peer.socket.destroy());
    return peer;
  }

  /** A server of the package under test and a raw client, past the handshake. */
  async rawPair(options: ServerOptions = {}, request: RequestOptions = {}): Promise<RawPair> {
    const server = await this.server(options);
    const connection = next(server, "connection");
    const peer = await this.rawClient(server, request);
    const [accepted] = (await connection) as [WebSocket];
    this.watch(accepted, "accepted");
    await peer.head();
    return { server, accepted, peer };
  }

  /** A raw server; `serve` gets each connection when the head of its request is there. */
  async rawServer(serve: (peer: RawPeer, request: string) => void): Promise<number> {
    const server = await this.listen(
      net.createServer((socket) => {
        const peer = new RawPeer(socket);
        void peer.head().then((request) => serve(peer, request));
      }),
    );
    return portOf(server);
  }
}

export function urlOf(target: number | WebSocketServer, path = "/"): string {
  return `ws://127.0.0.1:${typeof target === "number" ? target : portOf(target)}${path}`;
}

/** Resolves when the socket has emitted `close`; to be called before it can. */
export async function closed(...sockets: WebSocket[]): Promise<void> {
  await Promise.all(
    sockets.map((socket) => (socket.readyState === socket.CLOSED ? turns(2) : next(socket, "close"))),
  );
}
