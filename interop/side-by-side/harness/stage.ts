import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { io as connectStock, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { Implementation, Io, IoOptions, ServerModule, ServerSocket } from "../implementation.ts";
import { Quiet } from "./quiet.ts";
import { RawPolling } from "./raw-polling.ts";
import { RawSocket, type RawSocketOptions } from "./raw-socket.ts";
import { Tracks } from "./tracks.ts";
import { watchClient } from "./watch.ts";

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

export interface ClientParts {
  /** @default "/" */
  readonly nsp?: string;
  readonly options?: ClientOptions;
}

export interface PeerParts extends Omit<RawSocketOptions, "port"> {
  /** @default "/" */
  readonly nsp?: string;
  /** Of CONNECT. */
  readonly auth?: string;
}

type Nsp = Pick<ReturnType<Io["of"]>, "once">;

/** Servers of one implementation, the clients of one scenario, and what was seen of both. */
export class Stage {
  readonly module: ServerModule;
  readonly tracks = new Tracks();
  readonly #quiet: Quiet;
  readonly #ends: (() => unknown)[] = [];
  readonly #connections = new Set<TcpSocket>();
  #traffic = 0;
  #port = 0;

  private constructor(implementation: Implementation, quiet: Quiet) {
    this.module = implementation.module;
    this.#quiet = quiet;
  }

  static async start(implementation: Implementation): Promise<Stage> {
    return new Stage(implementation, await Quiet.start());
  }

  /** The port of the latest server. */
  get port(): number {
    return this.#port;
  }

  log(who: string, what: string, ...values: readonly unknown[]): void {
    this.tracks.add(who, what, ...values);
  }

  /** What the script itself finds out. */
  note(what: string, ...values: readonly unknown[]): void {
    this.log("script", what, ...values);
  }

  /** Notes what comes of a call: its value, or what it throws. */
  attempt(what: string, call: () => unknown): void {
    try {
      this.note(what, call());
    } catch (error) {
      this.note(`${what} threw`, error);
    }
  }

  /** Notes what becomes of a promise. */
  async outcome(what: string, promise: Promise<unknown>): Promise<void> {
    try {
      this.note(`${what} resolved`, await promise);
    } catch (error) {
      this.note(`${what} rejected`, error);
    }
  }

  /** A server of Socket.IO on an HTTP server of its own. */
  async createServer(options: IoOptions = {}): Promise<Io> {
    const http = this.httpServer();
    const io = this.adopt(new this.module.Server(http, options));
    await this.listen(http);
    return io;
  }

  /** An HTTP server that answers 404 by itself. */
  httpServer(): HttpServer {
    const http = createServer((_request, response) => {
      response.statusCode = 404;
      response.end("the application");
    });
    this.watchHttp(http);
    return http;
  }

  watchHttp(http: HttpServer): void {
    http.on("connection", (socket: TcpSocket) => {
      this.#connections.add(socket);
      this.#traffic += 1;
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#traffic += 1;
        this.#connections.delete(socket);
      });
    });
    this.#ends.push(() => http.listening && new Promise((resolve) => http.close(resolve)));
  }

  async listen(http: HttpServer): Promise<void> {
    await once(http.listen(0, "127.0.0.1"), "listening");
    this.#port = (http.address() as AddressInfo).port;
  }

  /** Looks after the end of `io`. */
  adopt(io: Io): Io {
    this.#ends.push(() => io.close().catch(() => undefined));
    return io;
  }

  /** A session over WebSocket, not yet in a namespace. */
  async peer(name: string, parts: PeerParts = {}): Promise<RawSocket> {
    const peer = await RawSocket.open(this.tracks, name, { port: this.#port, ...parts });
    this.#connections.add(peer.wire.socket);
    return peer;
  }

  /** A session over polling. */
  async polling(name: string, query = ""): Promise<RawPolling> {
    const peer = new RawPolling(this.tracks, name, this.#port);
    this.#ends.push(() => peer.wires.forEach((wire) => wire.socket.destroy()));
    await peer.open(query);
    return peer;
  }

  /** A raw client in a namespace, and the server's socket of it. */
  async pair(io: Io, name: string, parts: PeerParts = {}): Promise<readonly [RawSocket, ServerSocket]> {
    const peer = await this.peer(name, parts);
    const socket = await this.join(io, peer, parts);
    return [peer, socket];
  }

  /** Lets a raw client join a namespace; returns the server's socket of it. */
  async join(io: Io, peer: RawSocket, { nsp = "/", auth = "" }: PeerParts = {}): Promise<ServerSocket> {
    const accepted = accept(io.of(nsp));
    await peer.connect(nsp, auth);
    return accepted;
  }

  /** The stock client; what comes is noted. It does not reconnect unless told to. */
  client(name: string, { nsp = "/", options = {} }: ClientParts = {}): Socket {
    const client = connectStock(`http://127.0.0.1:${this.#port}${nsp}`, {
      forceNew: true,
      reconnection: false,
      transports: ["websocket"],
      ...options,
    });
    this.#ends.push(() => {
      client.disconnect();
      client.io.engine.close();
    });
    watchClient(this.tracks, name, client);
    return client;
  }

  /** The stock client, connected, and the server's socket of it. */
  async stock(io: Io, name: string, parts: ClientParts = {}): Promise<readonly [Socket, ServerSocket]> {
    const accepted = accept(io.of(parts.nsp ?? "/"));
    const client = this.client(name, parts);
    const socket = await accepted;
    await this.seen(name, "connect");
    return [client, socket];
  }

  /** Resolves when `who` has seen something that begins so, `count` times. */
  async seen(who: string, beginning: string, count = 1): Promise<void> {
    await this.tracks.seen(who, beginning, count);
  }

  /** Sends packets one by one, each when nothing else is on its way. */
  async each(peer: RawSocket, ...packets: readonly (string | Buffer)[]): Promise<void> {
    for (const packet of packets) {
      peer.send(packet);
      await this.settle();
    }
  }

  /** Resolves when nothing is on its way any more, timers apart. */
  async settle(): Promise<void> {
    await this.#quiet.settle(() => this.#signature());
  }

  /** Does something when the scenario is over. */
  atEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Ends everything and returns the trace. */
  async end(): Promise<readonly string[]> {
    const trace = this.tracks.lines();
    for (const connection of this.#connections) connection.destroy();
    for (const end of this.#ends.toReversed()) await end();
    for (const connection of this.#connections) connection.destroy();
    await this.#quiet.stop();
    return trace;
  }

  #signature(): string {
    let bytes = 0;
    for (const { bytesRead, bytesWritten } of this.#connections) bytes += bytesRead + bytesWritten;
    return `${this.tracks.count} ${this.#traffic} ${this.#connections.size} ${bytes}`;
  }
}

function accept(nsp: Nsp): Promise<ServerSocket> {
  return new Promise((resolve) => {
    nsp.once("connection", resolve);
  });
}
