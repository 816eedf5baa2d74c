import { createServer, type IncomingMessage, type Server as HttpServer, type ServerOptions } from "node:http";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { EngineOptions, EngineServer, EngineSocket, Implementation } from "../implementation.ts";
import { Call, type RequestParts, requestBytes } from "./call.ts";
import { describeValue } from "./describe.ts";
import { SocketWire, type UpgradeParts, upgradeBytes } from "./socket-wire.ts";
import { Tracks } from "./tracks.ts";
import { Wire } from "./wire.ts";

export interface WorldOptions {
  readonly options?: EngineOptions;
  /** Of the HTTP server that the engine is attached to. */
  readonly host?: ServerOptions;
}

/** Names a request, so that the test knows when the server has it. */
const CALL = "x-call";

/** One server of one implementation, the raw clients of one row, and what was seen of both. */
export class World {
  readonly implementation: Implementation;
  readonly engine: EngineServer;
  readonly http: HttpServer;
  readonly tracks = new Tracks();
  /** In the order of their connections. */
  readonly sockets: EngineSocket[] = [];
  readonly #wires: Wire[] = [];
  readonly #served = new Set<Socket>();
  readonly #arrivals = new Map<string, () => void>();
  #calls = 0;

  private constructor(implementation: Implementation, { options = {}, host = {} }: WorldOptions) {
    this.implementation = implementation;
    this.http = createServer(host, (_request, response) => {
      response.statusCode = 404;
      response.end("the application");
    });
    this.engine = implementation.module.attach(this.http, { ...options });
    // Not a listener: that there are others decides what happens to upgrade requests.
    const emit = this.http.emit.bind(this.http) as (event: string, ...values: unknown[]) => boolean;
    this.http.emit = (event: string, ...values: unknown[]) => {
      if (event === "request" || event === "upgrade") this.#arrived(values[0] as IncomingMessage);
      return emit(event, ...values);
    };
    // The test is not to die of what the rows do to a socket that nobody looks after.
    this.http.on("connection", (socket) => {
      this.#served.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#served.delete(socket));
    });
    this.#watch();
  }

  static async start(implementation: Implementation, options: WorldOptions): Promise<World> {
    const world = new World(implementation, options);
    await once(world.http.listen(0, "127.0.0.1"), "listening");
    return world;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** The socket of the latest session. */
  get socket(): EngineSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no session has been opened yet");
    return socket;
  }

  /** The id of the latest session. */
  get sid(): string {
    return idOf(this.socket);
  }

  /** Adds to what was seen. */
  note(line: string): void {
    this.tracks.client(line);
  }

  /** Sends a request; resolves when the server has it, whatever it makes of it. */
  async send(name: string, parts: RequestParts): Promise<Call> {
    const call = new Call(this.tracks, { name, method: parts.method ?? "GET", wire: this.wire() });
    await this.#delivered(call.wire, (id) =>
      requestBytes({ ...parts, headers: { ...parts.headers, [CALL]: id } }),
    );
    return call;
  }

  /** Sends a request and notes its answer. */
  async ask(name: string, parts: RequestParts): Promise<Call> {
    const call = await this.send(name, parts);
    await call.answer();
    return call;
  }

  /** Opens a session by polling; only what the server sees of it is noted. Returns its id. */
  async open(query = "", headers: RequestParts["headers"] = {}): Promise<string> {
    const call = await this.send("open", { query, headers });
    const { body } = await call.read();
    const sid = /"sid":"([^"]+)"/.exec(body.toString("utf8"))?.[1];
    if (sid === undefined) throw new Error(`no session: ${body.toString("utf8")}`);
    return sid;
  }

  /** Sends an upgrade request; resolves when the server has it. */
  async upgrade(name: string, parts: UpgradeParts = {}): Promise<SocketWire> {
    const upgraded = new SocketWire(this.tracks, name, this.wire());
    await this.#delivered(upgraded.wire, (id) =>
      upgradeBytes({ ...parts, headers: { ...parts.headers, [CALL]: id } }),
    );
    return upgraded;
  }

  /** Opens a session by WebSocket, past the handshake and the open packet. */
  async openSocket(name: string, query = ""): Promise<SocketWire> {
    const wire = await this.upgrade(name, { query });
    await wire.skipHead();
    await wire.skipFrame();
    return wire;
  }

  /** A TCP connection of its own, to say what is no request. */
  wire(port = this.port): Wire {
    const wire = new Wire(port);
    this.#wires.push(wire);
    return wire;
  }

  /** Resolves when the server has seen something that begins so, `count` times. */
  async seen(beginning: string, count = 1): Promise<void> {
    await this.tracks.seen(beginning, count);
  }

  /** Ends everything and returns the trace. */
  async end(): Promise<readonly string[]> {
    for (const wire of this.#wires) if (wire.isLate) this.note("LATE: what was waited for did not come");
    const trace = this.tracks.lines();
    for (const wire of this.#wires) wire.socket.destroy();
    this.engine.close();
    for (const socket of this.#served) socket.destroy();
    if (this.http.listening) await new Promise((resolve) => this.http.close(resolve));
    return trace;
  }

  async #delivered(wire: Wire, bytes: (id: string) => Buffer): Promise<void> {
    const id = String(++this.#calls);
    const arrived = new Promise<void>((resolve) => {
      this.#arrivals.set(id, resolve);
      // A request that the HTTP server answers by itself never arrives.
      wire.socket.once("data", () => resolve());
      wire.socket.once("close", () => resolve());
    });
    wire.send(bytes(id));
    await arrived;
    // What the server does at once is done by then.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #arrived(request: IncomingMessage): void {
    this.#arrivals.get(String(request.headers[CALL]))?.();
  }

  #watch(): void {
    const { tracks } = this;
    this.engine.on("connection", (socket: EngineSocket) => {
      this.sockets.push(socket);
      const name = tracks.nameSid(idOf(socket));
      tracks.server(`${name} connection ${socket.transport.name} v${socket.protocol}`);
      socket.on("message", (data: unknown) => tracks.server(`${name} message ${describeValue(data)}`));
      socket.on("heartbeat", () => tracks.server(`${name} heartbeat`));
      socket.on("upgrading", () => tracks.server(`${name} upgrading`));
      socket.on("upgrade", () => tracks.server(`${name} upgrade`));
      socket.on("close", (reason: string, description: unknown) => {
        tracks.server(`${name} close ${reason}: ${describeValue(description)}`);
      });
    });
    this.engine.on("connection_error", ({ code, message, context }: Record<string, unknown>) => {
      tracks.server(`connection_error ${String(code)} ${String(message)} ${describeValue(context)}`);
    });
  }
}

/** The published types hide what every application reads. */
function idOf(socket: EngineSocket): string {
  return (socket as unknown as { readonly id: string }).id;
}
