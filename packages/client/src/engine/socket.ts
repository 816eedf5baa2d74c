import { nextTick, transports as ownTransports } from "#platform";
import { defaultBinaryType } from "#bytes";
import type { BinaryType } from "../bytes/bytes.ts";
import type { Packet, PacketType, RawData } from "../codec/packet.ts";
import { Emitter } from "../emitter/index.ts";
import type { CookieJar } from "../transports/cookie-jar.ts";
import { installTimerFunctions } from "../transports/timers.ts";
import type { CloseDetails, Transport } from "../transports/transport.ts";
import { parseHandshake, type HandshakeData } from "./handshake.ts";
import { resolveOptions, type ResolvedOptions } from "./resolve-options.ts";
import type { SocketReservedEvents } from "./socket-events.ts";
import type { SocketOptions, TransportCtor, TransportName, WriteOptions } from "./socket-options.ts";
import { packetsWithin } from "./write-limit.ts";

type SocketState = "opening" | "open" | "closing" | "closed";

/** Milliseconds that other transports wait if WebTransport, the better one, is tried as well. */
const headStart = 200;

/**
 * One session with a server: opens with one transport, moves to a better one if there is, and ends once.
 *
 * @example
 * ```ts
 * const socket = new Socket("ws://localhost:3000");
 * socket.on("open", () => socket.send("hello"));
 * ```
 */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- there are no events but those that it emits itself
export class Socket extends Emitter<Record<never, never>, Record<never, never>, SocketReservedEvents> {
  /** Did the last WebSocket work? Counts for all sessions with `rememberUpgrade`. */
  static priorWebsocketSuccess = false;
  /** The revision of the protocol. */
  static readonly protocol = 4;

  /** Given by the server; null once the session has ended. */
  declare id: string;
  declare transport: Transport;
  /** How binary messages are handed over. */
  binaryType: BinaryType = defaultBinaryType;
  declare readyState: SocketState;
  /** What has not been sent, or not entirely. */
  writeBuffer: Packet[] = [];
  /** The options, with the defaults. */
  declare readonly opts: ResolvedOptions;
  /** The names of the transports that may be tried. */
  declare transports: TransportName[];
  /** Has a better transport proved to work, and the session is moving to it? Nothing is written then. */
  upgrading = false;
  /** The cookies that the server has sent (Node only). */
  declare _cookieJar?: CookieJar | undefined;
  /** @internal */
  declare readonly setTimeoutFn: typeof setTimeout;
  declare private readonly clearTimeoutFn: typeof clearTimeout;

  readonly #classes: Record<TransportName, TransportCtor> = { ...ownTransports };
  /** Ends what is heard of the page, where there is one. */
  readonly #page: AbortController | undefined;
  /** Ends each attempt to move to another transport that is under way. */
  readonly #probes = new Set<(problem?: string) => void>();
  /** How many packets at the head of the write buffer the transport has been given. */
  #inFlight = 0;
  #maxPayload: number | undefined;
  /** How long it may take until the next ping. */
  #pingDelay = 0;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer should fire. Browsers freeze timers of hidden pages. */
  #pingDeadline = Infinity;

  constructor(uri?: string | SocketOptions | null, opts?: SocketOptions) {
    super();
    installTimerFunctions(this, (this.opts = resolveOptions(uri, opts)));
    const { transports, transportImplementations } = this.opts;
    if (transports && transportImplementations)
      throw new Error("specifying both 'transportImplementations' and 'transports' options is not supported");
    const choice = transportImplementations ?? transports ?? Object.keys(ownTransports);
    this.transports = choice.map((given) => {
      if (typeof given === "string") return given;
      this.#classes[(given.prototype as Transport).name] = given;
      return (given.prototype as Transport).name;
    });
    this.#open();
    if (!this.readyState) return;
    const page = (this.#page = new AbortController());
    const watch = (event: string, listener: (event: Event) => void): void =>
      globalThis.addEventListener?.(event, listener, page);
    if (this.opts.closeOnBeforeunload) watch("beforeunload", () => this.transport.off().close());
    watch("pagehide", (event) => {
      // What the browser keeps for a return has no connections then. If it does not, they end with the page, which is no error.
      if ((event as PageTransitionEvent).persisted) this.#onClose("transport close");
      else this.transport.off("error");
    });
    if (this.opts.hostname !== "localhost")
      watch("offline", () => this.#onClose("transport close", { description: "network connection lost" }));
  }

  /** Sends a message. */
  write(data: RawData, options?: WriteOptions | null, callback?: () => void): this {
    this._hasPingExpired();
    this.#sendPacket("message", data, options, callback);
    return this;
  }

  /** Sends a message. */
  send(data: RawData, options?: WriteOptions | null, callback?: () => void): this {
    return this.write(data, options, callback);
  }

  /** Closes the session as soon as everything is sent and no move to another transport is under way. */
  close(): this {
    const end = (): void => this.#onClose("forced close");
    const endUnlessUpgrading = (): void => {
      if (this.upgrading) this.once("upgrade", end).once("upgradeError", end);
      else end();
    };
    if (this.readyState === "opening" || this.readyState === "open") {
      this.readyState = "closing";
      if (this.writeBuffer.length) this.once("drain", endUnlessUpgrading);
      else endUnlessUpgrading();
    }
    return this;
  }

  /**
   * Should the server have sent a ping long ago? Then the session ends soon. The timer may be late: computers and pages sleep.
   *
   * @internal
   */
  _hasPingExpired(): boolean {
    const isExpired = Date.now() > this.#pingDeadline;
    if (isExpired) nextTick(() => this.#onClose("ping timeout"));
    return isExpired;
  }

  /** @internal Makes a transport of this session. */
  #createTransport(name: TransportName): Transport {
    const query = { ...this.opts.query, EIO: 4, transport: name } as Record<string, unknown>;
    if (this.id) query["sid"] = this.id;
    const own = (this.opts.transportOptions as Record<string, object> | undefined)?.[name];
    return new this.#classes[name]!(Object.assign({}, this.opts, { query, socket: this }, own));
  }

  #open(): void {
    const name =
      this.opts.rememberUpgrade && Socket.priorWebsocketSuccess && this.transports.includes("websocket")
        ? "websocket"
        : this.transports[0];
    if (!name) {
      // Later, so that there is time to listen.
      this.setTimeoutFn(() => this._emit("error", "No transports available"), 0);
      return;
    }
    this.#setTransport(this.#createTransport(name));
    this.transport.open();
    this.readyState ??= "opening";
  }

  #setTransport(transport: Transport): void {
    this.transport?.off();
    this.transport = transport
      .on("drain", () => {
        this.writeBuffer.splice(0, this.#inFlight);
        this.#inFlight = 0;
        if (this.writeBuffer.length) this.#flush();
        else this._emit("drain");
      })
      .on("packet", (packet) => this.#onPacket(packet))
      .on("error", (error) => this.#onError(error))
      .on("close", (details) => this.#onClose("transport close", details));
  }

  #probe(name: TransportName, delay: number): void {
    const transport = this.#createTransport(name);
    const end = (problem?: string): void => {
      if (!this.#probes.delete(end)) return;
      transport.off().close();
      if (problem !== undefined)
        this._emit("upgradeError", Object.assign(new Error(`probe error${problem}`), { transport: name }));
    };
    this.#probes.add(end);
    transport
      .once("open", () => transport.send([{ type: "ping", data: "probe" }]))
      .once("error", (error) => end(`: ${error as unknown as string}`))
      .once("close", () => end(": transport closed"))
      .once("packet", ({ type, data }) => {
        if (type !== "pong" || data !== "probe") return end("");
        this.upgrading = true;
        this._emit("upgrading", transport);
        for (const endOther of this.#probes) if (endOther !== end) endOther();
        Socket.priorWebsocketSuccess = transport.name === "websocket";
        this.transport.pause(() => {
          // It is quiet: the other one takes over, if it still works.
          if (this.#probes.delete(end)) {
            transport.off();
            this.#setTransport(transport);
            transport.send([{ type: "upgrade" }]);
            this._emit("upgrade", transport);
          } else if (this.readyState !== "closed") {
            // It has failed in the meantime: the session stays where it is, and long-polling goes on.
            const polling = this.transport as unknown as { readyState: string; doOpen: () => void };
            if (polling.readyState === "paused") {
              polling.readyState = "open";
              polling.doOpen();
            }
          }
          this.upgrading = false;
          this.#flush();
        });
      });
    if (delay) this.setTimeoutFn(() => this.#probes.has(end) && transport.open(), delay);
    else transport.open();
  }

  #onHandshake(handshake: HandshakeData): void {
    this._emit("handshake", handshake);
    if (this.readyState === "closed") return;
    this.id = this.transport.query["sid"] = handshake.sid;
    this.#pingDelay = handshake.pingInterval + handshake.pingTimeout;
    this.#maxPayload = handshake.maxPayload;
    this.#expectPing();
    if (this.readyState === "opening") this.readyState = "open";
    Socket.priorWebsocketSuccess = this.transport.name === "websocket";
    this._emit("open");
    this.#flush();
    if (this.readyState !== "open" || !this.opts.upgrade) return;
    const names = this.transports.filter(
      (name) => name !== this.transport.name && handshake.upgrades.includes(name),
    );
    for (const name of names)
      this.#probe(name, name !== "webtransport" && names.includes("webtransport") ? headStart : 0);
  }

  #onPacket(packet: Packet): void {
    this._emit("packet", packet);
    this._emit("heartbeat");
    const { type, data } = packet as { type: PacketType; data?: unknown };
    if (type === "message") {
      // Before the session is open, nobody can have sent any.
      if (!this.id) return;
      this._emit("data", data);
      this._emit("message", data);
    } else if (type === "ping") {
      // One that waits answers for several: a server that pings, and takes nothing, must not fill the buffer.
      const { writeBuffer } = this;
      if (writeBuffer.length === this.#inFlight || writeBuffer.at(-1)?.type !== "pong")
        this.#sendPacket("pong");
      this._emit("ping");
      this._emit("pong");
      this.#expectPing();
    } else if (type === "error" || (type === "open" && !this.id)) {
      // A session opens once. What is no packet at all is no handshake either.
      const handshake = parseHandshake(data as string);
      if (handshake) this.#onHandshake(handshake);
      else this.#onError(Object.assign(new Error("server error"), { code: "parser error" }));
    }
  }

  #expectPing(): void {
    // Pings do not keep a session that is closing, whatever is left to be sent.
    if (!this.id || this.readyState === "closing") return;
    this.clearTimeoutFn(this.#pingTimer);
    this.#pingDeadline = Date.now() + this.#pingDelay;
    this.#pingTimer = this.setTimeoutFn(() => this.#onClose("ping timeout"), this.#pingDelay);
    if (this.opts.autoUnref) this.#pingTimer.unref?.();
  }

  #sendPacket(
    type: PacketType,
    data?: unknown,
    options?: WriteOptions | null | (() => void),
    callback?: () => void,
  ): void {
    if (typeof options === "function") [options, callback] = [null, options];
    if (this.readyState === "opening" || this.readyState === "open") {
      const packet = { type, data, options: { compress: true, ...options } };
      this._emit("packetCreate", packet);
      this.writeBuffer.push(packet);
      if (callback) this.once("flush", callback);
      this.#flush();
    }
  }

  #flush(): void {
    const { transport, writeBuffer } = this;
    if (!transport.writable || this.upgrading || !writeBuffer.length) return;
    const packets =
      this.#maxPayload && transport.name === "polling"
        ? packetsWithin(writeBuffer, this.#maxPayload)
        : writeBuffer.slice();
    this.#inFlight = packets.length;
    transport.send(packets);
    this._emit("flush");
  }

  #onError(error: Error): void {
    // It has failed at once, and nobody has had the time to listen.
    if (!this.readyState) return nextTick(() => this.#onError(error));
    Socket.priorWebsocketSuccess = false;
    if (this.opts.tryAllTransports && this.transports.length > 1 && this.readyState === "opening") {
      this.transport.off().close();
      this.transports = this.transports.filter((name) => name !== this.transport.name);
      this.#open();
      return;
    }
    this._emit("error", error);
    this.#onClose("transport error", error);
  }

  #onClose(reason: string, details?: CloseDetails | Error): void {
    if (this.readyState === "closed") return;
    this.clearTimeoutFn(this.#pingTimer);
    this.#page?.abort();
    // First without listeners, then closed: what it says about its end is known.
    this.transport.off().close();
    this.readyState = "closed";
    this.id = null as never;
    this._emit("close", reason, details);
    // Those who listen may still read what was not sent.
    this.writeBuffer = [];
    for (const end of this.#probes) end(": socket closed");
  }
}
