import type { ReadonlySignal } from "@preact/signals";
import type { Layer, WireRecord } from "../wire/index.ts";
import type { EmitOptions } from "./emit-options.ts";
import type { FaultSwitches } from "./fault-switches.ts";
import type { Argument, LogEntry } from "./log-entry.ts";
import type { Setup, TransportName } from "./setup.ts";

export type LinkState = "connecting" | "connected" | "waiting" | "closed";

/** What went over the wire, decoded. The same record may come again, with more in it, in the same place. */
export interface WireLine {
  readonly record: WireRecord;
  readonly layer: Layer;
}

/** One connection of the playground to one namespace. The page reads the signals; nothing else tells of changes. */
export interface Link {
  readonly key: string;
  readonly setup: Setup;
  readonly state: ReadonlySignal<LinkState>;
  readonly socketId: ReadonlySignal<string | undefined>;
  readonly transport: ReadonlySignal<TransportName | undefined>;
  /** Is a change of transport under way? */
  readonly upgrading: ReadonlySignal<boolean>;
  readonly recovered: ReadonlySignal<boolean>;
  /** When the next attempt begins (milliseconds since 1970), while it waits; and how many there were. */
  readonly nextAttemptAt: ReadonlySignal<number | undefined>;
  readonly attempts: ReadonlySignal<number>;
  /** The last reason for not being connected (or by HTTP only), in a sentence, and what to try. */
  readonly trouble: ReadonlySignal<{ readonly found: string; readonly advice: string } | undefined>;
  /** Bounded; the oldest go. */
  readonly log: ReadonlySignal<readonly LogEntry[]>;
  readonly wire: ReadonlySignal<readonly WireLine[]>;
  readonly faults: FaultSwitches;

  connect(): void;
  disconnect(): void;
  /** Listens to these names only; `undefined` to all. Takes effect at once. */
  listenTo(names: readonly string[] | undefined): void;
  emit(event: string, args: readonly Argument[], options: EmitOptions): void;
  /** Emits again what an entry of the log emitted. */
  resend(entry: LogEntry): void;
  /** Answers an event that wants it (`ack: "wanted"`), once. */
  answer(entry: LogEntry, args: readonly Argument[]): void;
  clearLog(): void;
  clearWire(): void;
  /** Leaves for good. */
  dispose(): void;
}
