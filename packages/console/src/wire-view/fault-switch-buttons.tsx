import type { FaultSwitches } from "../link/index.ts";
import { Button } from "../ui/index.ts";
import type { FaultName } from "./fault-forecast.ts";
import type { HintOf } from "./fault-hint.ts";

/** Milliseconds each way. */
const LATENCIES = [0, 100, 500, 2000];

export interface FaultSwitchButtonsProps {
  readonly faults: FaultSwitches;
  readonly hintOf: HintOf;
}

/** The faults that the page makes by itself, whichever server the connection leads to. */
export function FaultSwitchButtons({ faults, hintOf }: FaultSwitchButtonsProps) {
  const switches: readonly [FaultName, string, boolean, (on: boolean) => void][] = [
    ["cut", "Cut the network", faults.isCut.value, (on) => faults.setCut(on)],
    ["websocket", "Block WebSocket", faults.blocksWebSocket.value, (on) => faults.setBlocksWebSocket(on)],
    ["deaf", "Go deaf", faults.isDeaf.value, (on) => faults.setDeaf(on)],
  ];
  return (
    <>
      {switches.map(([fault, label, isOn, setOn]) => (
        <Button key={fault} size="small" pressed={isOn} onClick={() => setOn(!isOn)} {...hintOf(fault)}>
          {label}
        </Button>
      ))}
      <div class="wv-latency" role="group" aria-label="Latency, each way">
        <span class="ui-hint" aria-hidden="true">
          Latency
        </span>
        {LATENCIES.map((latency) => (
          <Button
            key={latency}
            size="small"
            pressed={faults.latency.value === latency}
            onClick={() => faults.setLatency(latency)}
            {...hintOf("latency")}
          >
            {latency} ms
          </Button>
        ))}
      </div>
    </>
  );
}
