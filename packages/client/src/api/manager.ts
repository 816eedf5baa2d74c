import { nextTick } from "#platform";
import { type DefaultEventsMap, Emitter, type EventsMap } from "../emitter/index.ts";
import { installTimerFunctions, Socket as Engine } from "../engine/index.ts";
import { Decoder, Encoder, type Packet } from "../parser/index.ts";
import { backoffDelay } from "./backoff.ts";
import type { ManagerOptions, ManagerReservedEvents } from "./manager-options.ts";
import type { DisconnectDescription } from "./socket-events.ts";
import type { SocketOptions } from "./socket-options.ts";
import { Socket } from "./socket.ts";
import { subscribe } from "./subscribe.ts";

/** A connection that ended sooner does not make reconnection any quicker. */
const trustedAfter = 5000;

/** What can be changed while a Manager lives, each by the method of its name. */
const defaults = {
  reconnection: true,
  reconnectionAttempts: Infinity,
  reconnectionDelay: 1000,
  reconnectionDelayMax: 5000,
  randomizationFactor: 0.5,
  timeout: 20_000 as number | boolean,
};

type Settings = typeof defaults;

/**
 * One connection to a server, for any number of namespaces, which is opened again when it breaks.
 *
 * What happens to the engine counts only as long as it is listened to. A packet is told in the next tick, so that a listener
 * that throws cannot be taken for a parse error; an end of the connection waits for the packets that came before it.
 */
export class Manager<
  ListenEvents extends EventsMap = DefaultEventsMap,
  // oxlint-disable-next-line no-unused-vars -- so that the type has the parameters of the published one
  _EmitEvents extends EventsMap = ListenEvents,
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- no events but its own
> extends Emitter<Record<never, never>, Record<never, never>, ManagerReservedEvents> {
  /** The session below. Each connection has a new one. */
  declare engine: Engine;
  /** Where to connect to; read at each attempt. */
  declare uri: string | undefined;
  /** Read at each attempt, too. */
  declare opts: Partial<ManagerOptions>;
  /** Reads or sets whether it reconnects. */
  declare reconnection: ((v: boolean) => this) & (() => boolean);
  /** Reads or sets after how many attempts it gives up. */
  declare reconnectionAttempts: ((v: number) => this) & (() => number);
  /** Reads or sets the delay before the first attempt, in milliseconds. */
  declare reconnectionDelay: ((v: number) => this) & (() => number);
  /** Reads or sets by which part of it chance changes the delay. */
  declare randomizationFactor: ((v: number) => this) & (() => number);
  /** Reads or sets the most that the delay may become. */
  declare reconnectionDelayMax: ((v: number) => this) & (() => number);
  /** Reads or sets how long connecting may take; false for any time. */
  declare timeout: ((v: number | boolean) => this) & (() => number | boolean);
  /** @internal The sockets, by namespace. */
  readonly nsps: Record<string, Socket> = {};
  /** @internal */
  declare _autoConnect: boolean;
  /** @internal */
  _readyState: "opening" | "open" | "closed" = "closed";
  /** @internal Is it waiting for an attempt to reconnect, or making one? */
  _reconnecting = false;
  /** @internal */
  declare readonly setTimeoutFn: typeof setTimeout;
  /** @internal */
  declare readonly clearTimeoutFn: typeof clearTimeout;

  readonly #settings = {} as Settings;
  readonly #encoder: Encoder;
  readonly #decoder: Decoder;
  /** Ends that it hears of the engine. */
  #unsubscribe: (() => void) | undefined;
  /** Packets that are told in the next tick. */
  #untold = 0;
  /** Ends what waits: for the connection, or for the next attempt. */
  #stopWaiting: (() => void) | undefined;
  /** Has the application closed it? */
  #isUnwanted = false;
  #attempts = 0;
  /** What the delay depends on: attempts since a connection lasted. */
  #failures = 0;
  #openedAt = 0;

  static {
    for (const [name] of Object.entries(defaults) as [keyof Settings, unknown][])
      this.prototype[name] = function (this: Manager, value?: Settings[keyof Settings]) {
        if (value === undefined) return this.#settings[name];
        this.#settings[name] = value as never;
        return this;
      } as never;
  }

  constructor(opts: Partial<ManagerOptions>);
  constructor(uri?: string, opts?: Partial<ManagerOptions>);
  constructor(uri?: string | Partial<ManagerOptions>, opts?: Partial<ManagerOptions>);
  constructor(uri?: string | Partial<ManagerOptions>, opts?: Partial<ManagerOptions>) {
    super();
    if (uri && typeof uri === "object") [uri, opts] = [undefined, uri];
    this.uri = uri;
    this.opts = opts ??= {};
    opts.path ||= "/socket.io";
    installTimerFunctions(this, opts);
    for (const [name, preset] of Object.entries(defaults)) {
      const given = opts[name as keyof Settings] ?? preset;
      // Zero attempts, and delays of zero, stand for the default, too.
      this.#settings[name as keyof Settings] = (
        given || !/reconnection./.test(name) ? given : preset
      ) as never;
    }
    const parser = (opts.parser ?? { Encoder, Decoder }) as {
      Encoder: typeof Encoder;
      Decoder: typeof Decoder;
    };
    this.#encoder = new parser.Encoder();
    this.#decoder = new parser.Decoder();
    if ((this._autoConnect = opts.autoConnect !== false)) this.open();
  }

  /** Connects, unless it has done so or is doing so. Who gives a callback has to try again by himself. */
  open(fn?: (err?: Error) => void): this {
    if (this._readyState === "closed") this.#connect(fn);
    return this;
  }

  /** The same as {@link Manager.open}. */
  connect(fn?: (err?: Error) => void): this {
    return this.open(fn);
  }

  /** The socket of a namespace: always the same. One that is disconnected connects again, unless `autoConnect` is false. */
  socket(nsp: string, opts?: Partial<SocketOptions>): Socket {
    const socket = (this.nsps[nsp] ??= new Socket(this, nsp, opts));
    if (this._autoConnect && !socket.active) socket.connect();
    return socket;
  }

  /** @internal Sends a packet. */
  _packet(packet: Packet & { options?: { compress: boolean } }): void {
    for (const chunk of this.#encoder.encode(packet)) this.engine.write(chunk, packet.options);
  }

  /** @internal Closes the connection, and does not reconnect. */
  _close(): void {
    this.#isUnwanted = true;
    this._reconnecting = false;
    this.#end("forced close");
  }

  /** @internal The same as {@link Manager._close}. */
  disconnect(): void {
    this._close();
  }

  #connect(fn?: (error?: Error) => void, attempt?: number): void {
    const goesOn = !fn || this._reconnecting;
    this.#stopWaiting?.();
    this.#isUnwanted = false;
    const engine = (this.engine = new Engine(this.uri, this.opts));
    this._readyState = "opening";
    const fail = (error: Error): void => {
      this.#letGo();
      this._readyState = "closed";
      try {
        this._emit("error", error);
      } finally {
        this._reconnecting = false;
        fn?.(error);
        if (goesOn) this.#reconnect();
        if (attempt) this._emit("reconnect_error", error);
      }
    };
    this.#unsubscribe = subscribe(engine, {
      open: () => {
        this.#stopWaiting?.();
        this.#unsubscribe!();
        this.#openedAt = Date.now();
        this.#decoder.on("decoded", this.#onDecoded);
        this.#unsubscribe = subscribe(engine, {
          data: (data: unknown) => {
            try {
              this.#decoder.add(data);
            } catch (error) {
              this.#end("parse error", error as Error);
            }
          },
          ping: () => this._emit("ping"),
          error: (error: Error) => this._emit("error", error),
          close: (reason: string, description?: DisconnectDescription) => this.#end(reason, description),
        });
        this._readyState = "open";
        try {
          this._emit("open");
        } finally {
          this._reconnecting = false;
          fn?.();
          if (attempt) this._emit("reconnect", attempt);
        }
      },
      error: fail,
      close: (reason: string) => fail(new Error(reason)),
    });
    if (this.#settings.timeout !== false)
      this.#wait(this.#settings.timeout as number, () => {
        fail(new Error("timeout"));
        engine.close();
      });
  }

  readonly #onDecoded = (packet: Packet): void => this.#tellLater(() => this._emit("packet", packet));

  /** In the next tick, if the connection is still the same. */
  #tellLater(tell: () => void): void {
    const { engine } = this;
    this.#untold++;
    nextTick(() => {
      this.#untold--;
      if (this.engine === engine && this._readyState === "open") tell();
    });
  }

  /** Calls back after that time, unless it stops waiting. The result ends listeners that are given it, too. */
  #wait(milliseconds: number, callback: () => void, page?: AbortController): void {
    const timer = this.setTimeoutFn(callback, milliseconds);
    // Timers of browsers are numbers.
    if (this.opts.autoUnref) (timer as Partial<NodeJS.Timeout>).unref?.();
    this.#stopWaiting = () => {
      this.clearTimeoutFn(timer);
      page?.abort();
    };
  }

  /** Nothing is heard of the engine any more. */
  #letGo(): void {
    this.#stopWaiting?.();
    this.#unsubscribe?.();
    this.#decoder.off("decoded", this.#onDecoded);
    this.#decoder.destroy();
  }

  #end(reason: string, description?: DisconnectDescription): void {
    const { engine } = this;
    this.#letGo();
    engine?.close();
    const tell = (): void => {
      this._readyState = "closed";
      this.#attempts = 0;
      if (this.#isUnwanted || Date.now() - this.#openedAt >= trustedAfter) this.#failures = 0;
      try {
        this._emit("close", reason, description);
      } finally {
        this.#reconnect();
      }
    };
    if (this.#isUnwanted || !this.#untold) tell();
    else this.#tellLater(tell);
  }

  #reconnect(): void {
    const { reconnection, reconnectionAttempts } = this.#settings;
    // A listener may have connected, or closed, in the meantime.
    if (!reconnection || this.#isUnwanted || this._reconnecting || this._readyState !== "closed") return;
    if (this.#attempts >= reconnectionAttempts) {
      this.#attempts = this.#failures = 0;
      this._emit("reconnect_failed");
      return;
    }
    this._reconnecting = true;
    const attempts = ++this.#attempts;
    const attempt = (): void => {
      this.#stopWaiting?.();
      try {
        if (this.#settings.reconnection) this._emit("reconnect_attempt", attempts);
        else this._reconnecting = false;
      } finally {
        // A listener may have closed it.
        if (this._reconnecting && this._readyState === "closed") this.#connect(undefined, attempts);
      }
    };
    const page = new AbortController();
    this.#wait(
      backoffDelay(this.#settings, this.#failures++, this.opts.randomizationCap === "after"),
      attempt,
      page,
    );
    globalThis.addEventListener?.("online", attempt, page);
    globalThis.addEventListener?.("visibilitychange", () => document.hidden || attempt(), page);
  }
}
