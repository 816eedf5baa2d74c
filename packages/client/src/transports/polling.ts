// oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-return -- the contract of custom transports, as published
import { decodePacket, encodePackets } from "../codec/packet-codec.ts";
import type { Packet } from "../codec/packet.ts";
import { Transport } from "./transport.ts";

/** What stands between the packets of a payload: it cannot be part of JSON, nor of base64. */
const separator = "\x1e";

/** The packets of a payload, one by one: a list of all could need much more memory than the payload itself. */
const eachPacket = /(?:^|\x1e)([^\x1e]*)/g;

/** What can be given up: an XMLHttpRequest, or the controller of a `fetch`. */
interface AbortableRequest {
  abort(): void;
}

/** HTTP long-polling: one request waits for packets all the time, another sends some now and then. */
export abstract class Polling extends Transport {
  declare private readonly clearTimeoutFn: typeof clearTimeout;
  #isPolling = false;
  #patience: ReturnType<typeof setTimeout> | undefined;

  /** @internal The requests under way. */
  protected readonly _requests = new Set<AbortableRequest>();

  get name(): string {
    return "polling";
  }

  /** Lets what is under way end, and polls no more. */
  override pause(onPause: () => void): void {
    this.readyState = "pausing";
    const settle = (): void => {
      if (this.readyState === "pausing" && this.writable && !this.#isPolling) {
        this.readyState = "paused";
        onPause();
      }
    };
    this.on("pollComplete", settle).on("drain", settle);
    settle();
  }

  doOpen(): void {
    this.#isPolling = true;
    this.doPoll();
    this._emit("poll");
  }

  /** To be called with the answer to a poll. */
  override onData(data: any): void {
    for (const [, encoded] of (data as string).matchAll(eachPacket)) {
      const packet = decodePacket(encoded, this.socket.binaryType);
      if (packet.type === "open" && this.readyState === "opening") this.onOpen();
      if (packet.type === "close") return this.onClose({ description: "transport closed by the server" });
      this.onPacket(packet);
      if (packet.type === "error") return;
    }
    if (this.readyState === "closed") return;
    this.#isPolling = false;
    this._emit("pollComplete");
    // A listener may have paused or closed it.
    if (this.readyState === "open") this.doOpen();
  }

  /** A server that hears of the end answers what is waiting; one that does not would keep a connection for each session. */
  override close(): this {
    const abort = (): void => this._requests.forEach((request) => request.abort());
    if (this.readyState === "open") {
      this.#patience = this.setTimeoutFn(abort, 10_000);
      // Timers of browsers are numbers. Those of Node must not keep the process when nothing else does.
      (this.#patience as Partial<NodeJS.Timeout>).unref?.();
    } else abort();
    return super.close();
  }

  /** @internal A request has ended. */
  protected _onRequestEnd(request: AbortableRequest): void {
    this._requests.delete(request);
    if (!this._requests.size) this.clearTimeoutFn(this.#patience);
  }

  /** Tells the server, which answers the poll that is waiting then. */
  doClose(): void {
    if (this.readyState === "open") this.write([{ type: "close" }]);
  }

  write(packets: Packet[]): void {
    this.writable = false;
    encodePackets(packets, false, (encoded) => this.doWrite(encoded.join(separator), () => this._onDrain()));
  }

  /** The address of the next request. */
  protected uri(): string {
    return this._requestUri("http");
  }

  /** Sends a request whose answer goes to `onData`. */
  abstract doPoll(): any;

  /** Sends a payload, and calls back when it has arrived. */
  abstract doWrite(data: string, callback: () => void): any;
}
