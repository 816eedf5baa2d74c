import {
  createDialects,
  type Dialect,
  type EnginePacket,
  type PacketData,
  type TransportName,
} from "@sockeye/protocol/engine";
import { createProtocolError, portableBytes } from "@sockeye/protocol/kernel";
import type { HttpExchange, RequestTransport, TransportOwner } from "../../ports/index.ts";

export const testDialects = createDialects(portableBytes);

/** What a fake transport can be given. */
export interface FakeTransportOptions {
  readonly name?: TransportName;
  readonly dialect?: Dialect;
  /** When `onSent` is called: within `send`, or when the test says so. @default "at once" */
  readonly confirms?: "at once" | "by hand";
}

/**
 * A transport without a medium: the test plays the client. `polling` takes one batch per poll; the others take packets
 * while they are not blocked. It watches that a session keeps to the contract of `ServerTransport`.
 */
export class FakeTransport implements RequestTransport {
  readonly name: TransportName;
  readonly dialect: Dialect;
  readonly supportsBinary = true;
  readonly sendsBatches: boolean;
  owner: TransportOwner = Object.freeze({
    onMessage() {},
    onPacket() {},
    onGarbage() {},
    onReady() {},
    onClosed() {},
  });
  isDiscarded = false;
  readyState: "open" | "closing" | "closed" = "open";
  bufferedBytes = 0;
  /** What was handed over, call by call. */
  readonly batches: (readonly EnginePacket[])[] = [];
  readonly exchanges: HttpExchange[] = [];
  /** What was done to it besides sending. */
  readonly calls: string[] = [];
  readonly #confirms: "at once" | "by hand";
  readonly #unconfirmed: (() => void)[] = [];
  readonly #onEnded: (() => void)[] = [];
  #takes: boolean;

  constructor({
    name = "websocket",
    dialect = testDialects[4],
    confirms = "at once",
  }: FakeTransportOptions = {}) {
    this.name = name;
    this.dialect = dialect;
    this.sendsBatches = name === "polling";
    this.#confirms = confirms;
    this.#takes = true;
  }

  get isReady(): boolean {
    return this.readyState === "open" && this.#takes;
  }

  get isWritable(): boolean {
    return this.isReady;
  }

  /** Everything that was handed over, packet by packet, as text. */
  get sent(): string[] {
    return this.batches.flat().map(show);
  }

  send(packets: readonly EnginePacket[], onSent?: () => void): void {
    if (!this.isReady) throw new Error("send was called while the transport was not ready");
    if (packets.length === 0) throw new Error("send was called with nothing to send");
    this.batches.push(packets);
    if (this.sendsBatches) this.#takes = false;
    if (onSent === undefined) return;
    if (this.#confirms === "at once") onSent();
    else this.#unconfirmed.push(onSent);
  }

  close(onEnded?: () => void, code?: number): void {
    this.calls.push(code === undefined ? "close" : `close ${code}`);
    if (onEnded !== undefined) this.#onEnded.push(onEnded);
    if (this.readyState === "closed") this.#tellEnded();
    else if (this.readyState === "open") {
      // Over polling the client has to fetch the goodbye.
      if (this.sendsBatches && !this.#takes) this.readyState = "closing";
      else this.end();
    }
  }

  terminate(): void {
    this.calls.push("terminate");
    this.end();
  }

  discard(): void {
    this.calls.push("discard");
    this.isDiscarded = true;
    this.end();
  }

  releasePoll(): void {
    this.calls.push("releasePoll");
    if (this.sendsBatches) this.#takes = false;
  }

  onRequest(exchange: HttpExchange): void {
    this.exchanges.push(exchange);
    this.ready();
  }

  /** A poll comes, or a slow connection has caught up. */
  ready(): void {
    if (this.readyState === "closing") this.end();
    if (this.readyState !== "open" || this.#takes) return;
    this.#takes = true;
    this.owner.onReady(this);
  }

  /** The poll is used up, or the connection is slow. */
  block(): void {
    this.#takes = false;
  }

  /** The system has taken everything. */
  confirm(): void {
    for (const onSent of this.#unconfirmed.splice(0)) if (this.readyState === "open") onSent();
  }

  /** The client sends something. */
  receive(packet: EnginePacket): void {
    if (this.readyState !== "open") return;
    if (packet.type === "message") this.owner.onMessage(packet.data, this);
    else this.owner.onPacket(packet, this);
  }

  message(data?: PacketData): void {
    this.receive({ type: "message", data });
  }

  garbage(): void {
    if (this.readyState === "open") this.owner.onGarbage(createProtocolError("EIO_PARSE_ERROR"), this);
  }

  /** The client leaves, or the connection breaks. */
  vanish(reason: "transport close" | "transport error" = "transport close", description?: unknown): void {
    if (this.readyState !== "open") {
      this.end();
      return;
    }
    this.end();
    this.owner.onClosed(reason, description, this);
  }

  /** It has ended. */
  end(): void {
    this.readyState = "closed";
    this.#unconfirmed.length = 0;
    this.#tellEnded();
  }

  #tellEnded(): void {
    for (const onEnded of this.#onEnded.splice(0)) queueMicrotask(onEnded);
  }
}

/** A packet as one line: the digit of its type, and its data. */
function show(packet: EnginePacket): string {
  const frame = testDialects[4].encodeFrame(packet, false);
  return typeof frame === "string" ? frame : Buffer.from(frame).toString("latin1");
}
