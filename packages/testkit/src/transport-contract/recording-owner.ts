import type { EnginePacket, PacketData } from "@sockeye/protocol/engine";
import type { ProtocolError } from "@sockeye/protocol/kernel";
import type { ServerTransport, TransportOwner } from "@sockeye/server/ports";
import type { OwnerLog } from "./harness.ts";

/** An owner that writes down what it hears. */
export class RecordingOwner implements TransportOwner, OwnerLog {
  readonly packets: EnginePacket[] = [];
  readonly closed: string[] = [];
  garbage = 0;
  ready = 0;
  reaction: (packet: EnginePacket) => void = () => {};
  readonly #transports = new Set<ServerTransport>();

  get isAttributed(): boolean {
    return this.#transports.size <= 1;
  }

  onMessage(data: PacketData | undefined, transport: ServerTransport): void {
    this.#note({ type: "message", data }, transport);
  }

  onPacket(packet: EnginePacket, transport: ServerTransport): void {
    // A message would be recorded as one that came the wrong way.
    const type = packet.type === "message" ? "open" : packet.type;
    this.#note({ type, data: packet.data }, transport);
  }

  onGarbage(_error: ProtocolError, transport: ServerTransport): void {
    this.#transports.add(transport);
    this.garbage++;
  }

  onReady(transport: ServerTransport): void {
    this.#transports.add(transport);
    this.ready++;
  }

  onClosed(reason: string, _description: unknown, transport: ServerTransport): void {
    this.#transports.add(transport);
    this.closed.push(reason);
  }

  #note(packet: EnginePacket, transport: ServerTransport): void {
    this.#transports.add(transport);
    this.packets.push(packet);
    this.reaction(packet);
  }
}
