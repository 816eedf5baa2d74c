// oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-assignment, typescript/no-generated-empty-object-type -- the contract of custom transports, as published
import { decodePacket } from "../codec/packet-codec.ts";
import type { Packet, RawData } from "../codec/packet.ts";
import { Emitter } from "../emitter/index.ts";
import { installTimerFunctions } from "./timers.ts";
import type { TransportOptions, TransportSession } from "./transport-options.ts";

/** Why a transport has failed. */
export class TransportError extends Error {
  readonly type = "TransportError";
  /** The HTTP status, or the error or event that the platform gave. */
  declare readonly description: any;
  /** The XMLHttpRequest or the response. */
  declare readonly context: any;

  constructor(reason: string, description: any, context: any) {
    super(reason);
    this.description = description;
    this.context = context;
  }
}

/** How a transport was closed. */
export interface CloseDetails {
  description: string;
  context?: unknown;
}

/** What a transport tells its session. */
export interface TransportReservedEvents {
  open: () => void;
  error: (err: TransportError) => void;
  packet: (packet: Packet) => void;
  close: (details?: CloseDetails) => void;
  poll: () => void;
  pollComplete: () => void;
  drain: () => void;
}

type TransportState = "opening" | "open" | "closed" | "pausing" | "paused";

/** What carries packets. Custom transports extend it. */
export abstract class Transport extends Emitter<
  Record<never, never>,
  Record<never, never>,
  TransportReservedEvents
> {
  declare query: Record<string, string>;
  /** May packets be sent? It says no from each call of `send` to the `drain` after it. */
  writable = false;
  declare protected opts: TransportOptions;
  declare protected supportsBinary: boolean;
  declare protected readyState: TransportState;
  declare protected socket: TransportSession;
  declare protected setTimeoutFn: typeof setTimeout;

  constructor(opts: any);
  constructor(opts: TransportOptions) {
    super();
    installTimerFunctions(this, (this.opts = opts));
    ({ query: this.query, socket: this.socket } = opts);
    this.supportsBinary = !opts.forceBase64;
  }

  /** The name of the transport. */
  abstract get name(): string;

  /** Emits an error. */
  protected onError(reason: string, description: any, context?: any): this {
    return this._emit("error", new TransportError(reason, description, context));
  }

  /** Opens the transport. */
  open(): this {
    this.readyState = "opening";
    try {
      this.doOpen();
    } catch (error) {
      // The platform lacks it, or refuses the address. Not told before there was time to listen.
      this.setTimeoutFn(() => this._emit("error", error as TransportError), 0);
    }
    return this;
  }

  /** Closes the transport. */
  close(): this {
    if (this.readyState === "opening" || this.readyState === "open") {
      this.doClose();
      this.onClose();
    }
    return this;
  }

  /** Sends packets. */
  send(packets: Packet[]): void {
    if (this.readyState === "open") this.write(packets);
  }

  /** To be called when packets can be sent. */
  protected onOpen(): void {
    this.readyState = "open";
    this.writable = true;
    this._emit("open");
  }

  /** @internal To be called when what was written has left. */
  protected _onDrain(): void {
    this.writable = true;
    this._emit("drain");
  }

  /** To be called with an encoded packet. */
  protected onData(data: RawData): void {
    this.onPacket(decodePacket(data, this.socket.binaryType));
  }

  /** To be called with a packet. */
  protected onPacket(packet: Packet): void {
    this._emit("packet", packet);
  }

  /** To be called when the transport has ended. */
  protected onClose(details?: CloseDetails): void {
    this.readyState = "closed";
    this._emit("close", details);
  }

  /** Comes to a halt before another transport takes over, so that no packet is lost. */
  pause(_onPause: () => void): void {}

  /** @internal The address of a request: with something that differs from all others, for HTTP if nothing else is wanted. */
  protected _requestUri(schema: "http" | "ws"): string {
    const { opts } = this;
    const query: Record<string, unknown> = this.query;
    if (opts.timestampRequests ?? schema === "http") query[opts.timestampParam ?? "t"] = Math.random();
    if (!this.supportsBinary) query["b64"] = "1";
    return this.createUri(opts.secure ? `${schema}s` : schema, query);
  }

  /** The address of the server. */
  protected createUri(schema: string, query: Record<string, unknown> = {}): string {
    const { hostname, port, secure, path } = this.opts;
    const search = Object.entries(query)
      .map((pair) => (pair as string[]).map(encodeURIComponent).join("="))
      .join("&");
    return (
      `${schema}://` +
      (hostname.includes(":") ? `[${hostname}]` : hostname) +
      (port && +port !== (secure ? 443 : 80) ? `:${port}` : "") +
      path +
      (search && `?${search}`)
    );
  }

  protected abstract doOpen(): any;
  protected abstract doClose(): any;
  protected abstract write(packets: Packet[]): any;
}
