import { Buffer } from "node:buffer";
import { Dial, parseAddress } from "../client/index.ts";
import {
  READY_STATE,
  type Connection,
  type EstablishedConnection,
  type ReadyState,
  type SendCallback,
  type SendOptions as ConnectionSendOptions,
} from "../connection/index.ts";
import { toDialPlan, type ClientOptionsOf, type GivenClientOptions } from "./client-options.ts";
import { ConnectionEvents, SpacedConnectionEvents } from "./connection-events.ts";
import { DialEvents } from "./dial-events.ts";
import { SocketEventTarget } from "./event-target.ts";
import { isBinaryType, type BinaryType } from "./message-data.ts";
import { byteLengthOf, toOutgoing, type BufferLike, type OutgoingData } from "./outgoing-data.ts";
import { defineReadyStates, makeEnumerable } from "./ready-states.ts";
import { emitOutside } from "./socket-emitter.ts";

/** How one message is sent. */
export interface SendOptions {
  /** Ignored: RFC 6455, section 5.1 says who masks. */
  mask?: boolean | undefined;
  /** Send as binary? @default whether the data is no string */
  binary?: boolean | undefined;
  /** Compress, where that was negotiated? @default true */
  compress?: boolean | undefined;
  /** Is this the whole message, or its last fragment? @default true */
  fin?: boolean | undefined;
}

type Done = (error?: Error) => void;
/** As existing types have it; the error is absent here, too, when all went well. */
type ControlDone = (error: Error) => void;
type ControlName = "ping" | "pong";

const EMPTY = Buffer.alloc(0);
const NO_OPTIONS: SendOptions = {};

/** What the other files of this folder may do with a WebSocket, and nobody else. */
export interface WebSocketInternals {
  /** Makes the WebSocket that end of a connection; the caller starts the connection. */
  open(webSocket: WebSocket, connection: Connection, events: ConnectionEvents): void;
  connectionOf(webSocket: WebSocket): Connection | undefined;
}

/** @internal Filled in by the class, which alone can reach its private parts. */
export const internals = {} as WebSocketInternals;

/**
 * A WebSocket as users of `ws` and of the web platform know it: a client when made with a URL, one end of a server's
 * connection when a `WebSocketServer` hands it out.
 *
 * @example
 * ```ts
 * const socket = new WebSocket("wss://example.org/chat");
 * socket.on("open", () => socket.send("hello"));
 * socket.on("message", (data, isBinary) => console.log(isBinary ? data : data.toString()));
 * ```
 */
export class WebSocket extends SocketEventTarget<WebSocket> {
  declare static readonly CONNECTING: 0;
  declare static readonly OPEN: 1;
  declare static readonly CLOSING: 2;
  declare static readonly CLOSED: 3;
  /** The connection is not open yet. */
  declare readonly CONNECTING: 0;
  /** The connection is open. */
  declare readonly OPEN: 1;
  /** The connection is being closed. */
  declare readonly CLOSING: 2;
  /** The connection is closed. */
  declare readonly CLOSED: 3;

  #connection: Connection | undefined;
  #dial: Dial | undefined;
  /** Counts as long as there is no connection. */
  #stateBefore: ReadyState = READY_STATE.connecting;
  #binaryType: BinaryType = "nodebuffer";
  #isPaused = false;
  #url: string | undefined;
  /** Bytes given to `send` when it was too late; the WHATWG interface counts them as buffered for ever. */
  #discardedBytes = 0;

  static {
    defineReadyStates(WebSocket);
    defineReadyStates(WebSocket.prototype);
    makeEnumerable(SocketEventTarget.prototype, ["onopen", "onmessage", "onclose", "onerror"]);
    makeEnumerable(WebSocket.prototype, ["binaryType", "bufferedAmount", "extensions", "isPaused"]);
    makeEnumerable(WebSocket.prototype, ["protocol", "readyState", "url"]);
    internals.open = (webSocket, connection, events) => {
      connection.handler = events;
      webSocket.#connection = connection;
    };
    internals.connectionOf = (webSocket) => webSocket.#connection;
  }

  /** @param address - the URL to connect to; `null` is for servers */
  constructor(address: null);
  constructor(address: string | URL, options?: GivenClientOptions<WebSocket>);
  constructor(address: string | URL, protocols?: string | string[], options?: GivenClientOptions<WebSocket>);
  constructor(address: string | URL | null, protocols?: unknown, options?: unknown) {
    super();
    if (address === null) return;
    if (isOptions(protocols)) this.#connect(address, [], protocols);
    else this.#connect(address, toList(protocols), options ?? {});
  }

  /** The form in which binary messages are delivered. Values that are none of the known ones are ignored. */
  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (isBinaryType(type)) this.#binaryType = type;
  }

  /** Bytes given to `send` that the system has not taken. */
  get bufferedAmount(): number {
    return (this.#connection?.bufferedAmount ?? 0) + this.#discardedBytes;
  }

  /** The name of the agreed extension, or an empty string. */
  get extensions(): string {
    return this.#connection?.extensions.split(";", 1)[0] ?? "";
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The agreed sub-protocol, or an empty string. */
  get protocol(): string {
    return this.#connection?.protocol ?? "";
  }

  get readyState(): ReadyState {
    return this.#connection === undefined ? this.#stateBefore : this.#connection.readyState;
  }

  /** The URL of a client; `undefined` for a server's end. */
  get url(): string {
    return this.#dial?.url ?? this.#url!;
  }

  /**
   * Begins the closing handshake. While connecting it gives up instead, with an error event.
   *
   * @throws TypeError when the code may not stand in a close frame, RangeError when the reason is longer than 123 bytes
   */
  close(code?: number, data?: string | Buffer): void {
    if (this.#connection === undefined) return this.#abort();
    if (this.#connection.readyState !== READY_STATE.open) return;
    if (code === undefined) this.#connection.close();
    else this.#connection.close(code, data);
  }

  /** Ends the connection at once, without a closing handshake. */
  terminate(): void {
    if (this.#connection === undefined) this.#abort();
    else this.#connection.terminate();
  }

  /** Stops reading: the peer is slowed down, nothing is lost. */
  pause(): void {
    if (this.#connection === undefined || this.#connection.readyState === READY_STATE.closed) return;
    this.#isPaused = true;
    this.#connection.pause();
  }

  /** Reads on after `pause`. */
  resume(): void {
    if (this.#connection === undefined || this.#connection.readyState === READY_STATE.closed) return;
    this.#isPaused = false;
    this.#connection.resume();
  }

  /**
   * Sends a message: a string or a number as text, anything else as binary, unless the options say otherwise.
   *
   * @throws Error while connecting, TypeError for data that cannot be sent
   */
  send(data: BufferLike, cb?: Done): void;
  send(data: BufferLike, options: SendOptions, cb?: Done): void;
  send(data: unknown, options?: SendOptions | Done | null, cb?: Done): void {
    if (typeof options === "function") return this.send(data as BufferLike, NO_OPTIONS, options);
    this.#checkConnecting();
    const payload = toOutgoing(data);
    const connection = this.#connection;
    if (connection?.readyState !== READY_STATE.open) return this.#discard(payload, cb);
    const isText = options?.binary === undefined ? typeof payload === "string" : !options.binary;
    const sendOptions = toSendOptions(options ?? NO_OPTIONS, cb);
    if (typeof payload !== "string") {
      if (isText) connection.sendTextBytes(payload, sendOptions);
      else connection.sendBinary(payload, sendOptions);
    } else if (isText) {
      connection.sendText(payload, sendOptions);
    } else {
      connection.sendBinary(Buffer.from(payload), sendOptions);
    }
  }

  /**
   * Sends a ping with up to 125 bytes.
   *
   * @throws Error while connecting, RangeError for more than 125 bytes, TypeError for data that cannot be sent
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- as users of `ws` know it
  ping(data?: any, mask?: boolean | ControlDone, cb?: ControlDone): void {
    this.#sendControl("ping", data, (typeof mask === "function" ? mask : cb) as Done | undefined);
  }

  /** Sends a pong with up to 125 bytes; pings are answered by themselves unless `autoPong` is off. See {@link ping}. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as users of `ws` know it
  pong(data?: any, mask?: boolean | ControlDone, cb?: ControlDone): void {
    this.#sendControl("pong", data, (typeof mask === "function" ? mask : cb) as Done | undefined);
  }

  #sendControl(name: ControlName, data: unknown, cb: Done | undefined): void {
    if (typeof data === "function") return this.#sendControl(name, undefined, data as Done);
    this.#checkConnecting();
    const payload = toOutgoing(data);
    const connection = this.#connection;
    if (connection?.readyState === READY_STATE.open) connection[name](payload, cb);
    else this.#discard(payload, cb);
  }

  #checkConnecting(): void {
    if (this.readyState !== READY_STATE.connecting) return;
    throw new Error("WebSocket is not open: readyState 0 (CONNECTING)");
  }

  /** Too late: the callback hears of it, the bytes count. */
  #discard(data: OutgoingData, cb: SendCallback | undefined): void {
    this.#discardedBytes += byteLengthOf(data);
    if (cb === undefined) return;
    const state = this.readyState;
    const name = state === READY_STATE.closing ? "CLOSING" : "CLOSED";
    process.nextTick(cb, new Error(`WebSocket is not open: readyState ${state} (${name})`));
  }

  #connect(address: string | URL, protocols: readonly string[], options: ClientOptionsOf<WebSocket>): void {
    const plan = toDialPlan(options, protocols);
    const target = parseAddress(address);
    this.#url = target.url.href;
    const events = new DialEvents<WebSocket>(this, {
      finishRequest: options.finishRequest,
      onConnection: (connection, head) => {
        this.#onConnection(connection, head, options.allowSynchronousEvents !== false);
      },
      onError: (error) => {
        this.#failToConnect(error);
      },
    });
    const dial = new Dial(target, plan, events);
    // `finishRequest` may have closed the socket already.
    if (this.#stateBefore === READY_STATE.connecting) this.#dial = dial;
    else dial.abort();
  }

  #onConnection(connection: EstablishedConnection, head: Buffer, isSynchronous: boolean): void {
    this.#url = this.url;
    this.#dial = undefined;
    internals.open(
      this,
      connection,
      isSynchronous ? new ConnectionEvents(this) : new SpacedConnectionEvents(this),
    );
    emitOutside(this, "open");
    // Afterwards, so that no message comes before the event.
    connection.start(head);
  }

  /** Gives up while connecting; on a later tick, so that the caller can still add listeners. */
  #abort(): void {
    if (this.#stateBefore !== READY_STATE.connecting) return;
    this.#stateBefore = READY_STATE.closing;
    this.#dial?.abort();
    process.nextTick(() => {
      this.#failToConnect(new Error("WebSocket was closed before the connection was established"));
    });
  }

  #failToConnect(error: Error): void {
    this.#url = this.url;
    this.#dial = undefined;
    this.#stateBefore = READY_STATE.closing;
    try {
      // Nobody listens: as with any emitter, that is an exception.
      this.emit("error", error);
    } finally {
      this.#stateBefore = READY_STATE.closed;
      this.emit("close", 1006, EMPTY);
    }
  }
}

function isOptions(protocols: unknown): protocols is ClientOptionsOf<WebSocket> {
  return typeof protocols === "object" && protocols !== null && !Array.isArray(protocols);
}

function toList(protocols: unknown): readonly string[] {
  if (protocols === undefined) return [];
  return Array.isArray(protocols) ? (protocols as string[]) : [protocols as string];
}

/** What of the options concerns the connection; nothing in the usual case. */
function toSendOptions(
  { compress, fin }: SendOptions,
  cb: Done | undefined,
): ConnectionSendOptions | undefined {
  return cb === undefined && compress === undefined && fin === undefined
    ? undefined
    : { compress, fin, done: cb };
}
