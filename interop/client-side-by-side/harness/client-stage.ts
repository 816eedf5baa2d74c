import { setTimeout } from "node:timers/promises";
import type { Manager, ManagerOptions, Socket, SocketOptions } from "socket.io-client";
import { captureUncaught } from "../../side-by-side/harness/console.ts";
import { Stage } from "../../side-by-side/harness/stage.ts";
import type { Implementation, Io, IoOptions } from "../../side-by-side/implementation.ts";
import type { ClientImplementation, ClientModule, EngineModule } from "../implementation.ts";
import { type RawOptions, RawServer } from "./raw-server.ts";
import { ShortTimers } from "./short-timers.ts";
import { VirtualTime } from "./virtual-time.ts";
import { type Log, watchEngine, watchManager, watchSocket } from "./watch.ts";

/** So many turns in a row behind which nothing has been seen, and timers and connections are as many as before. */
const QUIET_TURNS = 2;

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** What of a client is noted. */
export interface Watched {
  /** The engine's events, too? Or all but some of them? @default false */
  readonly engine?: boolean | readonly string[];
  /** The manager's? @default true */
  readonly manager?: boolean;
  /** The socket's? @default true */
  readonly socket?: boolean;
}

const ports = new Set<number>();

/** Managers are kept by their URL for ever, so the port of another scenario would bring back its manager. */
function isNewPort(port: number): boolean {
  return ports.size < ports.add(port).size;
}

/** The clients of one implementation, the servers of one scenario, and what was seen of both. */
export class ClientStage {
  readonly client: ClientModule;
  readonly engine: EngineModule;
  /** The stage of the servers, with the tracks of all. */
  readonly base: Stage;
  readonly #timers = new ShortTimers();
  #time: VirtualTime | undefined;

  private constructor(implementation: ClientImplementation, base: Stage) {
    this.client = implementation.client;
    this.engine = implementation.engine;
    this.base = base;
  }

  static async start(implementation: ClientImplementation, server: Implementation): Promise<ClientStage> {
    const base = await Stage.start(server);
    captureUncaught(base);
    return new ClientStage(implementation, base);
  }

  /** In virtual time each line says when. */
  log(who: string, what: string, ...values: readonly unknown[]): void {
    const time = this.#time === undefined ? "" : `+${this.#time.elapsed} `;
    this.base.log(who, `${time}${what}`, ...values);
  }

  note(what: string, ...values: readonly unknown[]): void {
    this.log("script", what, ...values);
  }

  attempt(what: string, call: () => unknown): void {
    this.base.attempt(what, call);
  }

  async outcome(what: string, promise: Promise<unknown>): Promise<void> {
    await this.base.outcome(what, promise);
  }

  async seen(who: string, beginning: string, count = 1): Promise<void> {
    await this.base.seen(who, beginning, count);
  }

  /** Resolves when nothing is on its way any more, neither over the network nor by a timer that is due at once. */
  async settle(): Promise<void> {
    let last = "";
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      while (!this.#timers.isEmpty) await setTimeout(1);
      await this.base.settle();
      const now = `${this.base.tracks.count} ${process.getActiveResourcesInfo().toSorted().join()}`;
      if (now !== last) quiet = 0;
      last = now;
    }
  }

  atEnd(end: () => unknown): void {
    this.base.atEnd(end);
  }

  /** From now on time passes when the script says so, and randomness is this number. */
  virtualTime(random = 0.5): VirtualTime {
    const time = new VirtualTime({
      random,
      settle: () => this.settle(),
      onError: (error) => this.base.log("process", "uncaughtException", error),
    });
    this.#time = time;
    this.atEnd(() => time.stop());
    return time;
  }

  /** A server by hand. */
  async raw(options: RawOptions = {}): Promise<RawServer> {
    for (;;) {
      const raw = new RawServer((who, what, ...values) => this.log(who, what, ...values), options);
      this.base.watchHttp(raw.http);
      await raw.listen();
      if (isNewPort(raw.port)) return raw;
    }
  }

  /** Lets an upgrade happen, step by step: else it is a matter of chance how many polls there are. */
  async upgrade(raw: RawServer): Promise<void> {
    await this.settle();
    raw.probe?.sendText("3probe");
    await this.settle();
    raw.session.answerPoll(200, "6");
    await this.settle();
  }

  /** A server of Socket.IO that notes who comes, with what, and why it goes; it answers "echo" and "ack". */
  async serve(options: IoOptions = {}): Promise<{ readonly io: Io; readonly url: string }> {
    let io = await this.base.createServer(options);
    while (!isNewPort(this.base.port)) io = await this.base.createServer(options);
    for (const nsp of ["/", "/other"]) this.#watchNamespace(io, nsp);
    return { io, url: `http://127.0.0.1:${this.base.port}` };
  }

  /** A client that does not reconnect unless told to, and everything that it tells. */
  connect(url: string, options: ClientOptions = {}, watched: Watched = {}): Socket {
    return this.watch("a", this.keep(this.client.io(url, { reconnection: false, ...options })), watched);
  }

  /** A manager of which nothing has been asked yet. */
  manager(url: string, options: ClientOptions = {}, watched: Watched = {}): Manager {
    const manager = new this.client.Manager(url, { reconnection: false, autoConnect: false, ...options });
    this.atEnd(() => manager._close());
    this.#watchManager(this.logOf("a"), manager, watched);
    return manager;
  }

  /** Looks after the end of a client. */
  keep(socket: Socket): Socket {
    this.atEnd(() => {
      socket.disconnect();
      socket.io._close();
    });
    return socket;
  }

  watch(name: string, socket: Socket, watched: Watched = {}): Socket {
    const log = this.logOf(name);
    if (watched.socket !== false) watchSocket(log, socket);
    this.#watchManager(log, socket.io, watched);
    return socket;
  }

  logOf(name: string): Log {
    return (what, ...values) => this.log(name, what, ...values);
  }

  /** A client over WebSocket that has joined. */
  async joined(raw: { url(path?: string): string }, options: ClientOptions = {}): Promise<Socket> {
    const socket = this.connect(raw.url(), { transports: ["websocket"], ...options });
    await this.seen("a", "connect");
    await this.settle();
    return socket;
  }

  async end(): Promise<readonly string[]> {
    const lines = await this.base.end();
    this.#time?.stop();
    this.#timers.stop();
    return lines;
  }

  #watchManager(log: Log, manager: Manager, { engine = false, manager: isManager = true }: Watched): void {
    if (isManager) watchManager(log, manager);
    if (engine === false) return;
    watchEngine(log, manager.engine, engine === true ? [] : engine);
  }

  #watchNamespace(io: Io, nsp: string): void {
    io.of(nsp).on("connection", (socket) => {
      const who = nsp === "/" ? "server" : `server ${nsp}`;
      const query = Object.fromEntries(
        Object.entries(socket.handshake.query).filter(([name]) => name !== "t"),
      );
      this.log(who, "connection", socket.handshake.auth, query, socket.recovered);
      socket.onAny((...values: unknown[]) => {
        this.log(who, "event", ...values);
        const last = values.at(-1);
        if (values[0] === "echo")
          socket.emit(
            "echo",
            ...values.slice(1).filter((value) => value !== last || typeof last !== "function"),
          );
        if (values[0] === "leave") socket.disconnect(values[1] === true);
        if (typeof last === "function") (last as (...args: unknown[]) => void)(...values.slice(1, -1));
      });
      socket.on("disconnect", (reason) => this.log(who, `disconnect ${reason}`));
    });
  }
}
