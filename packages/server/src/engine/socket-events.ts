import type { EventEmitter } from "node:events";
import type { CloseReason, EnginePacket, PacketData } from "@sockeye/protocol/engine";
import type { ServerTransport } from "../ports/index.ts";
import type { ReceivedPacket, SessionListener } from "../runtime/session-listener.ts";
import { Transport } from "./transport.ts";

/** An emitter that knows whether somebody may listen to the events that come with every message. */
export interface ObservableEmitter extends EventEmitter {
  readonly isObserved: boolean;
  readonly hearsMessages: boolean;
}

/** What emits the events of a session. */
export interface SessionEmitter extends ObservableEmitter {
  readonly id: string;
  /** The transport as applications see it. */
  faceOf(transport: ServerTransport): Transport;
}

/** Who gets the messages of a session by direct calls, before any event: the layer above. */
export interface MessageReceiver {
  onMessage(data: PacketData | undefined): void;
  /** The session is over. Called once. */
  onClosed(reason: CloseReason, description: unknown): void;
}

/** Turns the calls of a session into the events of its socket, and of its server. */
export class SocketEvents implements SessionListener {
  readonly socket: SessionEmitter;
  receiver: MessageReceiver | undefined;
  readonly #server: ObservableEmitter;

  constructor(socket: SessionEmitter, server: ObservableEmitter) {
    this.socket = socket;
    this.#server = server;
  }

  get watchesOutput(): boolean {
    return this.socket.isObserved || this.#server.isObserved;
  }

  get wantsDrain(): boolean {
    if (!this.watchesOutput) return false;
    return this.socket.listenerCount("drain") > 0 || this.#server.listenerCount("drain") > 0;
  }

  onMessage(data: PacketData | undefined): void {
    const { socket, receiver } = this;
    const { isObserved } = socket;
    if (isObserved) socket.emit("packet", withoutUndefined({ type: "message", data }));
    receiver?.onMessage(data);
    if (isObserved) socket.emit("data", data);
    if (socket.hearsMessages) socket.emit("message", data);
  }

  onPacket(packet: ReceivedPacket): void {
    if (this.socket.isObserved) this.socket.emit("packet", withoutUndefined(packet));
  }

  onHeartbeat(): void {
    this.socket.emit("heartbeat");
  }

  onQueued(packet: EnginePacket): void {
    if (!this.socket.isObserved) return;
    this.socket.emit(
      "packetCreate",
      packet.options === undefined ? { ...packet, options: COMPRESS } : packet,
    );
  }

  onFlush(packets: readonly EnginePacket[]): void {
    if (!this.watchesOutput) return;
    this.socket.emit("flush", packets);
    this.#server.emit("flush", this.socket, packets);
  }

  onDrain(): void {
    this.socket.emit("drain");
    this.#server.emit("drain", this.socket);
  }

  onUpgrading(transport: ServerTransport): void {
    this.socket.emit("upgrading", new Transport(this.socket.id, transport));
  }

  onUpgraded(transport: ServerTransport): void {
    this.socket.emit("upgrade", this.socket.faceOf(transport));
  }

  onClosed(reason: CloseReason, description: unknown): void {
    this.receiver?.onClosed(reason, description);
    this.socket.emit("close", reason, description);
  }
}

/** How packets are sent unless somebody says otherwise. */
export const COMPRESS = Object.freeze({ compress: true });

/** Applications see a packet without data as one that has no such property. */
function withoutUndefined({ type, data }: ReceivedPacket): ReceivedPacket {
  return data === undefined ? ({ type } as ReceivedPacket) : ({ type, data } as ReceivedPacket);
}
