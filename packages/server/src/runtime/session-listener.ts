import type { CloseReason, EnginePacket, PacketData } from "@sockeye/protocol/engine";
import type { ServerTransport } from "../ports/index.ts";

/** A packet as applications get to see it; `error` stands for what could not be decoded. */
export type ReceivedPacket = EnginePacket | { readonly type: "error"; readonly data: string };

/** Who hears of a session. Direct calls, no emitter; what they throw does not disturb the session. */
export interface SessionListener {
  /** Is somebody interested in `onQueued`, `onFlush` or `onDrain`? Those are not called otherwise. */
  readonly watchesOutput: boolean;
  /** Is somebody interested in `onDrain`? It costs a little per batch. */
  readonly wantsDrain: boolean;
  /** A message came; `undefined` is the empty text. */
  onMessage(data: PacketData | undefined): void;
  /** A packet other than a message came. */
  onPacket(packet: ReceivedPacket): void;
  onHeartbeat(): void;
  /** This packet is to be sent. */
  onQueued(packet: EnginePacket): void;
  /** These packets are handed to the transport next. */
  onFlush(packets: readonly EnginePacket[]): void;
  /** Everything that was handed over has gone to the system. */
  onDrain(): void;
  onUpgrading(transport: ServerTransport): void;
  onUpgraded(transport: ServerTransport): void;
  /** The session is over. Called once. */
  onClosed(reason: CloseReason, description: unknown): void;
}
