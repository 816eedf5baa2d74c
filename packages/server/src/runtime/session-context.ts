import type { Handshake, PacketData, TransportName } from "@sockeye/protocol/engine";
import type { Deadlines } from "../ports/index.ts";
import type { FlushQueue } from "./flush-queue.ts";
import type { OutputBudget } from "./output-budget.ts";
import type { SessionCounts } from "./session-counts.ts";

/** What all sessions of a server share. */
export interface SessionContext {
  readonly deadlines: Deadlines;
  readonly flushes: FlushQueue;
  readonly budget: OutputBudget;
  readonly counts: SessionCounts;
  readonly upgradeTimeout: number;
  readonly maxBufferedBytes: number;
  readonly writeStallTimeout: number;
  readonly initialPacket: PacketData | undefined;
  handshakeFor(id: string, transport: TransportName): Handshake;
  /** The client of this session has been greeted. */
  onOpened(id: string): void;
  /** This session is over; its listener hears of it next. */
  onClosed(id: string, description: unknown): void;
}
