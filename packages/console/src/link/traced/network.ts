import type { FaultSwitches } from "../fault-switches.ts";
import type { WireRecorder } from "../wire-recorder.ts";
import type { NetworkPorts } from "./ports.ts";

/** What a traced transport works with: the network, what is wrong with it, and who writes down what happens. */
export interface TracedNetwork {
  readonly ports: NetworkPorts;
  readonly faults: FaultSwitches;
  readonly recorder: WireRecorder;
  /** A session tries whether it can move to this transport. */
  onProbe(transport: string): void;
}
